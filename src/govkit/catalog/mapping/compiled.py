"""Declarations compiled to closures: a record in, what is made of it out, and what could not be made, never lost.

No value is None here: `null` and a member that is not there both mean that there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

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
from govkit.catalog.mapping.function import Undecided, Unmappable, functions
from govkit.catalog.mapping.ways import Way, reader, unescaped


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value that the target has no place for: which field, why, and the value as it came.

    `undecided`: it names several things where one is meant, which `because` lists.
    """

    target: str
    value: Any
    because: str
    undecided: bool = False

    def __str__(self) -> str:
        return f"{self.target}: {self.value!r} {self.because}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was made of a record, and what of it could not be mapped."""

    value: dict[str, Any]
    unmapped: tuple[Unmapped, ...] = ()


class Identities(Protocol):
    """Who knows which identifiers of systems and which canonical ones are the same object's."""

    def canonical(self, entity: str, identifier: str, kind: str | None) -> str | None:
        """The canonical identifier for one of the mapping's system; None where nobody knows it."""
        ...

    def local(self, entity: str, canonical: str, kind: str | None) -> str | None:
        """The identifier in the mapping's system for a canonical one; None where nobody knows it."""
        ...


class KnownIdentities(Identities, Protocol):
    """Identities that tell of an object all that it is called."""

    def known(self, entity: str, canonical: str) -> Sequence[Mapping[str, Any]]:
        """What all systems call an object, as far as anybody knows: members of `externalIds`."""
        ...


@dataclass(slots=True)
class Run:
    """One record on its way: the record, what could not be mapped so far."""

    record: Any
    unmapped: list[Unmapped] = field(default_factory=list)


Made: TypeAlias = Callable[[Any, Run], Any]
"""From an item and the run of its record to a value, or None where there is none."""

_Part: TypeAlias = tuple[str, str, Made | None]
"""A member: its name, that of the member of the source that it is, or what makes it."""

_Tree: TypeAlias = dict[str, "Declaration | _Tree"]


class Transform:
    """A mapping in one direction, ready to run."""

    def __init__(
        self, fields: Mapping[str, Declaration], *, outward: bool = False, identities: Identities | None = None
    ) -> None:
        """`outward`: from the entity to the API, so that references go the other way."""
        self._compiler = _Compiler(outward, identities)
        self._object = self._compiler.members(_nested(fields), "", always=True)

    def __call__(self, record: Mapping[str, Any]) -> Mapped:
        """What is made of a record."""
        run = Run(record)
        made = self._object(record, run)
        return Mapped(made, tuple(run.unmapped))


def _nested(fields: Mapping[str, Declaration]) -> _Tree:
    """Fields by the ways of their targets, as a tree of objects. Where one lies inside another, the longer is left."""
    tree: _Tree = {}
    for target, declared in fields.items():
        level: Any = tree
        *above, last = target.strip("/").split("/")
        for step in above:
            level = level.setdefault(unescaped(step), {})
            if not isinstance(level, dict):
                break
        else:
            level.setdefault(unescaped(last), declared)
    return tree


