"""What happened: the ledger of writes, which tests take for the truth, and the journal of requests."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any

from govkit.mocks.messages import Flaw, JsonObject, Request
from govkit.mocks.state.store import Clock
from govkit.mocks.system import Handled

_MOST_WRITES = 200_000
_MOST_BYTES = 64 * 1024 * 1024
"""Of bodies; where there are more, the oldest writes are forgotten."""

_MOST_REQUESTS = 2_000
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_WRITE = ("seq", "at", "system", "operation", "key", "path", "body", "status", "committed")
_REQUEST = (
    "seq", "at", "system", "method", "path", "operation", "status", "refused", "flaws", "fault", "seconds",
)  # fmt: skip


class Books:
    """Ledger and journal of all systems. Entries are kept as they come, and put into words when somebody reads them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._writes = 0
        self._requests = 0
        self._ledger: deque[tuple[Any, ...]] = deque()
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self._journal: deque[tuple[Any, ...]] = deque(maxlen=_MOST_REQUESTS)

    @property
    def ledger(self) -> list[JsonObject]:
        """The writes."""
        return [dict(zip(_WRITE, (seq, _told(at), *rest), strict=True)) for seq, at, *rest in self._ledger]

    @property
    def journal(self) -> list[JsonObject]:
        """The requests."""
        return [
            dict(zip(_REQUEST, (seq, _told(at), *rest, [_flaw(one) for one in flaws], fault, seconds), strict=True))
            for seq, at, *rest, flaws, fault, seconds in self._journal
        ]

    def clear(self) -> None:
        """Forgets everything; numbers begin at one again."""
        self.forget_writes()
        self.forget_requests()

    def forget_writes(self) -> None:
        """Begins the ledger anew."""
        self._writes = 0
        self._ledger.clear()
        self._sizes.clear()
        self._bytes = 0

    def forget_requests(self) -> None:
        """Begins the journal anew."""
        self._requests = 0
        self._journal.clear()

    def write(
        self, system: str, request: Request, handled: Handled, fault: str | None = None, seconds: float | None = None
    ) -> None:
        """Enters a request, and in the ledger where it could have written something."""
        self.enter_request(system, request, handled, fault, seconds)
        self.enter_write(system, request, handled)

    def enter_request(
        self, system: str, request: Request, handled: Handled, fault: str | None = None, seconds: float | None = None
    ) -> None:
        """Enters a request in the journal. `seconds` is how long it took until then."""
        self._requests += 1
        served, refused = handled.served, handled.refused
        why = (None, ()) if refused is None else (refused.detail, refused.flaws)
        operation = served.id if served is not None else None
        at, status = self._clock.now(), handled.answer.status
        self._journal.append(
            (
                self._requests,
                at,
                system,
                request.method,
                request.path,
                operation,
                status,
                *why,
                fault,
                _rounded(seconds),
            )
        )

    def enter_write(self, system: str, request: Request, handled: Handled) -> None:
        """Enters what was performed in the ledger, where it could have written something."""
        served = handled.served
        if request.method not in _UNSAFE or served is None:
            return
        self._writes += 1
        key, body, status = request.headers.get("idempotency-key"), handled.content.value, handled.answer.status
        at = self._clock.now()
        self._ledger.append((self._writes, at, system, served.id, key, request.path, body, status, handled.committed))
        self._sizes.append(len(request.body))
        self._bytes += len(request.body)
        while len(self._ledger) > _MOST_WRITES or (self._bytes > _MOST_BYTES and len(self._ledger) > 1):
            self._ledger.popleft()
            self._bytes -= self._sizes.popleft()


def _told(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)


def _flaw(flaw: Flaw) -> dict[str, str]:
    return {"in": flaw.part, "pointer": flaw.pointer, "reason": flaw.reason}
