"""What stands before each system: its breaker, its limit of requests, and what it said itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from govkit.catalog.entries import Estate
from govkit.catalog.entries.kinds.system import RateLimit
from govkit.sync.calls.breakers import Breaker
from govkit.sync.calls.buckets import Bucket
from govkit.sync.values import Answered

_TOO_MANY = 429
_LONGEST = 3600.0
"""The seconds that a system is left alone at most because it says so: then it is asked again."""
_UNSAID = 1.0
"""The seconds that it is left alone where it does not say how long."""


@dataclass(frozen=True, slots=True)
class Care:
    """How systems are spared: after so many failures in a row none is called for `cool_down` seconds.

    `workers` share the limits of requests evenly. A call waits for its turn up to `patience` seconds.
    """

    failures: int = 5
    cool_down: float = 30.0
    workers: int = 1
    patience: float = 1.0


class Passage:
    """A call at a door; `answered` is what came of it, `until` when to come again where it was not let in."""

    def __init__(self, tries: bool = False, until: float | None = None) -> None:
        self.tries = tries
        self.until = until
        self.answered: Answered | None = None


class Door:
    """The door of one system."""

    def __init__(
        self, limit: RateLimit | None, care: Care, now: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._breaker = Breaker(care.failures, care.cool_down)
        self._bucket = Bucket(limit, care.workers) if limit is not None else None
        self._kept = limit, care.workers
        self._care = care
        self._now, self._sleep = now, sleep
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def keep_to(self, limit: RateLimit | None, workers: int) -> None:
        """Goes on with another limit, or a share of it among other many workers. What is known of the system stays."""
        with self._lock:
            if (limit, workers) == self._kept:
                return
            self._kept = limit, workers
            if limit is None or self._bucket is None:
                self._bucket = Bucket(limit, workers) if limit is not None else None
            else:
                self._bucket.share(limit, workers, self._now())

    def open_until(self) -> float | None:
        """Until when the breaker lets no call through; None where it does."""
        with self._lock:
            return self._breaker.open_until(self._now())

    def ready_at(self, *, yields: bool = False) -> float:
        """When to come for a call; now where nothing is against it. Who `yields` leaves half of the limit to others."""
        with self._lock:
            now = self._now()
            closed = max(now, self._closed_until, self._breaker.ready_at(now))
            if closed > now or self._bucket is None:
                return closed
            return self._bucket.ready_at(now, yields=yields)

    def reserve(self) -> float:
        """Takes a place among the requests that the system takes; when it may be used."""
        with self._lock:
            now = self._now()
            return max(self._closed_until, now if self._bucket is None else self._bucket.reserve(now))

    def give_back(self) -> None:
        """A place was not used."""
        with self._lock:
            if self._bucket is not None:
                self._bucket.give_back()

    @contextmanager
    def passing(self) -> Iterator[Passage]:
        """Lets a call in, which waits for its turn a while; tells what came of it to those who come later."""
        passage = self._entered()
        try:
            yield passage
        finally:
            if passage.until is None:
                self._left(passage)

    def _entered(self) -> Passage:
        latest = self._now() + self._care.patience
        place = self.reserve()
        while True:
            with self._lock:
                now = self._now()
                until = max(place, self._closed_until)
                if until <= now:
                    tries = self._breaker.enter(now)
                    if tries is not None:
                        return Passage(tries)
                    until = self._breaker.look_at(now, latest)
            if until > latest:
                self.give_back()
                return Passage(until=until)
            self._sleep(until - now)

    def _left(self, passage: Passage) -> None:
        answered = passage.answered
        with self._lock:
            now = self._now()
            failed = None if answered is None else answered.status is None or answered.status >= 500
            self._breaker.leave(now, tries=passage.tries, failed=failed)
            if answered is not None and answered.status == _TOO_MANY:
                wait = _UNSAID if answered.retry_after is None else min(answered.retry_after, _LONGEST)
                self._closed_until = max(self._closed_until, now + wait)
                if self._bucket is not None:
                    self._bucket.empty(now)


class Doors:
    """The doors of the systems of an estate; safe for several threads. They outlive the estate: see `adopt`."""

    def __init__(
        self,
        estate: Estate,
        care: Care,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._estate = estate
        self._care = care
        self._now, self._sleep = now, sleep
        self._workers = care.workers
        self._doors: dict[str, Door] = {}
        self._lock = threading.Lock()

    def adopt(self, estate: Estate) -> None:
        """Goes on with another estate: its limits count from now on, and what systems did is not forgotten."""
        with self._lock:
            self._estate = estate
            self._keep_to()

    def share(self, workers: int) -> None:
        """Limits are shared by so many workers from now on."""
        with self._lock:
            self._workers = workers
            self._keep_to()

    def _keep_to(self) -> None:
        for system, door in self._doors.items():
            door.keep_to(self._limit(system), self._workers)

    def _limit(self, system: str) -> RateLimit | None:
        entry = self._estate.systems.get(system)
        integration = entry.spec.integration if entry is not None else None
        return integration.rate_limit if integration is not None else None

    def of(self, system: str) -> Door:
        """The door of a system."""
        with self._lock:
            if system not in self._doors:
                care = replace(self._care, workers=self._workers)
                self._doors[system] = Door(self._limit(system), care, self._now, self._sleep)
            return self._doors[system]