class _Compiler:
    def __init__(self, outward: bool, identities: Identities | None) -> None:
        self._outward = outward
        self._identities = identities

    def members(self, tree: _Tree, target: str, *, always: bool, within: Way | None = None) -> Made:
        """What makes an object: always, or where `within` is, or where a member is that is no constant."""
        moving, fixed = self._parts(tree, target)
        base = reader(within) if within is not None else None

        def make(item: Any, run: Run) -> dict[str, Any] | None:
            get = item.get if item.__class__ is dict else _nothing
            made = {}
            for name, source, part in moving:
                value = get(source) if part is None else part(item, run)
                if value is not None:
                    made[name] = value
            if not made and moving and not always:
                return None
            for name, constant in fixed:
                made[name] = constant
            return made

        if base is None:
            return make

        def inside(item: Any, run: Run) -> dict[str, Any] | None:
            found = base(item, run.record)
            return None if found is None else make(found, run)

        return inside

    def _parts(self, tree: _Tree, target: str) -> tuple[list[_Part], list[tuple[str, Any]]]:
        """What makes the members of an object: those that come from somewhere, and the constants.

        A member that is one of the source as it is has that one's name and nothing that makes it: no call is faster.
        """
        moving: list[_Part] = []
        fixed: list[tuple[str, Any]] = []
        for name, declared in tree.items():
            below = f"{target}/{name}" if target else name
            plain = _plain(declared) if isinstance(declared, str) else None
            if isinstance(declared, ConstantForm):
                fixed.append((name, declared.value))
            elif plain is not None:
                moving.append((name, plain, None))
            elif isinstance(declared, dict):
                moving.append((name, "", self.members(declared, below, always=False)))
            else:
                moving.append((name, "", self.of(declared, below)))
        return moving, fixed

    def of(self, declared: Declaration, target: str) -> Made:
        """What makes the value of one declaration."""
        if isinstance(declared, str):
            read = reader(Way.parse(declared))
            return lambda item, run: read(item, run.record)
        return _BY_FORM[type(declared)](self, declared, target)

    def _constant(self, declared: ConstantForm, _: str) -> Made:
        value = declared.value
        return lambda _, __: value

    def _taken(self, declared: TakenForm, _: str) -> Made:
        read = reader(Way.parse(declared.from_))
        return _defaulted(lambda item, run: read(item, run.record), declared.default)

    def _map(self, declared: MapForm, target: str) -> Made:
        read = reader(Way.parse(declared.from_ or target.rpartition("/")[2]))
        table = dict(declared.map)

        def mapped(item: Any, run: Run) -> Any:
            value = read(item, run.record)
            if value is None:
                return None
            key = value if value.__class__ is str else key_of(value)
            try:
                return table[key]
            except (KeyError, TypeError):
                run.unmapped.append(Unmapped(target, value, "has no value in the map"))
                return None

        return _defaulted(mapped, declared.default)

    def _function(self, declared: FunctionForm, target: str) -> Made:
        function = functions()[declared.with_]
        ways = (declared.from_,) if isinstance(declared.from_, str) else declared.from_
        arguments = [self.of(way, target) for way in ways]
        first, others = arguments[0], arguments[1:]
        run_function = function.run

        def called(item: Any, run: Run) -> Any:
            value = first(item, run)
            if value is None:
                return None
            rest = [argument(item, run) for argument in others]
            if None in rest:
                missing = ways[rest.index(None) + 1]
                run.unmapped.append(Unmapped(target, value, f"cannot be read without `{missing}`"))
                return None
            try:
                return run_function(value, *rest)
            except Unmappable as error:
                run.unmapped.append(Unmapped(target, value, str(error), isinstance(error, Undecided)))
            except (TypeError, KeyError, ValueError, ArithmeticError):
                run.unmapped.append(Unmapped(target, value, f"is nothing that `{function.name}` takes"))
            return None

        return _defaulted(called, declared.default)

    def _each(self, declared: EachForm, target: str) -> Made:
        read = reader(Way.parse(declared.each))
        below = f"{target}/*"
        if declared.fields is not None:
            make = self.members(_nested(declared.fields), below, always=True)
        else:
            assert declared.item is not None, "the form refuses neither"
            make = self.of(declared.item, below)

        def listed(item: Any, run: Run) -> list[Any] | None:
            items = read(item, run.record)
            if items is None:
                return None
            if not isinstance(items, list):
                run.unmapped.append(Unmapped(target, items, "is no list"))
                return None
            return [made for one in items if (made := make(one, run)) is not None]

        return listed

    def _object(self, declared: ObjectForm, target: str) -> Made:
        within = Way.parse(declared.in_) if declared.in_ is not None else None
        return self.members(_nested(declared.fields), target, always=within is not None, within=within)

    def _list(self, declared: ListForm, target: str) -> Made:
        parts = [self.of(one, f"{target}/*") for one in declared.list]

        def listed(item: Any, run: Run) -> list[Any] | None:
            made = [value for part in parts if (value := part(item, run)) is not None]
            return made or None

        return listed

    def _first(self, declared: FirstForm, target: str) -> Made:
        parts = [self.of(one, target) for one in declared.first]
        return lambda item, run: next((value for part in parts if (value := part(item, run)) is not None), None)

    def _reference(self, declared: ReferenceForm, target: str) -> Made:
        read = reader(Way.parse(declared.from_))
        entity, kind, identities = declared.ref.name, declared.type, self._identities
        find = None if identities is None else identities.local if self._outward else identities.canonical

        def referred(item: Any, run: Run) -> Any:
            value = read(item, run.record)
            if value is None or find is None:
                return value
            found = find(entity, str(value), kind)
            if found is None:
                run.unmapped.append(Unmapped(target, value, f"is the identifier of no known {entity}"))
            return found

        return referred


_BY_FORM: dict[type, Callable[[_Compiler, Any, str], Made]] = {
    ConstantForm: _Compiler._constant,
    TakenForm: _Compiler._taken,
    MapForm: _Compiler._map,
    FunctionForm: _Compiler._function,
    EachForm: _Compiler._each,
    ObjectForm: _Compiler._object,
    ListForm: _Compiler._list,
    FirstForm: _Compiler._first,
    ReferenceForm: _Compiler._reference,
}


def _plain(way: str) -> str | None:
    """The one name that a way consists of, where it starts at the item and leads no further."""
    parsed = Way.parse(way)
    alone = len(parsed.steps) == 1 and not parsed.absolute and not parsed.steps[0].isdecimal()
    return parsed.steps[0] if alone else None


def _nothing(_: str) -> None:
    """What is read of a value that has no members."""


def made_by(declared: Declaration, target: str, *, outward: bool) -> Made:
    """What makes the value of one declaration by itself; identifiers stay as they are."""
    return _Compiler(outward, None).of(declared, target)


def key_of(value: Any) -> Any:
    """A value as the keys of a map write it: `true`, `3`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value) if isinstance(value, int | float) else value


def _defaulted(make: Made, default: Any) -> Made:
    if default is None:
        return make

    def defaulted(item: Any, run: Run) -> Any:
        before = len(run.unmapped)
        value = make(item, run)
        return default if value is None and len(run.unmapped) == before else value

    return defaulted
