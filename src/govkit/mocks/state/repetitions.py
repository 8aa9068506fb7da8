"""Requests sent again with their key: they get the first answer (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeAlias

from govkit.mocks.json_text import write_json
from govkit.mocks.messages import Answer, Outcome, Refused
from govkit.mocks.system import Call, Served

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_MOST_KEPT = 10_000
Kept: TypeAlias = OrderedDict[tuple[str, str], tuple[str, Answer]]


class Repetitions:
    """The keys that were used, each with the request and the answer that it had."""

    def __init__(self) -> None:
        self._kept: Kept = OrderedDict()

    def clear(self) -> None:
        """Forgets all keys."""
        self._kept.clear()

    def snapshot(self) -> Kept:
        """The keys of now."""
        return self._kept.copy()

    def restore(self, kept: Kept) -> None:
        """The keys of then."""
        self._kept = kept.copy()

    def perform(self, call: Call, performed: Callable[[Call], Outcome]) -> Outcome:
        """Performs a call; one that repeats another gets its answer. Raises Refused."""
        key = _idempotency_key(call)
        if key is None:
            return performed(call)
        place = (call.served.operation.name, key)
        digest = hashlib.sha256(b"\0".join((call.request.path.encode(), write_json(call.content.value)))).hexdigest()
        known = self._kept.get(place)
        if known is not None:
            if known[0] != digest:
                status, *others = _reuse(call.served)
                raise Refused(status, "the Idempotency-Key was used for another request", others=tuple(others))
            answer = known[1]
            return Outcome(Answer(answer.status, [*answer.headers, ("Idempotent-Replayed", "true")], answer.body))
        outcome = performed(call)
        self._kept[place] = digest, outcome.answer
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return outcome


def _idempotency_key(call: Call) -> str | None:
    """The key of a write, where the operation declares that it takes one."""
    if call.served.method not in WRITES:
        return None
    for place, name in call.parameters:
        if place == "header" and name.lower() in ("idempotency-key", "x-idempotency-key"):
            return str(call.parameters[place, name])
    return None


def _reuse(served: Served) -> tuple[int, ...]:
    """How a key that was used is refused: with 422, unless the API says of 409 that it means this."""
    conflict = served.operation.responses.get("409")
    return (409, 422, 400) if conflict and "idempoten" in str(conflict.node.value).lower() else (422, 409, 400)
