"""Bodies of events: the contract's example with an id, a time and a type of its own, or around a record."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from govkit.mocks.drawing import seed_of
from govkit.mocks.messages import JsonObject
from govkit.mocks.responses import NOTHING
from govkit.mocks.schemas import Checked
from govkit.mocks.state.making import NUMBERED, counted
from govkit.mocks.state.words import CREATED, plain, singular
from govkit.mocks.webhooks.hooks import Hook, type_of

_IDS = frozenset({"eventid", "messageid", "notificationid", "webhookid", "deliveryid", "msgid"})
_TYPES = frozenset({"type", "event", "eventtype", "eventname", "topic", "name", "kind", "action"})
_TIMES = CREATED | frozenset(
    ["occurredat", "timestamp", "time", "eventtime", "triggeredat", "happenedat", "sentat", "eventdate", "createdate"]
)
_SLOTS = ("data", "object", "payload", "resource", "record", "entity", "attributes", "body", "content", "current")
_WRAPPERS = frozenset({*_SLOTS, "event", "message", "notification"})
_IN_HEADER = re.compile(r"[!-~]{1,256}\Z")
_DEEPEST = 3
_MOST_BESIDE = 3
_SPELLINGS: tuple[Callable[[datetime], str | int], ...] = (
    lambda now: now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    lambda now: now.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    lambda now: now.strftime("%Y-%m-%d"),
    lambda now: int(now.timestamp()),
    lambda now: int(now.timestamp() * 1000),
)
_Way = tuple[str, ...]


class Bodies:
    """The bodies of one webhook; what its schema says of them is looked up once."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._example = hook.example()
        self._envelope = _envelope(hook.checked) if hook.checked is not None else None
        names: dict[str, Checked] = {}
        if hook.checked is not None and self._envelope is not None:
            inside = _below(hook.checked, self._envelope)
            names = {name: inside.member(name) for name in inside.names()}
        self._ids = [(name, names[name]) for name in _id_names(names)]
        self._types = {
            name: told
            for name, member in names.items()
            if plain(name) in _TYPES and (told := type_of(member, hook.name)) is not None
        }
        self._times = [(name, member) for name, member in names.items() if plain(name) in _TIMES]
        self._spelled: dict[str, Callable[[datetime], str | int] | None] = {}
        self._places: dict[tuple[int, str], list[_Place]] = {}

    def fresh(self, number: int, now: datetime) -> Any:
        """The example, as an event of its own; NOTHING where there is no body."""
        body = copy.deepcopy(self._example) if self._example is not NOTHING else NOTHING
        self._address(body, number, now)
        return body

    def around(self, record: JsonObject, item: Checked, noun: str, number: int, now: datetime) -> Any:
        """An event about a record; NOTHING where the webhook has no place for it."""
        checked = self._hook.checked
        if checked is None or "object" not in checked.shape.types:
            return NOTHING
        key = (id(item), noun)
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = [_Place(checked, way, noun) for way in _slots(checked, item, noun, ())]
        for place in places:
            if not place.member.accepts(record):
                continue
            if not place.way:
                return copy.deepcopy(record)
            if not isinstance(self._example, dict):
                return NOTHING
            body = copy.deepcopy(self._example)
            place.fill(body, copy.deepcopy(record))
            self._address(body, number, now)
            if checked.accepts(body):
                return body
        return NOTHING

    def message_id(self, body: Any, header: str, number: int) -> str:
        """The id that all tries carry: that of the body where the header may have it, else one of the header's form."""
        hook, inside = self._hook, self._inside(body)
        for name, _ in self._ids:
            value = inside.get(name) if inside is not None else None
            if isinstance(value, str) and _IN_HEADER.match(value) and hook.accepts(header, value):
                return value
        sample = hook.sample(header)
        for candidate in counted(sample, number) if isinstance(sample, str) and sample else ():
            if hook.accepts(header, candidate):
                return candidate
        made = uuid.UUID(int=seed_of(hook.name, number) << 64 | number, version=4)
        return str(made) if sample is not None and hook.accepts(header, str(made)) else f"msg_{made.hex}"

    def _inside(self, body: Any) -> JsonObject | None:
        """The part of a body that speaks of the event."""
        for name in self._envelope if self._envelope is not None else ():
            body = body.get(name) if isinstance(body, dict) else None
        return body if self._envelope is not None and isinstance(body, dict) else None

    def _address(self, body: Any, number: int, now: datetime) -> None:
        """Gives an event its id, its type and its time."""
        inside = self._inside(body)
        if inside is None:
            return
        for name, member in self._ids[:1]:
            value = _id(member, inside.get(name), number, self._hook.name)
            if value is not None:
                inside[name] = value
        inside.update(self._types)
        for name, member in self._times:
            if name not in self._spelled:
                self._spelled[name] = _spelling(member, now)
            spelled = self._spelled[name]
            if spelled is not None:
                inside[name] = spelled(now)


