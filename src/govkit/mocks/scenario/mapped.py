"""Mappings run backwards over facts: each member of the API's record is made of the canonical value that it becomes.

More goes back here than where a mapping writes to a system: what a list or an object was put together of has its
places, and of several values that become one the first is meant. What that does not tell is said beside the mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from govkit.catalog.entries.declarations import (
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
from govkit.catalog.mapping.function import Unmappable, functions
from govkit.catalog.mapping.ways import Way
from govkit.mocks.scenario.expressions import batched, many_of_member
from govkit.mocks.scenario.facts import Fact, Named
from govkit.spec.expressions import MISSING

Back: TypeAlias = Callable[[Any], Any]
"""From what holds the canonical value to the value of the API, or None."""

_Tree: TypeAlias = "dict[str, Back | _Tree]"


class Backward:
    """A mapping backwards, for the identifiers of one system."""

    def __init__(self, fields: Mapping[str, Declaration], system: str) -> None:
        self._system = system
        self.members: dict[str, Callable[[Fact], Any]] = {
            name: _whole(made) for name, made in self._tree(fields).items()
        }
        """What makes each member of the API's record."""

        self.lists = {one.each: target for target, one in fields.items() if isinstance(one, EachForm)}
        """The canonical list that each list of the API comes from."""

    def _tree(self, fields: Mapping[str, Declaration]) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for target, declared in fields.items():
            first, *others = Way.parse(target).steps
            read = _below(_reading(first), tuple(others))
            for steps, make in self._backs(declared, target.rpartition("/")[2], read):
                _put(tree, steps, make)
        return tree

    def _of_item(self, target: str, declared: Declaration) -> Iterator[tuple[tuple[str, ...], Back]]:
        """What a declaration for the items of a list gives back to an item."""
        read = _below(lambda item: item, Way.parse(target).steps)
        return self._backs(declared, target.rpartition("/")[2], read)

    def _backs(self, declared: Declaration, name: str, read: Back) -> Iterator[tuple[tuple[str, ...], Back]]:
        """Where the values of the API stand, and what makes each."""
        match declared:
            case str():
                yield from _plain(declared, _named(read))
            case TakenForm():
                yield from _plain(declared.from_, _named(read))
            case MapForm():
                yield from _plain(declared.from_ or name, _mapped(declared, read))
            case ReferenceForm():
                yield from _plain(declared.from_, self._referred(declared, read))
            case FunctionForm():
                yield from _function(declared, read)
            case EachForm():
                yield from _plain(declared.each, self._each(declared, read))
            case FirstForm():
                yield from self._first(declared, name, read)
            case _:
                yield from self._together(declared, name, read)

    def _together(self, declared: Declaration, name: str, read: Back) -> Iterator[tuple[tuple[str, ...], Back]]:
        """What a list or an object was put together of."""
        if isinstance(declared, ObjectForm):
            above = Way.parse(declared.in_).steps if declared.in_ is not None else ()
            for target, inner in declared.fields.items():
                below = _below(read, Way.parse(target).steps)
                for steps, make in self._backs(inner, target.rpartition("/")[2], below):
                    yield (*above, *steps), make
        elif isinstance(declared, ListForm):
            for at, part in enumerate(declared.list):
                yield from self._backs(part, name, _below(read, (str(at),)))

    def _first(self, declared: FirstForm, name: str, read: Back) -> Iterator[tuple[tuple[str, ...], Back]]:
        """Of several, the first that the value can come from."""
        before: list[Back] = []
        for part in declared.first:
            ways = list(self._backs(part, name, read))
            for steps, make in ways:
                yield steps, _unless(tuple(before), make)
            before += [make for _, make in ways]

    def _each(self, declared: EachForm, read: Back) -> Back:
        if declared.fields is None:
            assert declared.item is not None, "the form refuses neither"
            ways = list(self._backs(declared.item, "", lambda item: item))
            item: Back = ways[0][1] if len(ways) == 1 and not ways[0][0] else _made(_nested(ways))
        else:
            ways = [way for name, one in declared.fields.items() for way in self._of_item(name, one)]
            whole = next((make for steps, make in ways if not steps), None)
            item = whole or _made(_nested(ways))
        return lambda holder: None if (items := read(holder)) is None else [item(one) for one in items]

    def _referred(self, declared: ReferenceForm, read: Back) -> Back:
        system, kind = self._system, declared.type

        def identifier(value: Any) -> Any:
            found = value.fact.identifier(system, kind) if isinstance(value, Named) else value
            return None if found is MISSING else found

        return _over(read, identifier)


