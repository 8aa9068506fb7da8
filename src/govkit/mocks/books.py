"""What happened: the ledger of writes, which tests take for the truth, and the journal of requests."""

from __future__ import annotations

from collections import deque
from typing import Any

from govkit.mocks.messages import Flaw, Request
from govkit.mocks.state.store import Clock
from govkit.mocks.system import Handled

_MOST_WRITES = 200_000
_MOST_REQUESTS = 2_000
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Books:
    """Ledger and journal of all systems."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._writes = 0
        self._requests = 0
        self.ledger: deque[dict[str, Any]] = deque(maxlen=_MOST_WRITES)
        self.journal: deque[dict[str, Any]] = deque(maxlen=_MOST_REQUESTS)

    def clear(self) -> None:
        """Forgets everything; numbers begin at one again."""
        self._writes = self._requests = 0
        self.ledger.clear()
        self.journal.clear()

    def write(
        self, system: str, request: Request, handled: Handled, fault: str | None = None, seconds: float | None = None
    ) -> None:
        """Enters a request, and in the ledger where it could have written something."""
        self.enter_request(system, request, handled, fault, seconds)
        self.enter_write(system, request, handled)

    def enter_request(
        self, system: str, request: Request, handled: Handled, fault: str | None = None, seconds: float | None = None
    ) -> None:
        """Enters a request in the journal. `seconds` is how long it took, by the clock of the machine."""
        self._requests += 1
        refused = handled.refused
        self.journal.append(
            {
                "seq": self._requests,
                "at": self._now(),
                "system": system,
                "method": request.method,
                "path": request.path,
                "operation": handled.served.id if handled.served is not None else None,
                "status": handled.answer.status,
                "refused": refused.detail if refused is not None else None,
                "flaws": [_told(flaw) for flaw in refused.flaws] if refused is not None else [],
                "fault": fault,
                "seconds": seconds,
            }
        )

    def enter_write(self, system: str, request: Request, handled: Handled) -> None:
        """Enters what was performed in the ledger, where it could have written something."""
        if request.method not in _UNSAFE or handled.served is None:
            return
        self._writes += 1
        self.ledger.append(
            {
                "seq": self._writes,
                "at": self._now(),
                "system": system,
                "operation": handled.served.id,
                "key": request.headers.get("idempotency-key"),
                "path": request.path,
                "body": handled.content.value,
                "status": handled.answer.status,
                "committed": handled.committed,
            }
        )

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _told(flaw: Flaw) -> dict[str, str]:
    return {"in": flaw.part, "pointer": flaw.pointer, "reason": flaw.reason}
