"""Field-level lineage, read off the declarations: which fields of an API a canonical field is made of, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govkit.catalog.entries import MappingSpec
from govkit.catalog.entries.declarations import (
    ConstantForm,
    Declaration,
    EachForm,
    FirstForm,
    FunctionForm,
    ListForm,
    MapForm,
    ObjectForm,
    ReferenceForm,
    TakenForm,
)
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.function import functions
from govkit.catalog.mapping.ways import Way, unescaped, written
from govkit.spec.documents import Pointer


@dataclass(frozen=True, slots=True)
class Line:
    """One canonical field and the fields of the API that it has to do with, each with its schema: `Customer/name`.

    `outward`: the API's fields are made of it, and not it of them. `at` is the declaration's place in the mapping.
    """

    field: str
    api: tuple[str, ...]
    outward: bool
    at: Pointer
    how: str = ""


def lines_of(spec: MappingSpec) -> list[Line]:
    """Every line of a mapping, in both directions where it goes both ways."""
    found: list[Line] = []
    if spec.direction in ("in", "both"):
        found += _inward(spec)
    if spec.direction == "out":
        found += _outward(spec.fields, spec.schema_, ("spec", "fields"))
    elif spec.write is not None:
        found += _outward(spec.write.fields, spec.write.schema_, ("spec", "write", "fields"))
    elif spec.direction == "both":
        back = backwards(spec.fields)
        for line in _outward(back.fields, spec.schema_, ("spec", "fields")):
            name = line.api[0].removeprefix(f"{spec.schema_}/")
            came = back.at.get(name) or back.at.get(name.split("/*")[0], "")
            at = ("spec", "fields", came) if came else ("spec", "fields")
            found.append(Line(line.field, line.api, True, at, line.how))
    return found


def is_copy(spec: MappingSpec, field: str) -> bool:
    """Whether a mapping says that its system has but a copy of a field."""
    parts = field.split("/")
    return "*" in spec.copies or any(parts[: len(copy.split("/"))] == copy.split("/") for copy in spec.copies)


def _inward(spec: MappingSpec) -> Iterator[Line]:
    for target, sources, declared, at in _made(spec.fields, (), (), ("spec", "fields")):
        api = tuple(dict.fromkeys(written((spec.schema_, *source)) for source in sources))
        yield Line(written(target), api, False, at, how_of(declared))


def _outward(fields: Mapping[str, Declaration], schema: str, at: Pointer) -> Iterator[Line]:
    for target, sources, declared, where in _made(fields, (), (), at):
        for source in dict.fromkeys(sources):
            yield Line(written(source), (written((schema, *target)),), True, where, how_of(declared))


_Trail = tuple[str, ...]


def _made(
    fields: Mapping[str, Declaration], target: _Trail, base: _Trail, at: Pointer
) -> Iterator[tuple[_Trail, list[_Trail], Declaration, Pointer]]:
    """Each field that is made, down to the last, with the trails that it is made of."""
    for name, declared in fields.items():
        below = (*target, *(unescaped(step) for step in name.strip("/").split("/")))
        yield from _of(declared, below, base, (*at, name))


def _of(
    declared: Declaration, target: _Trail, base: _Trail, at: Pointer
) -> Iterator[tuple[_Trail, list[_Trail], Declaration, Pointer]]:
    if isinstance(declared, EachForm):
        items = (*_trail(declared.each, base), "*")
        if declared.fields is not None:
            yield target, [items[:-1]], declared, at
            yield from _made(declared.fields, (*target, "*"), items, (*at, "fields"))
        elif declared.item is not None:
            yield from _of(declared.item, (*target, "*"), items, (*at, "item"))
    elif isinstance(declared, ObjectForm):
        inner = _trail(declared.in_, base) if declared.in_ is not None else base
        yield from _made(declared.fields, target, inner, (*at, "fields"))
    elif isinstance(declared, ListForm):
        for index, one in enumerate(declared.list):
            yield from _of(one, (*target, "*"), base, (*at, "list", index))
    else:
        yield target, list(_sources(declared, target, base)), declared, at


def _sources(declared: Declaration, target: _Trail, base: _Trail) -> Iterator[_Trail]:
    """The trails of the values that one declaration reads."""
    if isinstance(declared, str):
        yield _trail(declared, base)
    elif isinstance(declared, MapForm):
        yield _trail(declared.from_ or written(target[-1:]), base)
    elif isinstance(declared, TakenForm | ReferenceForm):
        yield _trail(declared.from_, base)
    elif isinstance(declared, FunctionForm):
        first, *others = (declared.from_,) if isinstance(declared.from_, str) else declared.from_
        part = _part(declared.with_, others)
        yield from ((*trail, *part) for trail in _sources(first, target, base))
        for way in others:
            yield from _sources(way, target, base)
    elif isinstance(declared, FirstForm):
        for one in declared.first:
            yield from _sources(one, target, base)


def _part(name: str, others: Sequence[Declaration]) -> _Trail:
    """What of its first argument a function looks at alone, by the constants beside it."""
    function = functions().get(name)
    constants = [one.value for one in others if isinstance(one, ConstantForm)]
    if function is None or function.part is None or len(constants) != len(function.arguments) - 1:
        return ()
    return (function.part(*constants),)


def _trail(text: str, base: _Trail) -> _Trail:
    way = Way.parse(text)
    return way.steps if way.absolute else (*base, *way.steps)


def how_of(declared: Declaration) -> str:
    """How a value is made, in a word or two: the name of a function, `map`, empty where it is taken as it is."""
    if isinstance(declared, FunctionForm):
        return declared.with_
    words: dict[type, str] = {
        MapForm: "map",
        ReferenceForm: "reference",
        ConstantForm: "constant",
        EachForm: "each",
        FirstForm: "first",
    }
    return words.get(type(declared), "")