class _Place:
    """Where in a body a record stands, and what beside it says the same as the record."""

    def __init__(self, checked: Checked, way: _Way, noun: str) -> None:
        self.way = way
        self.member = _below(checked, way)
        self._beside: list[tuple[_Way, str, str, Checked]] = []
        for depth, own in enumerate(way):
            level = _below(checked, way[:depth])
            for name in level.names():
                word = plain(name)
                if name != own and word not in _IDS | _TIMES | {"id", "type", "object"}:
                    source = "id" if word == f"{noun}id" else name
                    self._beside.append((way[:depth], name, source, level.member(name)))

    def fill(self, body: JsonObject, record: JsonObject) -> None:
        """Puts a record there."""
        inner = body
        for name in self.way[:-1]:
            below = inner.get(name)
            inner[name] = below if isinstance(below, dict) else {}
            inner = inner[name]
        inner[self.way[-1]] = record
        for way, name, source, member in self._beside:
            value = record.get(name, record.get(source))
            if value is not None and member.accepts(value):
                level = body
                for part in way:
                    level = level[part]
                level[name] = value


def _below(checked: Checked, way: _Way) -> Checked:
    for name in way:
        checked = checked.member(name)
    return checked


def _envelope(checked: Checked) -> _Way | None:
    """The way to what speaks of the event: the body, or the one object in it."""
    names = checked.names()
    if _is_envelope(names):
        return ()
    for name in names if len(names) <= _MOST_BESIDE else ():
        if plain(name) in _WRAPPERS and {plain(one) for one in checked.member(name).names()} & (_IDS | {"eventtype"}):
            return (name,)
    return None


def _is_envelope(listed: list[str]) -> bool:
    """Whether an object speaks of an event, and not only of a thing."""
    names = {plain(name) for name in listed}
    return bool(names & _IDS) or bool(names & _TYPES and names & (_TIMES | frozenset(_SLOTS)))


def _id_names(listed: dict[str, Checked]) -> list[str]:
    names = {plain(name): name for name in listed}
    return [names[word] for word in (*sorted(_IDS), "id", "uuid") if word in names]


def _id(member: Checked, sample: Any, number: int, name: str) -> Any:
    if isinstance(sample, int) and not isinstance(sample, bool):
        return sample + number if member.accepts(sample + number) else None
    candidates = [str(uuid.UUID(int=seed_of("event", name, number) << 64 | number, version=4))]
    if "uuid" not in member.shape.sets.get("format", ()) and isinstance(sample, str) and sample:
        # counted from nothing: the examples of two webhooks may be neighbours, and their events are of one source
        candidates = [*counted(NUMBERED.sub(lambda found: "0" * len(found[0]), sample), number), *candidates]
    return next((one for one in candidates if member.accepts(one)), None)


def _spelling(member: Checked, now: datetime) -> Callable[[datetime], str | int] | None:
    """How a member writes a time."""
    is_text = "string" in member.shape.types
    fit = (one for one in _SPELLINGS if isinstance(one(now), str) == is_text and member.accepts(one(now)))
    return next(fit, None)


# ------------------------------------------------------------------------------------------------------------- records


def _same(checked: Checked, item: Checked) -> bool:
    """Whether two schemas are one, or share most of what they name."""
    if [id(atom.schema) for atom in checked.spot] == [id(atom.schema) for atom in item.spot]:
        return True
    mine, its = set(checked.names()), set(item.names())
    return bool(mine & its) and len(mine & its) * 2 > len(mine | its)


def _slots(checked: Checked, item: Checked, noun: str, way: _Way) -> Iterator[_Way]:
    """The ways to members that may take a record of a kind, the likeliest first; the body itself may be one."""
    if not way and _same(checked, item):
        yield ()
    names = sorted(checked.names(), key=lambda name: _rank(plain(name), noun))
    objects = [(name, member) for name in names if "object" in (member := checked.member(name)).shape.types]
    yield from ((*way, name) for name, member in objects if _same(member, item))
    if len(way) < _DEEPEST:
        for name, member in objects:
            if _rank(plain(name), noun) <= len(_SLOTS):
                yield from _slots(member, item, noun, (*way, name))


def _rank(word: str, noun: str) -> int:
    if word == noun:
        return 0
    return _SLOTS.index(word) + 1 if word in _SLOTS else len(_SLOTS) + 1


def noun_of(path: str) -> str:
    """What one of the things below a path is called, plainly: `creditnote` of `/customers/{id}/credit-notes`."""
    words = [part for part in path.split("/") if part and not part.startswith("{")]
    return plain(singular(words[-1].lower())) if words else ""
