"""What of a canonical object a system may say, and how what several say becomes one object.

A field is that of its system of record, down to single members of objects; a copy is never believed; what nobody else
knows may come from a system that does not call it a copy. A list is that of one system: its items are not put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from govkit.catalog.entries import Entry, MappingSpec
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.mapping.check import ENVELOPE
from govkit.catalog.mapping.lineage import is_copy
from govkit.sync.values import MISSING, Json


class Belief:
    """What one mapping may say of objects of an entity."""

    def __init__(self, entity: Entry[EntitySpec], mapping: Entry[MappingSpec], system: str) -> None:
        self._entity = entity
        self._read = mapping
        self._mapping = mapping.spec
        self._system = system
        self._owned: dict[str, bool] = {}
        self._copied: dict[str, bool] = {}
        self._shares: dict[tuple[tuple[str, ...], ...], Belief] = {}
        self._told: Mapping[str, tuple[Json, ...]] = {}

    def owned(self, value: Json) -> dict[str, Json]:
        """The members that the system has the last word on."""
        here = self._on(value)
        return here._members(value, "", here._is_owned)

    def more(self, value: Json) -> dict[str, Json]:
        """The members whose word is another system's, and of which this one has more than a copy."""
        here = self._on(value)
        return here._members(value, "", lambda field: not here._is_owned(field) and not here._is_copied(field))

    def believed(self, value: Json) -> dict[str, Json]:
        """All members that may be believed: those whose word is the system's, and what it has more than a copy of."""
        here = self._on(value)
        return here._members(value, "", here._may_say)

    def _on(self, value: Json) -> Belief:
        """What is believed of an object: where its entity is divided, it says itself of which share it is."""
        spec = self._entity.spec
        if not spec.shares:
            return self
        told = told_by(spec, value)
        key = tuple(spec.words(one, told) for one in sorted({str(share.instead_of) for share in spec.shares}))
        if key not in self._shares:
            here = self._shares[key] = Belief(self._entity, self._read, self._system)
            here._told = told
        return self._shares[key]

    def may_say(self, field: str) -> bool:
        """Whether a field may be believed, or any member below it."""
        below = f"{field}/"
        inside = (one.removeprefix(below) for one in self._entity.spec.fields if one.startswith(below))
        return self._may_say(field) or any("*" not in one and self._is_owned(f"{below}{one}") for one in inside)

    def _may_say(self, field: str) -> bool:
        return self._is_owned(field) or not self._is_copied(field)

    def _is_owned(self, field: str) -> bool:
        if field not in self._owned:
            spec = self._entity.spec
            self._owned[field] = self._system in spec.words(spec.record_of(field), self._told)
        return self._owned[field]

    def _is_copied(self, field: str) -> bool:
        if field not in self._copied:
            self._copied[field] = is_copy(self._mapping, field)
        return self._copied[field]

    def _members(self, value: dict[str, Json], above: str, allows: Callable[[str], bool]) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for name, member in value.items():
            field = f"{above}/{name}" if above else name
            if field in ENVELOPE:
                continue
            kept = self._kept(member, field, allows)
            if kept is not MISSING:
                found[name] = kept
        return found

    def _kept(self, value: Json, field: str, allows: Callable[[str], bool]) -> Json:
        if isinstance(value, dict):
            inside = self._members(value, field, allows)
            return inside if inside or (not value and allows(field)) else MISSING
        if not allows(field):
            return MISSING  # of a list as well: items that are another's are not told apart by what this one says
        if isinstance(value, list):
            return [self._item(one, f"{field}/*") for one in value]
        return value

    def _item(self, value: Json, field: str) -> Json:
        """An item of a list without the members that are copies."""
        if isinstance(value, list):
            return [self._item(one, f"{field}/*") for one in value]
        if not isinstance(value, dict):
            return value
        inside = ((name, member, f"{field}/{name}") for name, member in value.items())
        return {
            name: self._item(member, at) for name, member, at in inside if self._is_owned(at) or not self._is_copied(at)
        }


def told_by(entity: EntitySpec, value: Json) -> dict[str, tuple[Json, ...]]:
    """What an object says of the fields by which its entity is divided; nothing of those that it does not have."""
    found: dict[str, tuple[Json, ...]] = {}
    for by in dict.fromkeys(one.by for one in entity.shares):
        said = value
        for name in by.strip("/").split("/"):
            said = said.get(name) if isinstance(said, dict) else None
        if said is not None:
            found[by] = (said,)
    return found


def merged(first: Json, second: Json) -> Json:
    """Two objects as one; where both have a value that is no object, that of the second."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    found: dict[str, Any] = dict(first)
    for name, value in second.items():
        found[name] = merged(found[name], value) if name in found else value
    return found


def leaves(value: Json, above: str = "") -> Iterable[str]:
    """The ways to the values of an object, `*` for any item, each once."""
    return dict.fromkeys(_leaves(value, above))


def _leaves(value: Json, above: str) -> Iterable[str]:
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from _leaves(member, f"{above}/{name}" if above else name)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for one in value:
            yield from _leaves(one, f"{above}/*")
    else:
        yield above
