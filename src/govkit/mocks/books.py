"""What happened: the ledger of writes, which tests take for the truth, and the journal of requests."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from sys import intern
from typing import Any, NamedTuple

from govkit.mocks.json_text import read_json, write_json
from govkit.mocks.messages import Flaw, JsonObject, Request
from govkit.mocks.state.store import Clock
from govkit.mocks.system import Handled

_MOST_WRITES = 200_000
_MOST_BYTES = 64 * 1024 * 1024
"""Of bodies; where there are more, the oldest writes are forgotten."""

_MOST_REQUESTS = 2_000
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_WRITE = ("seq", "at", "system", "operation", "key", "path", "body", "status", "committed", "cause")
_REQUEST = (
    "seq", "at", "system", "method", "path", "operation", "status", "refused", "flaws", "fault", "seconds",
)  # fmt: skip

REQUEST = "request"
"""The cause of what a request wrote."""


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
        self.observed: Callable[[str, Request, Handled], None] | None = None
        """Who is told of every request, with the system that it was for and what became of it."""

    @property
    def ledger(self) -> list[JsonObject]:
        """The writes."""
        first = self._writes - len(self._ledger) + 1
        return [
            dict(zip(_WRITE, (seq, _told(at), *what, _stated(body), status, committed, cause), strict=True))
            for seq, (at, *what, body, status, committed, cause) in enumerate(self._ledger, first)
        ]

    @property
    def journal(self) -> list[JsonObject]:
        """The requests."""
        return [
            dict(zip(_REQUEST, (seq, _told(at), *rest, *_why(refused), fault, _rounded(seconds)), strict=True))
            for seq, at, *rest, refused, fault, seconds in self._journal
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
        now = self._clock.now()
        self.enter_request(system, request, handled, fault, seconds, now)
        self.enter_write(system, request, handled, now)

    def enter_request(
        self,
        system: str,
        request: Request,
        handled: Handled,
        fault: str | None = None,
        seconds: float | None = None,
        at: datetime | None = None,
    ) -> None:
        """Enters a request in the journal. `seconds` is how long it took until then, which is now, or `at`."""
        self._requests += 1
        if self.observed is not None:
            self.observed(system, request, handled)
        served, refused = handled.served, handled.refused
        operation = served.id if served is not None else None
        why = None if refused is None else (refused.detail, refused.flaws)
        self._journal.append(
            (
                self._requests,
                at or self._clock.now(),
                system,
                request.method,
                request.path,
                operation,
                handled.answer.status,
                why,
                fault,
                seconds,
            )
        )

    def enter_write(self, system: str, request: Request, handled: Handled, at: datetime | None = None) -> None:
        """Enters what was performed in the ledger, where it could have written something."""
        served = handled.served
        if request.method not in _UNSAFE or served is None:
            return
        self._writes += 1
        content, sent = handled.content, request.body
        entry = (
            at or self._clock.now(),
            system,
            served.id,
            request.headers.get("idempotency-key"),
            intern(request.path),
            sent if content.is_json else _Read(content.value),
            handled.answer.status,
            handled.committed,
            REQUEST,
        )
        self._keep(entry, len(sent))

    def enter_change(
        self, system: str, operation: str, path: str, body: Any, status: int, *, committed: bool, cause: str
    ) -> None:
        """Enters in the ledger what no request wrote: `cause` tells who did, `path` of which record."""
        self._writes += 1
        text = write_json(body)
        self._keep((self._clock.now(), system, operation, None, path, text, status, committed, cause), len(text))

    def _keep(self, entry: tuple[Any, ...], size: int) -> None:
        self._ledger.append(entry)
        self._sizes.append(size)
        self._bytes += size
        while len(self._ledger) > _MOST_WRITES or (self._bytes > _MOST_BYTES and len(self._ledger) > 1):
            self._ledger.popleft()
            self._bytes -= self._sizes.popleft()


def _told(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)


class _Read(NamedTuple):
    """A body that was no JSON, as it was read."""

    value: Any


def _stated(body: bytes | _Read) -> Any:
    """What a body said. One of JSON is kept as it came, which is smaller than what it says."""
    return body.value if isinstance(body, _Read) else read_json(body)


def _why(refused: tuple[str, tuple[Flaw, ...]] | None) -> tuple[str | None, list[dict[str, str]]]:
    """Why a request was refused, and what is wrong with its parts."""
    return (None, []) if refused is None else (refused[0], [_flaw(one) for one in refused[1]])


def _flaw(flaw: Flaw) -> dict[str, str]:
    return {"in": flaw.part, "pointer": flaw.pointer, "reason": flaw.reason}
