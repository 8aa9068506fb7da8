"""What is done again and again, each in a thread of its own: a system that is slow delays no other, nor the clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from govkit.sync.inbox.cursors import Cursors
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.poller import Call, Poller, Taking
from govkit.sync.inbox.polls import Poll
from govkit.sync.inbox.refusals import Refused
from govkit.sync.inbox.schedules import Schedules
from govkit.sync.store.database import Database

_LOG = logging.getLogger("govkit.sync.inbox")
_LONGEST, _AFTER_FAILURE = 15.0, 5.0
"""Seconds between two looks: a clock that was set does not put off what is due, nor does a poll that another holds."""


class Due(Protocol):
    """Something that is due at times."""

    def run_due(self) -> object:
        """Does what is due."""

    def next_due(self) -> float | None:
        """When the next is due; None where nothing ever is."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where events come from beside webhooks: polls and schedules."""

    database: Database
    intake: Intake
    now: Callable[[], float]
    holder: str
    call: Call
    polls: Sequence[Poll] = ()
    crons: Sequence[str] = ()
    taken: Taking = lambda _arrived, _taken: None
    refuse: Callable[[str, Refused], None] = lambda _system, _refused: None

    def by_name(self) -> Mapping[str, Due]:
        """What is to be done again and again: the polls of each system, and the schedules."""
        cursors = Cursors(self.database, self.now, self.holder)
        ordered = sorted(self.polls, key=lambda one: one.system)
        found: dict[str, Due] = {
            f"polls of {system}": Poller(
                self.database, self.intake, cursors, list(polls), self.call, taken=self.taken, refuse=self.refuse
            )
            for system, polls in groupby(ordered, lambda one: one.system)
        }
        if self.crons:
            found["schedules"] = Schedules(self.database, self.intake, self.crons, self.now)
        return found


class Ticking:
    """Threads that do what is due, until they are stopped. What fails is logged, and done again a little later."""

    def __init__(self, jobs: Mapping[str, Due], now: Callable[[], float]) -> None:
        self._now = now
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(name, job), name=name, daemon=True) for name, job in jobs.items()
        ]

    def start(self) -> None:
        """Starts them."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Ends them once what they do is done; one that takes longer is left to itself."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self, name: str, job: Due) -> None:
        while not self._stopped.is_set():
            self._stopped.wait(self._once(name, job))

    def _once(self, name: str, job: Due) -> float:
        """Does what is due; the seconds until it is to be looked again."""
        try:
            job.run_due()
            due = job.next_due()
        except Exception:  # noqa: BLE001 - whatever it is, the next look may go well, and the log says what it was
            _LOG.exception("%s: it is tried again in %g seconds", name, _AFTER_FAILURE)
            return _AFTER_FAILURE
        return _LONGEST if due is None else min(max(due - self._now(), 0.05), _LONGEST)
