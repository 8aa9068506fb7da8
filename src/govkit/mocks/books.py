"""What happened: the ledger of writes, which tests take for the truth, and the journal of requests."""

from __future__ import annotations

from collections import deque
from typing import Any

from govkit.mocks.messages import Request
from govkit.mocks.state.store import Clock
from govkit.mocks.system import Handled

_MOST_WRITES = 200_000
_MOST_REQUESTS = 2_000
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Books:
    """Ledger and journal of all systems."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seq = 0
        self.ledger: deque[dict[str, Any]] = deque(maxlen=_MOST_WRITES)
        self.journal: deque[dict[str, Any]] = deque(maxlen=_MOST_REQUESTS)

    def clear(self) -> None:
        """Forgets everything; numbers begin at one again."""
        self._seq = 0
        self.ledger.clear()
        self.journal.clear()

    def write(self, system: str, request: Request, handled: Handled, fault: str | None) -> None:
        """Enters a request, and in the ledger where it could have written something."""
        at = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        operation = handled.served.id if handled.served is not None else None
        refused = handled.refused.detail if handled.refused is not None else None
        status = handled.answer.status
        self.journal.append(
            {
                "at": at,
                "system": system,
                "method": request.method,
                "path": request.path,
                "operation": operation,
                "status": status,
                "refused": refused,
                "fault": fault,
            }
        )
        if request.method in _UNSAFE and operation is not None:
            self._seq += 1
            self.ledger.append(
                {
                    "seq": self._seq,
                    "at": at,
                    "system": system,
                    "operation": operation,
                    "key": request.headers.get("idempotency-key"),
                    "path": request.path,
                    "body": handled.content.value,
                    "status": status,
                    "committed": handled.committed,
                }
            )