def _over(read: Back, apply: Back) -> Back:
    """What is made of a value that is read, of one holder or of many facts."""
    column = many_of_member(read)
    return batched(lambda holder: apply(read(holder)), lambda batch: list(map(apply, column(batch))))


def _reading(name: str) -> Back:
    def read(fact: Fact) -> Any:
        value = fact.get(name)
        return None if value is MISSING else value

    return batched(read, lambda batch: [None if value is MISSING else value for value in batch.get(name)])


def _below(read: Back, steps: tuple[str, ...]) -> Back:
    def found(value: Any) -> Any:
        for step in steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdecimal():
                value = value[int(step)] if int(step) < len(value) else None
            else:
                return None
        return value

    return _over(read, found) if steps else read


def _plain(way: str, make: Back) -> Iterator[tuple[tuple[str, ...], Back]]:
    parsed = Way.parse(way)
    if not parsed.absolute:
        yield parsed.steps, make


def _named(read: Back) -> Back:
    """What reads an identifier as the text that it is."""
    return _over(read, lambda value: str(value) if value.__class__ is Named else value)


def _mapped(declared: MapForm, read: Back) -> Back:
    table: dict[Any, Any] = {}
    for key, value in declared.map.items():
        table.setdefault(value, _literal(key))
    table.pop(None, None)
    return _over(read, lambda value: table.get(value) if value is not None else None)


def _literal(key: str) -> Any:
    """A key of a map as the API has it: `true` is no text where a value is a boolean."""
    return {"true": True, "false": False}.get(key, key)


def _function(declared: FunctionForm, read: Back) -> Iterator[tuple[tuple[str, ...], Back]]:
    function = functions().get(declared.with_)
    ways = (declared.from_,) if isinstance(declared.from_, str) else declared.from_
    for index, way in enumerate(ways):
        back = function.back[index] if function is not None and index < len(function.back) else None
        if back is None or not isinstance(way, str):
            continue
        if back.startswith("/"):
            yield from _plain(way, _below(read, tuple(back.strip("/").split("/"))))
        else:
            made = functions()[back]
            beside = [one.value for one in ways if not isinstance(one, str)] if len(made.arguments) > 1 else []
            yield from _plain(way, _run(made.run, read, *beside))


def _run(run: Callable[..., Any], read: Back, *beside: Any) -> Back:
    def called(value: Any) -> Any:
        try:
            return None if value is None else run(value, *beside)
        except Unmappable:
            return None

    return _over(read, called)


def _unless(before: tuple[Back, ...], make: Back) -> Back:
    if not before:
        return make
    return lambda holder: None if any(one(holder) is not None for one in before) else make(holder)


def _put(tree: dict[str, Any], steps: tuple[str, ...], make: Back) -> None:
    level = tree
    for step in steps[:-1]:
        inner = level.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        level = inner
    if steps:
        known = level.get(steps[-1])
        level[steps[-1]] = make if known is None or isinstance(known, dict) else _either(known, make)


def _either(known: Back, other: Back) -> Back:
    return lambda holder: value if (value := known(holder)) is not None else other(holder)


def _nested(ways: list[tuple[tuple[str, ...], Back]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for steps, make in ways:
        _put(tree, steps, make)
    return tree


def _made(tree: dict[str, Any]) -> Back:
    """What makes an object; None where nothing is in it."""
    parts = [(name, _whole(made)) for name, made in tree.items()]

    def made(holder: Any) -> Any:
        found = {name: value for name, make in parts if (value := make(holder)) is not None}
        return found or None

    return made


def _whole(made: Any) -> Back:
    return _made(made) if isinstance(made, dict) else made
