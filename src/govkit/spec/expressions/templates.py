"""Values with expressions in them: `$record.id` and `= 1 + 2` stand for values, `{…}` in a text for a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from govkit.spec.expressions.errors import ExpressionError
from govkit.spec.expressions.evaluation import ITEM, Scope, evaluated
from govkit.spec.expressions.parsing import Grammar, parsed, parsed_in_braces
from govkit.spec.expressions.tree import Tree
from govkit.spec.expressions.values import MISSING, plain_text

EACH, MAKE = "$each", "$make"
"""The members of an object that stands for a list: what it is made of, and what of each `$item`."""

PLACE = "place"
"""The name of where an item stands in the list, from 1, for what is made of it."""

Pointer: TypeAlias = tuple[str | int, ...]


class TemplateError(ExpressionError):
    """An expression that is wrong, and where in the template it stands."""

    def __init__(self, error: ExpressionError, pointer: Pointer) -> None:
        super().__init__(error.message, error.column, error.hint)
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that is an expression."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Woven:
    """A text with values in it."""

    parts: tuple[str | Tree, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value as it stands."""

    value: Any


@dataclass(frozen=True, slots=True)
class Members:
    """An object of templates; a member without a value is left out."""

    members: dict[str, Template]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of templates."""

    items: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class ForEach:
    """A list made of another."""

    source: Tree
    made: Template


Template: TypeAlias = Computed | Woven | Fixed | Members | Items | ForEach


def template(value: Any, grammar: Grammar, pointer: Pointer = ()) -> Template:
    """The template in a value. Raises TemplateError."""
    if isinstance(value, dict):
        if EACH in value:
            return _for_each(value, grammar, pointer)
        return Members({name: template(inner, grammar, (*pointer, name)) for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return Items(tuple(template(inner, grammar, (*pointer, at)) for at, inner in enumerate(value)))
    if isinstance(value, str):
        try:
            return _text(value, grammar)
        except ExpressionError as error:
            raise TemplateError(error, pointer) from error
    return Fixed(value)


def _for_each(value: dict[str, Any], grammar: Grammar, pointer: Pointer) -> ForEach:
    if value.keys() != {EACH, MAKE} or not isinstance(value[EACH], str):
        error = ExpressionError(f"a list is made by `{EACH}` and `{MAKE}`", 1, f"write {{{EACH}: …, {MAKE}: …}}")
        raise TemplateError(error, pointer)
    try:
        source = parsed(value[EACH], grammar)
    except ExpressionError as error:
        raise TemplateError(error, (*pointer, EACH)) from error
    return ForEach(source, template(value[MAKE], grammar, (*pointer, MAKE)))


def _text(value: str, grammar: Grammar) -> Template:
    if value.startswith("$"):
        return Computed(parsed(value, grammar))
    if value.startswith("="):
        return Computed(_shifted(value, grammar))
    if "{" not in value and "}" not in value:
        return Fixed(value)
    parts = tuple(_parts(value, grammar))
    return Woven(parts) if any(not isinstance(part, str) for part in parts) else Fixed("".join(map(str, parts)))


def _shifted(value: str, grammar: Grammar) -> Tree:
    try:
        return parsed(value[1:], grammar)
    except ExpressionError as error:
        raise ExpressionError(error.message, error.column + 1, error.hint) from error


def _parts(value: str, grammar: Grammar) -> Iterator[str | Tree]:
    at, text = 0, ""
    while at < len(value):
        sign = value[at]
        if sign in "{}" and value[at + 1 : at + 2] == sign:
            text, at = text + sign, at + 2
        elif sign == "{":
            if text:
                yield text
            text = ""
            tree, at = parsed_in_braces(value, at + 1, grammar)
            yield tree
        elif sign == "}":
            raise ExpressionError("this brace closes nothing", at + 1, "write }} for a brace that means itself")
        else:
            text, at = text + sign, at + 1
    if text:
        yield text


def trees_of(made: Template) -> Iterator[Tree]:
    """All expressions in a template."""
    match made:
        case Computed(tree=tree):
            yield tree
        case Woven(parts=parts):
            yield from (part for part in parts if not isinstance(part, str))
        case Members(members=members):
            for inner in members.values():
                yield from trees_of(inner)
        case Items(items=items):
            for inner in items:
                yield from trees_of(inner)
        case ForEach(source=source, made=inner):
            yield source
            yield from trees_of(inner)


def filled(made: Template, scope: Scope) -> Any:
    """The value of a template; MISSING where there is none. Numbers are exact. Raises OverBudget."""
    match made:
        case Fixed(value=value):
            return value
        case Computed(tree=tree):
            return evaluated(tree, scope)
        case Woven(parts=parts):
            return "".join(part if isinstance(part, str) else plain_text(evaluated(part, scope)) for part in parts)
        case Members(members=members):
            values = {name: filled(inner, scope) for name, inner in members.items()}
            return {name: value for name, value in values.items() if value is not MISSING}
        case Items(items=items):
            listed = (filled(inner, scope) for inner in items)
            return [value for value in listed if value is not MISSING]
        case ForEach(source=source, made=inner):
            return _each(source, inner, scope)


def _each(source: Tree, made: Template, scope: Scope) -> Any:
    items = evaluated(source, scope)
    items = scope.world.records(items) if isinstance(items, str) else items
    if not isinstance(items, list):
        return MISSING
    names, values = scope.names, []
    try:
        for place, item in enumerate(items, 1):
            scope.names = {**names, ITEM: item, PLACE: Decimal(place)}
            values.append(filled(made, scope))
    finally:
        scope.names = names
    return [value for value in values if value is not MISSING]


def as_json(value: Any) -> Any:
    """A value without exact numbers: whole ones are integers, others are as near as JSON's readers have them."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return int(value) if whole else float(value)
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    return value
