"""Bodies of events: the contract's example with an id, a time and a type of its own, or around a record."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from govkit.mocks.drawing import Undrawable, seed_of
from govkit.mocks.messages import JsonObject
from govkit.mocks.responses import NOTHING
from govkit.mocks.schemas import Checked
from govkit.mocks.state.making import counted
from govkit.mocks.state.words import CREATED, plain, singular
from govkit.mocks.webhooks.hooks import Hook, type_of

_IDS = frozenset({"eventid", "messageid", "notificationid", "webhookid", "deliveryid", "msgid"})
_TYPES = frozenset({"type", "event", "eventtype", "eventname", "topic", "name", "kind", "action"})
_TIMES = CREATED | frozenset(
    ["occurredat", "timestamp", "time", "eventtime", "triggeredat", "happenedat", "sentat", "eventdate", "createdate"]
)
_SLOTS = ("data", "object", "payload", "resource", "record", "entity", "attributes", "body", "content", "current")
_DEEPEST = 3
_MOST_BESIDE = 3


def fresh(hook: Hook, number: int, now: datetime) -> Any:
    """The example of a webhook, as an event of its own; NOTHING where there is no body."""
    body = copy.deepcopy(hook.example())
    _address(body, hook, number, now)
    return body


def around(hook: Hook, record: JsonObject, item: Checked, noun: str, number: int, now: datetime) -> Any:
    """An event about a record; NOTHING where the webhook has no place for it."""
    checked = hook.checked
    if checked is None or "object" not in checked.shape.types:
        return NOTHING
    if _same(checked, item) and checked.accepts(record):
        return copy.deepcopy(record)
    way = next(_slots(checked, record, item, noun, ()), None)
    if way is None:
        return NOTHING
    body = copy.deepcopy(hook.example())
    if not isinstance(body, dict):
        return NOTHING
    _put(body, way, copy.deepcopy(record))
    _spread(body, checked, record, way, noun)
    _address(body, hook, number, now)
    return body if checked.accepts(body) else NOTHING


def message_id(hook: Hook, body: Any, header: str, system: str, number: int) -> str:
    """The id that all tries carry: that of the body where the header may have it, else one of the header's form."""
    envelope = _envelope(hook.checked, body)
    if envelope is not None:
        for name in _id_names(envelope[0]):
            value = envelope[1].get(name)
            if isinstance(value, str) and hook.accepts(header, value):
                return value
    sample = hook.sample(header)
    for candidate in counted(sample, number) if isinstance(sample, str) and sample else ():
        if hook.accepts(header, candidate):
            return candidate
    made = uuid.UUID(int=seed_of(system, hook.name, number) << 64 | number, version=4)
    return str(made) if hook.accepts(header, str(made)) and sample is not None else f"msg_{made.hex}"


def _is_envelope(checked: Checked) -> bool:
    """Whether a body speaks of an event, and not only of a thing."""
    names = {plain(name) for name in checked.names()}
    return bool(names & _IDS) or bool(names & _TYPES and names & (_TIMES | frozenset(_SLOTS)))


def _id_names(checked: Checked) -> list[str]:
    names = {plain(name): name for name in checked.names()}
    return [names[word] for word in (*sorted(_IDS), "id", "uuid") if word in names]


def _envelope(checked: Checked | None, body: Any) -> tuple[Checked, JsonObject] | None:
    """What speaks of the event: the body, or the one object in it."""
    if checked is None or not isinstance(body, dict):
        return None
    if _is_envelope(checked):
        return checked, body
    for name in checked.names() if len(checked.names()) <= _MOST_BESIDE else ():
        if plain(name) in _SLOTS or plain(name) in ("event", "message", "notification"):
            member, inner = checked.member(name), body.get(name)
            if isinstance(inner, dict) and {plain(one) for one in member.names()} & (_IDS | {"eventtype"}):
                return member, inner
    return None


