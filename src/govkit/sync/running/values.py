"""Expressions and conditions of workflows, evaluated over what a run knows (Arazzo 1.1.0, Runtime Expressions).

What is null is not there. A comparison with null asks for absence; any other with a missing value never holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from govkit.catalog.workflows.grammar import STATUS
from govkit.catalog.workflows.model import Condition
from govkit.spec.expressions import Binary, Literal, Name, Template, Tree, Unary, as_json
from govkit.spec.expressions.templates import Computed, Fixed, Items, Members, Woven
from govkit.sync.values import MISSING, Answered, Json

_NO_ANSWER = 599
"""What conditions take for the status where no answer came: a failure of the server."""


@dataclass(slots=True)
class Frame:
    """What a workflow that runs knows: its inputs, the outputs of its steps, and what the last call brought.

    `path` tells it from every other of the run: empty for the first, else the steps that called it, `each[2]/…`.
    `answers` are the bodies that its steps were answered last. `item` is the record of a list that starts a run.
    """

    inputs: Mapping[str, Json]
    path: str = ""
    steps: dict[str, dict[str, Json]] = field(default_factory=dict)
    answer: Answered | None = None
    given: Mapping[str, Json] | None = None
    visits: dict[str, int] = field(default_factory=dict)
    retries: dict[tuple[str, str], int] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    answers: dict[str, Json] = field(default_factory=dict)
    item: Json = MISSING
    _inner: dict[str, Frame] = field(default_factory=dict)

    def inner(self, inputs: Mapping[str, Json], path: str) -> Frame:
        """That of a workflow that a step calls. Called again, its steps are counted on."""
        known = self._inner.get(path)
        frame = Frame(inputs, path, visits=dict(known.visits) if known is not None else {})
        if known is not None:
            frame._inner = known._inner
        self._inner[path] = frame
        return frame

    def place(self, step: str) -> str:
        """A step of it, as the run names it."""
        return f"{self.path}{step}"


def made(template: Template, frame: Frame) -> Json:
    """The value of a template; MISSING where there is none."""
    match template:
        case Fixed(value=value):
            return MISSING if value is None else value
        case Computed(tree=tree):
            return _value(tree, frame)
        case Woven(parts=parts):
            values = [one if isinstance(one, str) else _value(one, frame) for one in parts]
            return MISSING if any(one is MISSING for one in values) else "".join(map(_text, values))
        case Members(members=members):
            inner = {name: made(one, frame) for name, one in members.items()}
            return {name: one for name, one in inner.items() if one is not MISSING}
        case Items(items=items):
            return [one for item in items if (one := made(item, frame)) is not MISSING]
    raise TypeError(f"no workflow has {type(template).__name__}")


def hold(conditions: Sequence[Condition], frame: Frame) -> bool:
    """Whether all conditions hold."""
    return all(_holds(one.tree, frame) for one in conditions)


def below(value: Json, steps: Iterable[str]) -> Json:
    """What stands below a value; MISSING where nothing does, or null."""
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step, MISSING)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return MISSING if value is None else value


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _value(tree: Tree, frame: Frame) -> Json:
    if isinstance(tree, Literal):
        return as_json(tree.value)
    if not isinstance(tree, Name):
        raise TypeError(f"no workflow has {type(tree).__name__} for a value")
    return below(_root(tree, frame), tree.pointer or ())


def _root(name: Name, frame: Frame) -> Json:
    members = name.members
    if name.root == "item":
        return frame.item
    if name.root == "inputs":
        return frame.inputs.get(members[0], MISSING)
    if name.root == "steps":
        return frame.steps.get(members[0], {}).get(members[2], MISSING)
    if name.root == "outputs":
        return (frame.given or {}).get(members[0], MISSING)
    answer = frame.answer
    if answer is None:
        return MISSING
    if name.root == STATUS:
        return _NO_ANSWER if answer.status is None else answer.status
    if members == ("body",):
        return answer.body
    return answer.headers.get(members[1].lower(), MISSING)


def _holds(tree: Tree, frame: Frame) -> bool:
    match tree:
        case Binary(sign="&&"):
            return _holds(tree.left, frame) and _holds(tree.right, frame)
        case Binary(sign="||"):
            return _holds(tree.left, frame) or _holds(tree.right, frame)
        case Unary(inner=inner):
            return not _holds(inner, frame)
        case Binary():
            return _compared(tree, frame)
    raise TypeError(f"no workflow has {type(tree).__name__} for a condition")


def _compared(tree: Binary, frame: Frame) -> bool:
    left, right = _value(tree.left, frame), _value(tree.right, frame)
    if any(isinstance(side, Literal) and side.value is None for side in (tree.left, tree.right)):
        other = right if isinstance(tree.left, Literal) and tree.left.value is None else left
        return (other is MISSING) == (tree.sign == "==")
    if left is MISSING or right is MISSING:
        return False
    if tree.sign in ("==", "!="):
        return _same(left, right) == (tree.sign == "==")
    return bool(_ORDERS[tree.sign](left, right))


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


_ORDERS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
