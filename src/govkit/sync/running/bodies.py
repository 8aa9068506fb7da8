"""Bodies of requests: the payload as it is written, what mappings make of what systems answered, and replacements.

Of what a system has but a copy, nothing is believed: a canonical field is taken from its system of record, else from a
system that does not say that it merely has a copy, member by member of an object (`sync.believing`). What is written
never holds a field whose record is the very system that it goes to, where the mapping leads there by itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from govkit.catalog.entries import Entry, Estate, MappingSpec, names_field
from govkit.catalog.mapping.check import ENVELOPE
from govkit.catalog.mapping.compiled import KnownIdentities, Mapped, Unmapped
from govkit.catalog.mapping.identifiers import system_of
from govkit.catalog.mapping.lineage import is_copy, lines_of
from govkit.catalog.mapping.transforms import Inward, Outward
from govkit.catalog.workflows.model import Body, MappingUse
from govkit.sync.believing import Belief, merged
from govkit.sync.identity.refusals import DECIDE, IdentityError
from govkit.sync.running.values import Frame, made
from govkit.sync.values import MISSING, Json


class Unmade(Exception):
    """A call that cannot be made: in words, the values that have no place, and the kind of the exception that it is."""

    def __init__(self, because: str, unmapped: tuple[Unmapped, ...] = (), *, kind: str = "mapping") -> None:
        super().__init__("; ".join((because, *map(str, unmapped[:5]))))
        self.unmapped = unmapped
        self.kind = kind


Register = Callable[[str], KnownIdentities | None]
"""The identities of a system, by its name; None where identifiers are known by their names alone."""

Learn = Callable[[Entry[MappingSpec], Json], None]
"""Is told of every record that a mapping reads."""


class Bodies:
    """Makes the bodies of one pin."""

    def __init__(self, estate: Estate, register: Register, learn: Learn = lambda _, __: None) -> None:
        self._estate = estate
        self._register = register
        self._learn = learn
        self._sources: dict[tuple[str, str], Inward | None] = {}
        self._beliefs: dict[tuple[str, str], Belief | None] = {}
        self._outward: dict[str, Outward] = {}

    def body(self, body: Body, frame: Frame) -> Json:
        """The body of a request; MISSING where nothing of it is there. Raises Unmade, and what identities raise."""
        value = copy.deepcopy(made(body.payload.made, frame))
        for use in body.mappings:
            part = self._mapped(use, frame)
            value = _put(value, use.into, part) if use.into else part
        for replacement in body.replacements:
            part = made(replacement.value.made, frame)
            if part is not MISSING:
                value = _put(value, replacement.target, part)
        return value

    # --------------------------------------------------------------------------------------------------------- mappings

    def _mapped(self, use: MappingUse, frame: Frame) -> Json:
        write = self._mapping(use.write)
        values: dict[str, Json] = {}
        for name, source in use.sources.items():
            values[name] = made(source.made, frame)
            if values[name] is MISSING:
                raise Unmade(f"the source `{name}` of `{use.write}` is not there")
        lists = {name: value for name, value in values.items() if isinstance(value, list)}
        if not lists:
            return self._one(write, values)
        length = max(len(value) for value in lists.values())
        listed = []
        for index in range(length):
            given = {name: value[index] if isinstance(value, list) else value for name, value in values.items()}
            listed.append(self._one(write, given))
        return listed

    def _one(self, write: Entry[MappingSpec], values: Mapping[str, Json]) -> Json:
        """One object that is written, of one canonical object put together of all sources."""
        canonical: dict[str, Any] = {}
        later: list[dict[str, Any]] = []
        external: list[Any] = []
        for name, value in values.items():
            read = self._source(write, name)
            if read is None:
                canonical = merged(canonical, value)
                continue
            self._learn(self._mapping(name), value)
            mapped = _whole(read(value), f"`{name}` reads what has no place")
            external += mapped.get("externalIds", ())
            belief = self._beliefs[write.name, name]
            if belief is None:
                canonical = merged(canonical, mapped)
                continue
            who = {part: mapped[part] for part in ENVELOPE if part in mapped}
            canonical = merged(canonical, who | belief.believed(mapped))
            later.append(belief.owned(mapped))
        for owned in later:
            canonical = merged(canonical, owned)
        if external:
            canonical["externalIds"] = external
        out = self._outward.get(write.name)
        if out is None:
            system = system_of(self._estate, write.spec)
            out = self._outward[write.name] = Outward(self._estate, write, self._register(system))
        return _whole(out(canonical), f"`{write.name}` cannot write")

    def _source(self, write: Entry[MappingSpec], name: str) -> Inward | None:
        """What reads a source: the fields that are written, but for copies. None where it is canonical already."""
        key = (write.name, name)
        if key not in self._sources:
            if name == write.spec.entity.name:
                self._sources[key] = None
            else:
                entry = self._mapping(name)
                system = system_of(self._estate, entry.spec)
                entity = self._estate.entities.get(entry.spec.entity.name)
                belief = Belief(entity, entry, system) if entity is not None else None
                self._beliefs[key] = belief
                divided = {one.by for one in entity.spec.shares} if entity is not None else set()
                needed = tuple({line.field for line in lines_of(write.spec) if line.outward})

                def without(field: str) -> bool:
                    if field in divided:
                        return False  # it tells whose word counts
                    believed = belief.may_say(field) if belief is not None else not is_copy(entry.spec, field)
                    return not names_field(needed, field) or not believed

                self._sources[key] = Inward(self._estate, entry, self._register(system), without=without)
        return self._sources[key]

    def _mapping(self, name: str) -> Entry[MappingSpec]:
        found = self._estate.mappings.get(name)
        if found is None:
            raise Unmade(f"there is no mapping `{name}`")
        return found


def _whole(mapped: Mapped, because: str) -> dict[str, Any]:
    """What a mapping made, where all that came has a place in it. Raises Unmade."""
    double = next((one for one in mapped.unmapped if one.undecided), None)
    if double is not None:
        raise Unmade(f"{because}: for {double.target} the object {double.because} ({DECIDE})", kind=IdentityError.kind)
    if mapped.unmapped:
        raise Unmade(because, mapped.unmapped)
    return mapped.value


def _put(value: Json, way: tuple[str, ...], part: Json) -> Json:
    """A value with a part set at a way in it."""
    if not way:
        return part
    if isinstance(value, list) and way[0].isdecimal() and int(way[0]) < len(value):
        value[int(way[0])] = _put(value[int(way[0])], way[1:], part)
        return value
    members = value if isinstance(value, dict) else {}
    members[way[0]] = _put(members.get(way[0], {}), way[1:], part)
    return members
