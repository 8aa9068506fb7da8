"""Requests sent again with their key: they get the first answer (draft-ietf-httpapi-idempotency-key-header).

What is sent again while the first is still on its way, because a fault lets it wait, is refused with 409 (section 2.6).
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from govkit.mocks.json_text import write_json
from govkit.mocks.messages import Answer, Outcome, Refused, Request
from govkit.mocks.state.store import Clock
from govkit.mocks.system import Call, Served
from govkit.spec.openapi import Parameter
from govkit.spec.openapi.messages import response_for

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_MOST_KEPT = 10_000
DAY = timedelta(days=1)


class Kept(NamedTuple):
    """A request with a key: what it said, what it was answered, and until when that is remembered."""

    digest: str
    answer: Answer
    until: datetime


Place: TypeAlias = tuple[str, str]


class Repetitions:
    """The keys that were used. They are remembered for `retention`, on the clock of the mocks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[Place, Kept] = OrderedDict()
        self._in_flight: set[Place] = set()
        self.retention = DAY

    def clear(self) -> None:
        """Forgets all keys."""
        self._kept.clear()
        self._in_flight.clear()

    def snapshot(self) -> OrderedDict[Place, Kept]:
        """The keys of now."""
        return self._kept.copy()

    def restore(self, kept: OrderedDict[Place, Kept]) -> None:
        """The keys of then."""
        self._kept = kept.copy()

    def hold(self, served: Served, request: Request) -> Place | None:
        """Notes that a request is on its way, not performed yet; None where it has no key, or not its first."""
        if served.method not in WRITES or not any(map(_is_key, served.operation.parameters.values())):
            return None
        key = next((request.headers[name] for name in _NAMES if name in request.headers), None)
        place = (served.operation.name, key) if key is not None else None
        if place is None or place in self._in_flight or len(self._in_flight) >= _MOST_KEPT:
            return None
        self._in_flight.add(place)
        return place

    def release(self, place: Place | None) -> None:
        """Notes that a request is performed now, or will never be."""
        if place is not None:
            self._in_flight.discard(place)

    def perform(self, call: Call, performed: Callable[[Call], Outcome]) -> Outcome:
        """Performs a call; one that repeats another gets its answer. Raises Refused."""
        key = _idempotency_key(call)
        if key is None:
            return performed(call)
        place = (call.served.operation.name, key)
        if place in self._in_flight:
            told = "a request with this Idempotency-Key is still being processed"
            raise Refused(409, told, others=(425, 429, 503), headers=[("Retry-After", "1")])
        digest = hashlib.sha256(b"\0".join((call.request.path.encode(), write_json(call.content.value)))).hexdigest()
        known, now = self._kept.get(place), self._clock.now()
        if known is not None and now < known.until:
            if known.digest != digest:
                status, *others = _reuse(call.served)
                raise Refused(status, "the Idempotency-Key was used for another request", others=tuple(others))
            answer = known.answer
            return Outcome(Answer(answer.status, [*answer.headers, ("Idempotent-Replayed", "true")], answer.body))
        outcome = performed(call)
        self._kept.pop(place, None)
        self._kept[place] = Kept(digest, outcome.answer, now + self.retention)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return outcome


def _idempotency_key(call: Call) -> str | None:
    """The key of a write, where the operation declares that it takes one."""
    if call.served.method not in WRITES or not call.parameters:
        return None
    for place, name in call.parameters:
        if place == "header" and name.lower() in _NAMES:
            return str(call.parameters[place, name])
    return None


_OTHERWISE = re.compile(
    r"\b(?:an?other|a different|different|changed)\s+(?:body|request|payload|content|parameters?)\b"
    r"[^.;,]{0,60}?\b(4\d\d)\b",
    re.IGNORECASE,
)
"""How a description says what becomes of a key that comes with another body."""


def _reuse(served: Served) -> tuple[int, ...]:
    """How a key that was used is refused: as the API says of it, else with 422."""
    declared = served.operation.responses
    texts = [str(one.node.value.get("description", "")) for one in served.operation.parameters.values() if _is_key(one)]
    info = served.operation.contract.root.get("info")
    texts.append(str(info.get("description", "")) if isinstance(info, dict) else "")
    for text in texts:
        said = _OTHERWISE.search(" ".join(text.split())) if "idempoten" in text.lower() else None
        if said is not None and response_for(served.operation, int(said[1])) is not None:
            return int(said[1]), 422, 409, 400
    conflict = declared.get("409")
    return (409, 422, 400) if conflict and "idempoten" in str(conflict.node.value).lower() else (422, 409, 400)


def _is_key(parameter: Parameter) -> bool:
    return parameter.location == "header" and parameter.name.lower() in _NAMES


_NAMES = ("idempotency-key", "x-idempotency-key")
