"""The expressions and conditions of workflows: a part of the one language, parsed once and never evaluated as code.

Values are runtime expressions (Arazzo 1.1.0, Runtime Expressions) alone or in braces within a text. Conditions compare
(Criterion Object, type `simple`): any value with `==` and `!=`, exactly, and the status code by order, too.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govkit.spec.documents import Pointer
from govkit.spec.expressions import (
    Binary,
    ExpressionError,
    Feature,
    Grammar,
    Literal,
    Name,
    Template,
    TemplateError,
    Tree,
    parsed,
    walk,
)
from govkit.spec.expressions.parsing import parsed_in_braces
from govkit.spec.expressions.templates import Computed, Fixed, Items, Members, Woven

STATUS = "statusCode"
_ORDER = ("<", "<=", ">", ">=")
_LOWEST, _HIGHEST = 100, 600
"""Status codes, and what is one above: `$statusCode < 600`."""

BEFORE = ("inputs", "steps")
"""What values may begin with before a call is made."""
AFTER = ("inputs", "steps", "response", STATUS)
"""What values may begin with once an operation answered."""
AFTER_WORKFLOW = ("inputs", "steps", "outputs")
"""What values may begin with once a workflow is through."""
OF_RECORD = ("item",)
"""What values may begin with where a record of a list starts a workflow."""
OF_EVENT = ("inputs",)
"""What values of measures may begin with, where an event is looked at or what came of it."""
OF_WRITE = ("inputs", "request", "response")
"""The same where a write is looked at: its event, what was sent, what was answered."""

_VALUES = Grammar((), BEFORE)
_CONDITIONS = Grammar((Feature.EQUALITY, Feature.ORDER, Feature.LOGIC), AFTER)


def value(written: Any, names: tuple[str, ...] = BEFORE, pointer: Pointer = ()) -> Template:
    """The template in a value: expressions wherever a text begins with `$`, or has `{$…}` in it.

    Raises TemplateError, whose pointer leads from the value to the text that is wrong.
    """
    if isinstance(written, dict):
        return Members({name: value(inner, names, (*pointer, name)) for name, inner in written.items()})
    if isinstance(written, list | tuple):
        return Items(tuple(value(inner, names, (*pointer, index)) for index, inner in enumerate(written)))
    if not isinstance(written, str):
        return Fixed(written)
    try:
        return _text(written, _VALUES.with_names(*names))
    except ExpressionError as error:
        raise TemplateError(error, pointer) from error


def _text(written: str, grammar: Grammar) -> Template:
    if written.startswith("$"):
        return Computed(_complete(parsed(written, grammar)))
    parts: list[str | Tree] = []
    at = 0
    while (start := written.find("{$", at)) >= 0:
        if start > at:
            parts.append(written[at:start])
        tree, at = parsed_in_braces(written, start + 1, grammar)
        parts.append(_complete(tree))
    if not parts:
        return Fixed(written)
    if at < len(written):
        parts.append(written[at:])
    return Woven(tuple(parts))


def _complete(tree: Tree) -> Tree:
    """A tree whose names say all that they must. Raises ExpressionError."""
    for one in walk(tree):
        if isinstance(one, Name):
            _check(one)
    return tree


def _check(name: Name) -> None:
    members = name.members
    hint = {
        "inputs": "write `$inputs.NAME`, and `#/…` for what lies in it",
        "steps": "write `$steps.STEP.outputs.NAME`, and `#/…` for what lies in it",
        "response": "write `$response.body`, `$response.body#/…` or `$response.header.NAME`",
        "request": "write `$request.body` or `$request.body#/…`",
        "outputs": "write `$outputs.NAME`",
        "item": "write `$item`, or `$item#/…` for what lies in it",
        STATUS: "write `$statusCode` and nothing below it",
    }[name.root]
    right = {
        "inputs": len(members) == 1,
        "steps": len(members) == 3 and members[1] == "outputs",
        "response": members == ("body",) or (len(members) == 2 and members[0] == "header" and name.pointer is None),
        "request": members == ("body",),
        "outputs": len(members) == 1,
        "item": not members,
        STATUS: not members and name.pointer is None,
    }[name.root]
    if not right:
        raise ExpressionError("the expression names no value", name.column, hint)


def condition(text: str) -> Tree:
    """The tree of a condition. Raises ExpressionError."""
    tree = _complete(parsed(text, _CONDITIONS))
    _check_condition(tree)
    return tree


def _check_condition(tree: Tree) -> None:
    """Refuses what is no comparison, and order of anything but the status. Raises ExpressionError."""
    if isinstance(tree, Binary) and tree.sign in ("&&", "||"):
        _check_condition(tree.left)
        _check_condition(tree.right)
    elif isinstance(tree, Binary):
        for side in (tree.left, tree.right):
            if not isinstance(side, Name | Literal):
                hint = "compare one value with another, and join comparisons with && and ||"
                raise ExpressionError("only values are compared", side.column, hint)
        if tree.sign in _ORDER and not _of_status(tree):
            hint = "what is larger than what is decided by a mapping or a function; a condition tells what is equal"
            raise ExpressionError(f"`{tree.sign}` orders the status code and nothing else", tree.column, hint)
        _check_sides(tree)
    elif hasattr(tree, "inner"):
        _check_condition(tree.inner)
    else:
        hint = "compare it: `$response.body#/active == true`"
        raise ExpressionError("a condition is a comparison", tree.column, hint)


def _check_sides(tree: Binary) -> None:
    """Refuses what is the same in every run, and what no status can be. Raises ExpressionError."""
    names = [one for one in (tree.left, tree.right) if isinstance(one, Name)]
    if not names:
        raise ExpressionError("the comparison is the same in every run", tree.column, "compare a value: `$statusCode`")
    if len(names) == 1 and names[0].root == STATUS:
        (other,) = (one for one in (tree.left, tree.right) if isinstance(one, Literal))
        value_ = other.value
        if not isinstance(value_, Decimal) or value_ != value_.to_integral_value() or not _LOWEST <= value_ <= _HIGHEST:
            hint = "a status is a number from 100 to 599 (RFC 9110, section 15)"
            raise ExpressionError("no status code is like this", other.column, hint)


def _of_status(tree: Binary) -> bool:
    sides = (tree.left, tree.right)
    named = [one for one in sides if isinstance(one, Name) and one.root == STATUS]
    numbers = [one for one in sides if isinstance(one, Literal) and isinstance(one.value, Decimal)]
    return bool(named) and len(named) + len(numbers) == 2
