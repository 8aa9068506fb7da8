"""What all new records of one kind have in common, found once: what they begin with, and what tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked
from govkit.mocks.state.words import CREATED, UPDATED, VERSIONS

_STATES = ("status", "state")
_SWITCHES = ("active", "enabled", "isactive", "isenabled")


class Stamp(NamedTuple):
    """A field that tells when a record was changed, or only when it was made."""

    name: str
    checked: Checked
    is_text: bool
    once: bool


class Mould:
    """The fields of one kind of records; `fields` are their names by their plain form."""

    def __init__(self, item: Checked, fields: Mapping[str, str]) -> None:
        self.defaults = _defaults(item)
        """The members that have a default."""

        self.first = _first(item, fields)
        """The first of its states, and that it is active."""

        self.stamps = [
            Stamp(name, member, "string" in member.shape.types, word not in UPDATED)
            for word, name in fields.items()
            if word in UPDATED or word in CREATED
            for member in (item.member(name),)
        ]
        self.versions = [
            fields[word]
            for word in VERSIONS
            if word in fields and item.member(fields[word]).shape.types <= {"integer", "number"}
        ]
        """The fields that tell the version."""


def _defaults(item: Checked) -> JsonObject:
    found: JsonObject = {}
    for name, spot in item.shape.properties.items():
        for atom in spot:
            raw = atom.schema.get("default")
            if "default" in atom.schema and item.member(name).accepts(raw):
                found[name] = raw
    return found


def _first(item: Checked, fields: Mapping[str, str]) -> JsonObject:
    found: JsonObject = {}
    for word in _STATES:
        states = item.member(fields[word]).shape.enum if word in fields else None
        if states and isinstance(states[0], str):
            found[fields[word]] = states[0]
    for word in _SWITCHES:
        if word in fields and item.member(fields[word]).shape.types == {"boolean"}:
            found[fields[word]] = True
    return found
