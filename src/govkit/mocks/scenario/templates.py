"""Templates of expressions compiled to closures, for facts and for what systems show of them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from govkit.mocks.scenario.expressions import GRAMMAR, Constant, Expressions, Made, batched, many_of
from govkit.mocks.scenario.words import plain_text
from govkit.spec.expressions import MISSING, ExpressionError, TemplateError, Tree
from govkit.spec.expressions import template as parsed
from govkit.spec.expressions.templates import Computed, Fixed, ForEach, Items, Members, Template, Woven

if TYPE_CHECKING:
    from govkit.mocks.scenario.batches import Batch
    from govkit.mocks.scenario.facts import Fact

_Way = tuple[str | int, ...]


def template(value: Any, expressions: Expressions, place: str) -> Made:
    """What fills a template in. Raises TemplateError."""
    return _compiled(parsed(value, GRAMMAR), expressions, place, ())


def _compiled(said: Template, expressions: Expressions, place: str, way: _Way) -> Made:
    match said:
        case Fixed(value=value):
            return Constant(value)
        case Computed(tree=tree):
            return _of(tree, expressions, place, way)
        case Woven(parts=parts):
            return _woven(parts, expressions, place, way)
        case Members(members=members):
            made = {name: _compiled(one, expressions, place, (*way, name)) for name, one in members.items()}
            return _object(made)
        case Items(items=items):
            return _list([_compiled(one, expressions, place, (*way, at)) for at, one in enumerate(items)])
        case ForEach(source=source, made=inner):
            over = _of(source, expressions, place, (*way, "$each"))
            return _each(over, _compiled(inner, expressions, place, (*way, "$make")))


def _of(tree: Tree, expressions: Expressions, place: str, way: _Way) -> Made:
    expressions.at("/".join((place, *map(str, way))))
    try:
        return expressions.of(tree)
    except ExpressionError as error:
        raise TemplateError(error, way) from None


def _woven(parts: tuple[str | Tree, ...], expressions: Expressions, place: str, way: _Way) -> Made:
    expressions.at("/".join((place, *map(str, way))))
    made: list[str | Made] = []
    for part in parts:
        try:
            made.append(part if isinstance(part, str) else expressions.of(part))
        except ExpressionError as error:
            raise TemplateError(error, way) from None
    pattern = "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in made)
    holes = [part for part in made if not isinstance(part, str)]
    columns = [many_of(hole) for hole in holes]
    if len(holes) == 1:
        only, column = holes[0], columns[0]
        return batched(
            lambda fact, item: pattern % (plain_text(only(fact, item)),),
            lambda batch: [pattern % (plain_text(value),) for value in column(batch)],
        )

    def many(batch: Batch) -> list[str]:
        values = zip(*[map(plain_text, column(batch)) for column in columns], strict=True)
        return [pattern % texts for texts in values]

    return batched(lambda fact, item: pattern % tuple([plain_text(hole(fact, item)) for hole in holes]), many)


def _object(made: dict[str, Made]) -> Made:
    if all(isinstance(part, Constant) for part in made.values()):
        return Constant({name: part.value for name, part in made.items() if isinstance(part, Constant)})
    parts = list(made.items())
    names, columns = list(made), [many_of(part) for part in made.values()]

    def filled(fact: Fact, item: Any) -> dict[str, Any]:
        found = {}
        for name, part in parts:
            value = part(fact, item)
            if value is not MISSING:
                found[name] = value
        return found

    def many(batch: Batch) -> list[dict[str, Any]]:
        rows = zip(*[column(batch) for column in columns], strict=True)
        return [{name: one for name, one in zip(names, row, strict=True) if one is not MISSING} for row in rows]

    return batched(filled, many)


def _list(made: list[Made]) -> Made:
    if all(isinstance(part, Constant) for part in made):
        return Constant([part.value for part in made if isinstance(part, Constant)])
    columns = [many_of(part) for part in made]

    def many(batch: Batch) -> list[list[Any]]:
        rows = zip(*[column(batch) for column in columns], strict=True)
        return [[one for one in row if one is not MISSING] for row in rows]

    return batched(lambda fact, item: [one for part in made if (one := part(fact, item)) is not MISSING], many)


def _each(over: Made, make: Made) -> Made:
    def listed(fact: Fact, item: Any) -> Any:
        items = over(fact, item)
        return [make(fact, one) for one in items] if isinstance(items, list) else MISSING

    lists_of, values_of = many_of(over), many_of(make)

    def many(batch: Batch) -> list[Any]:
        lists = [one if isinstance(one, list) else None for one in lists_of(batch)]
        places = [at for at, items in enumerate(lists) for _ in items or ()]
        items = [item for items in lists for item in items or ()]
        made = iter(values_of(batch.beside(places, items)) if items else ())
        return [MISSING if items is None else list(islice(made, len(items))) for items in lists]

    return batched(listed, many)
