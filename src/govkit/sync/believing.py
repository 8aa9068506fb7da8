"""What of a canonical object a system may say, and how what several say becomes one object.

A field is that of its system of record, down to single members of objects; a copy is never believed; what nobody else
knows may come from a system that does not call it a copy. A list is that of one system: its items are not put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from govkit.catalog.entries import Entry, MappingSpec
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.mapping.check import ENVELOPE, record_of
from govkit.catalog.mapping.lineage import is_copy
from govkit.sync.values import MISSING, Json


class Belief:
    """What one mapping may say of objects of an entity."""

    def __init__(self, entity: Entry[EntitySpec], mapping: Entry[MappingSpec], system: str) -> None:
        self._entity = entity
        self._mapping = mapping.spec
        self._system = system
        self._owned: dict[str, bool] = {}
        self._copied: dict[str, bool] = {}

    def owned(self, value: Json) -> dict[str, Json]:
        """The members that the system has the last word on."""
        return self._members(value, "", self._is_owned)

    def more(self, value: Json) -> dict[str, Json]:
        """The members whose word is another system's, and of which this one has more than a copy."""
        return self._members(value, "", lambda field: not self._is_owned(field) and not self._is_copied(field))

    def believed(self, value: Json) -> dict[str, Json]:
        """All members that may be believed: those whose word is the system's, and what it has more than a copy of."""
        return self._members(value, "", self._may_say)

    def may_say(self, field: str) -> bool:
        """Whether a field may be believed, or any member below it."""
        below = f"{field}/"
        inside = (one.removeprefix(below) for one in self._entity.spec.fields if one.startswith(below))
        return self._may_say(field) or any("*" not in one and self._is_owned(f"{below}{one}") for one in inside)

    def _may_say(self, field: str) -> bool:
        return self._is_owned(field) or not self._is_copied(field)

    def _is_owned(self, field: str) -> bool:
        if field not in self._owned:
            self._owned[field] = record_of(self._entity, field) == self._system
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
