"""Deliveries that are refused: what the sender is told, and what is kept of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from govkit.spec.documents import format_pointer
from govkit.spec.schemas.validators import Refusal
from govkit.sync.inbox.keeping import bounded
from govkit.sync.store.database import Database
from govkit.sync.store.tables import REFUSED

RETRY_AFTER = 30
"""Seconds after which a sender may try again, where the fault is not its own."""

_EVERY = 1.0
"""Seconds between two changes of one row: a flood of forged deliveries costs the database little."""

TITLES: Final = {
    "system": (404, "There is no such system here"),
    "address": (404, "There is nothing here"),
    "method": (405, "Deliveries are sent by POST"),
    "slow": (408, "The delivery takes too long"),
    "size": (413, "The delivery is too large"),
    "content-type": (415, "A delivery is JSON"),
    "signature": (401, "The signature does not verify"),
    "stale": (401, "The delivery was signed at another time"),
    "unsigned": (401, "The delivery is not signed as it must be"),
    "json": (400, "The delivery is no JSON"),
    "event": (422, "The event is not known"),
    "body": (422, "The event is not as its description says"),
    "unready": (503, "Deliveries of this system cannot be verified yet"),
    "database": (503, "The event cannot be kept now"),
    "failed": (500, "The receiver failed"),
}
"""The status and the title of each reason to refuse a delivery."""


@dataclass(eq=False)
class Refused(Exception):
    """A delivery that is not taken. `detail` is for the sender, `kept` for the record, without values of the body."""

    reason: str
    detail: str
    kept: str = ""

    @property
    def status(self) -> int:
        """The status of the answer."""
        return TITLES[self.reason][0]

    def problem(self) -> dict[str, object]:
        """The answer (RFC 9457)."""
        status, title = TITLES[self.reason]
        kind = f"urn:govkit:webhooks:{self.reason}"
        return {"type": kind, "title": title, "status": status, "detail": self.detail[:1_000]}


def places(flaws: Iterable[Refusal]) -> str:
    """Where a body is wrong, without what stands there."""
    return "; ".join(f"{format_pointer(one.path) or 'the whole'}: {one.keyword}" for one in flaws)


class Ledger:
    """Counts what is refused, by system and reason; `told` hears of each, for metrics."""

    def __init__(
        self, database: Database, now: Callable[[], float], told: Callable[[str, str], None] = lambda *_: None
    ) -> None:
        self._database = database
        self._now = now
        self._told = told
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str], tuple[int, str]] = {}
        self._kept_at: dict[tuple[str, str], float] = {}

    def add(self, system: str, refused: Refused) -> None:
        """Counts one; a database that is gone makes it wait."""
        self._told(system, refused.reason)
        key = (system, refused.reason)
        with self._lock:
            self._waiting[key] = (self._waiting.get(key, (0, ""))[0] + 1, bounded(refused.kept or refused.detail))
            if abs(self._now() - self._kept_at.get(key, float("-inf"))) < _EVERY:
                return
        self.flush()

    def flush(self) -> None:
        """Writes down what waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            try:
                with self._database.begin() as connection:
                    for key, (count, detail) in sorted(waiting.items()):
                        connection.execute(self._counted(key, count, detail))
                self._kept_at.update(dict.fromkeys(waiting, self._now()))
            except SQLAlchemyError:
                self._waiting = waiting

    def _counted(self, key: tuple[str, str], count: int, detail: str) -> sa.Insert:
        now = self._now()
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        added = insert(REFUSED).values(
            system=key[0], reason=key[1], count=count, first_at=now, last_at=now, detail=detail
        )
        changed = {"count": REFUSED.c.count + count, "last_at": now, "detail": detail}
        return added.on_conflict_do_update(index_elements=[REFUSED.c.system, REFUSED.c.reason], set_=changed)
