"""How records stand in messages: bare, in a property of a frame (`{"data": {…}}`), or in a list of some."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked, Schemas
from govkit.mocks.state.words import plain, singular

_LIKELY = frozenset(
    {"data", "item", "items", "result", "record", "value", "resource", "entity", "payload", "attributes"}
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the records of a message stand: in it or in a property of it; `many`: in a list there."""

    core: Checked
    """The schema of one of them."""

    member: str | None = None
    many: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether the message is the record."""
        return self.member is None and not self.many

    def within(self, message: Any) -> list[JsonObject]:
        """The records of a message."""
        inner = message
        if self.member is not None:
            inner = message.get(self.member) if isinstance(message, dict) else None
        listed = inner if self.many and isinstance(inner, list) else [inner]
        return [one for one in listed if isinstance(one, dict)]


def frame_of(whole: Checked, schemas: Schemas, identifying: Iterable[str], word: str) -> Frame | None:
    """How an answer shows items of a collection, which `identifying` names tell apart; None where it shows none."""
    shape = whole.shape
    if shape.types <= {"array", "null"} and "array" in shape.types:
        core = _listed(whole, schemas)
        return Frame(core, many=True) if core is not None else None
    if "object" not in shape.types:
        return None
    names = {plain(name) for name in whole.names()}
    inner = [
        (frame, {plain(one) for one in frame.core.names()})
        for name, frame in _inner(whole, schemas)
        if plain(name) in _likely(word)
    ]
    known = set(identifying)
    for telling in (known - {"id"}, known):  # a frame may have an `id` of its own
        if telling & names:
            return Frame(whole)
        for frame, below in inner:
            if telling & below:
                return frame
    return Frame(whole)


def frame_of_body(whole: Checked, schemas: Schemas, shown: Frame, fields: Collection[str], word: str) -> Frame:
    """How a request states a record that answers show like `shown`, and that has those fields, in their plain form."""
    shape = whole.shape
    if shape.types <= {"array", "null"} and "array" in shape.types:
        core = _listed(whole, schemas)
        return Frame(core, many=True) if core is not None else Frame(whole)
    names = {plain(name) for name in whole.names()}
    for name, frame in _inner(whole, schemas):
        own = plain(name)
        if name == shown.member:
            return frame
        likely = own in _likely(word) and own not in fields and not (names - {own}) & set(fields)
        if likely and {plain(one) for one in frame.core.names()} & set(fields):
            return frame
    return Frame(whole)


def _likely(word: str) -> frozenset[str]:
    return _LIKELY | {plain(word), plain(singular(word))}


def _listed(whole: Checked, schemas: Schemas) -> Checked | None:
    """The items of a list, where they are objects."""
    items = whole.shape.items
    core = schemas.checked(items) if items else None
    return core if core is not None and "object" in core.shape.types else None


def _inner(whole: Checked, schemas: Schemas) -> Iterable[tuple[str, Frame]]:
    """The properties that hold objects, one or many."""
    for name in whole.names():
        inner = whole.member(name)
        types = inner.shape.types
        if types <= {"array", "null"} and "array" in types:
            core = _listed(inner, schemas)
            if core is not None:
                yield name, Frame(core, name, many=True)
        elif types <= {"object", "null"} and "object" in types:
            yield name, Frame(inner, name)