def _address(whole: Any, hook: Hook, number: int, now: datetime) -> None:
    """Gives an event its id, its type and its time."""
    envelope = _envelope(hook.checked, whole)
    if envelope is None:
        return
    checked, body = envelope
    for name in _id_names(checked)[:1]:
        value = _id(checked.member(name), body.get(name), number, hook.name)
        if value is not None:
            body[name] = value
    for name in checked.names():
        word, member = plain(name), checked.member(name)
        if word in _TYPES:
            told = type_of(member, hook.name)
            if told is not None:
                body[name] = told
        elif word in _TIMES:
            _time(body, name, member, now)


def _id(member: Checked, sample: Any, number: int, name: str) -> Any:
    if isinstance(sample, int) and not isinstance(sample, bool):
        return sample + number if member.accepts(sample + number) else None
    candidates = [str(uuid.UUID(int=seed_of("event", name, number) << 64 | number, version=4))]
    if "uuid" not in member.shape.sets.get("format", ()) and isinstance(sample, str) and sample:
        candidates = [*counted(sample, number), *candidates]
    return next((one for one in candidates if member.accepts(one)), None)


def _time(body: JsonObject, name: str, member: Checked, now: datetime) -> None:
    texts = (now.strftime("%Y-%m-%dT%H:%M:%SZ"), now.strftime("%Y-%m-%dT%H:%M:%S+00:00"), now.strftime("%Y-%m-%d"))
    for candidate in (*texts, int(now.timestamp()), int(now.timestamp() * 1000)):
        if isinstance(candidate, str) == ("string" in member.shape.types) and member.accepts(candidate):
            body[name] = candidate
            return


# ------------------------------------------------------------------------------------------------------------- records


def _same(checked: Checked, item: Checked) -> bool:
    """Whether two schemas are one, or share most of what they name."""
    if [id(atom.schema) for atom in checked.spot] == [id(atom.schema) for atom in item.spot]:
        return True
    mine, its = set(checked.names()), set(item.names())
    return bool(mine & its) and len(mine & its) * 2 > len(mine | its)


def _slots(
    checked: Checked, record: JsonObject, item: Checked, noun: str, way: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The ways to members that take a record, the likeliest first."""
    names = sorted(checked.names(), key=lambda name: _rank(plain(name), noun))
    for name in names:
        member = checked.member(name)
        if "object" in member.shape.types and _same(member, item) and member.accepts(record):
            yield (*way, name)
    if len(way) < _DEEPEST:
        for name in names:
            member = checked.member(name)
            if "object" in member.shape.types and (_rank(plain(name), noun) < len(_SLOTS) + 1):
                yield from _slots(member, record, item, noun, (*way, name))


def _rank(word: str, noun: str) -> int:
    if word == noun:
        return 0
    return _SLOTS.index(word) + 1 if word in _SLOTS else len(_SLOTS) + 1


def _put(body: JsonObject, way: tuple[str, ...], record: JsonObject) -> None:
    inner = body
    for name in way[:-1]:
        below = inner.get(name)
        inner[name] = below if isinstance(below, dict) else {}
        inner = inner[name]
    inner[way[-1]] = record


def _spread(body: JsonObject, checked: Checked, record: JsonObject, way: tuple[str, ...], noun: str) -> None:
    """What stands beside a record says the same as it: equal names, and its id under the name of its kind."""
    inner: Any = body
    for depth in range(len(way)):
        for name in checked.names():
            if name == way[depth] or plain(name) in _IDS | {"id", "type", "object"} or plain(name) in _TIMES:
                continue
            value = record.get(name)
            if value is None and plain(name) == f"{noun}id":
                value = record.get("id")
            if value is not None and checked.member(name).accepts(value):
                inner[name] = value
        checked, inner = checked.member(way[depth]), inner[way[depth]]


def drawn(checked: Checked, hook: Hook) -> Any:
    """A value of a schema; NOTHING where none is found."""
    try:
        return hook.schemas.drawing.of(checked.spot)
    except Undrawable:
        return NOTHING


def noun_of(path: str) -> str:
    """What one of the things below a path is called, plainly: `creditnote` of `/customers/{id}/credit-notes`."""
    words = [part for part in path.split("/") if part and not part.startswith("{")]
    return plain(singular(words[-1].lower())) if words else ""
