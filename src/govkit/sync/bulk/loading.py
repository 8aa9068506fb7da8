"""One load from page to page: each record becomes an event, as long as not too many runs of others are not through."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.errors import GovkitError, InputError
from govkit.sync.bulk.keeping import LEASE, Held, Keeping, LoadLost, Progress
from govkit.sync.bulk.paths import Path
from govkit.sync.bulk.records import keep, records
from govkit.sync.calls.lists import Call, Page, pages
from govkit.sync.calls.paging import PageFailed
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.keeping import bounded
from govkit.sync.inbox.subscribing import KeyMissing, Subscription, Subscriptions, bulk_type
from govkit.sync.store.database import Database
from govkit.sync.store.states import LoadState
from govkit.sync.store.tables import EVENTS, WORKERS
from govkit.sync.telemetry.outstanding import ALIVE
from govkit.sync.values import Answered, Arrived, Asked, Json

MOST_OPEN = 100
"""Runs of loads of one workflow that are not through, above which no further page is read."""
_MOST_PAGES = 100_000
_MOST_LAPS = 3
"""How often a list is read whose records may have slipped from page to page while it was read."""
_PAUSE = 0.5
_MOST_READINGS = 6
"""How often a page is read whose records are overtaken by events."""
_MOST_ON_A_PAGE = 2_000
"""Records that are taken in one transaction; whoever lists more at once is to list them in pages."""
_PATIENCE = 10.0
"""Seconds for which a worker may be away before a load waits for it no longer."""


@dataclass(frozen=True)
class Place:
    """Where loads run: systems as `call` reaches them, a database, the workflows that events start."""

    call: Call
    database: Database
    subscriptions: Subscriptions
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    keep: Callable[[Connection, Subscription], None] = lambda _connection, _subscription: None
    tell: Callable[[str], None] = lambda _: None
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{time.time_ns()}")
    lease: float = LEASE

    @property
    def keeping(self) -> Keeping:
        """The loads of its database."""
        return Keeping(self.database, self.now, self.holder, self.lease)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to, or would. `open` are its runs that are not through, `parked` those of them for people."""

    workflow: str
    list: str
    state: LoadState
    load: int | None
    pages: int
    records: int
    events: int
    known: int
    open: int = 0
    parked: int = 0
    keyless: int = 0
    note: str | None = None


class _Paused(Exception):
    """It is not gone on with for now; says why."""


class _Overtaken(Exception):
    """An event of the key of a record came after its page was asked for: the record may be older."""


class Loading:
    """Runs loads. `most` are the events that one makes at most, None for all; `most_open` hold it back."""

    def __init__(self, place: Place, *, most: int | None = None, most_open: int = MOST_OPEN) -> None:
        self._place = place
        self._most = most
        self._most_open = most_open
        self._keeping = place.keeping
        self._intake = Intake(place.database, place.subscriptions, place.now)
        self._seen = 0

    def load(self, path: Path, by: str, *, resume: bool = False) -> Loaded | None:
        """Reads a list to its end, or until it is to stop. None where nothing is to be resumed.

        Raises UsageError where another process reads it.
        """
        held = self._keeping.resume(path, by) if resume else self._keeping.begin(path, by)
        if held is None:
            return None
        state, note = LoadState.DONE, None
        try:
            self._laps(held)
        except _Paused as paused:
            state, note = LoadState.PAUSED, str(paused)
        except LoadLost:
            raise
        except (PageFailed, GovkitError) as error:
            state, note = LoadState.FAILED, _said(error)
        except KeyboardInterrupt:
            self._keeping.end(held, LoadState.PAUSED, "it was interrupted")
            raise
        self._keeping.end(held, state, note)
        return self._outcome(held, state, note)

    def _outcome(self, held: Held, state: LoadState, note: str | None) -> Loaded:
        self._keeping.settle()
        progress = self._progress
        open_, parked = self._keeping.waiting(held.path.workflow)
        return Loaded(
            held.path.workflow,
            held.path.name,
            state,
            held.id,
            progress.pages,
            progress.records,
            progress.events,
            progress.records - progress.events,
            open_,
            parked,
            note=note,
        )

    # ---------------------------------------------------------------------------------------------------------- reading

    def _laps(self, held: Held) -> None:
        self._progress, self._made = held.progress, 0
        while True:
            if self._progress.position is not None:
                self._lap(held, self._progress.position)
            if not self._again(held.path):
                return
            self._progress = replace(self._progress, position={}, lap=self._progress.lap + 1, fresh=0)

    def _again(self, path: Path) -> bool:
        """Whether records may have been missed: pages are counted, and something was new when they were read."""
        progress = self._progress
        return path.moves and progress.pages > progress.lap and bool(progress.fresh) and progress.lap < _MOST_LAPS

    def _lap(self, held: Held, position: Mapping[str, Json]) -> None:
        """Reads the list from a page to its end. A page is read anew as long as events overtake what it says."""
        reading = 0
        while True:
            try:
                self._from(held, position)
            except _Overtaken:
                here = self._progress.position or {}
                reading, position = reading + 1 if here == position else 1, here
                if reading >= _MOST_READINGS:
                    raise _Paused("events of its keys come faster than its list can be read") from None
                self._slept(held)(_PAUSE * reading)
            else:
                return

    def _from(self, held: Held, position: Mapping[str, Json]) -> None:
        self._wait(held)
        for page in pages(held.path.list, self._call, self._slept(held), _MOST_PAGES, position):
            self._take(held, page)
            if self._progress.position is not None:
                self._wait(held)

    def _call(self, asked: Asked) -> Answered:
        self._seen = self._keeping.seen()  # what comes from now on is newer than the answer may be
        return self._place.call(asked)

    def _take(self, held: Held, page: Page) -> None:
        """Takes the events of a page and where it goes on, in one transaction; or as many as there may be."""
        if len(page.items) > _MOST_ON_A_PAGE:
            raise PageFailed(f"a page has {len(page.items):,} records: at most {_MOST_ON_A_PAGE:,} are taken at a time")
        before = self._progress
        with self._place.database.begin() as connection:
            self._keeping.lock(connection, held.path)
            read = records(connection, held.path, page.items, held.id)
            arrivals = [one.arrived for one in read]
            taken = self._intake.take_in(connection, self._first(connection, arrivals), load=held.id)
            runs = [run for one in taken if not one.repeated for run in one.runs]
            if self._keeping.overtaken(connection, held.path.workflow, runs, self._seen):
                raise _Overtaken
            keep(connection, held.path, list(zip(read, taken, strict=False)), held.id)
            for one in self._place.subscriptions.for_event(bulk_type(held.path.workflow)):
                self._place.keep(connection, one)
            new = sum(not one.repeated for one in taken)
            after = before.read(len(taken), new)
            is_whole = len(taken) == len(arrivals)
            if is_whole:
                after = replace(after, position=page.more, pages=before.pages + bool(page.items))
            self._keeping.go_on(connection, held, after)
        self._progress, self._made = after, self._made + new
        self._place.tell(f"{held.path.workflow}: {after.records:,} records read, {after.events:,} events")
        if self._most is not None and self._made >= self._most and (not is_whole or page.more is not None):
            raise _Paused(f"{self._most:,} events, as asked")

    def _first(self, connection: Connection, arrivals: list[Arrived]) -> list[Arrived]:
        """The events of a page up to the last that may be made: those that are known count for nothing."""
        if self._most is None:
            return arrivals
        left, found = self._most - self._made, list[Arrived]()
        known = self._known(connection, arrivals)
        for one in arrivals:
            left -= one.id not in known
            if left < 0:
                break
            found.append(one)
        return found

    @staticmethod
    def _known(connection: Connection, arrivals: list[Arrived]) -> set[str]:
        """The identifiers of events that were made before."""
        if not arrivals:
            return set()
        named = {bounded(one.id): one.id for one in arrivals}
        asked = sa.select(EVENTS.c.event_id).where(
            EVENTS.c.source == arrivals[0].source, EVENTS.c.event_id.in_(list(named))
        )
        return {named[one] for one in connection.execute(asked).scalars()}

    # ------------------------------------------------------------------------------------------------------ being held

    def _wait(self, held: Held) -> None:
        """Waits as long as too many runs are not through. Raises _Paused where that does not change by itself."""
        begun = self._place.now()
        while True:
            self._keeping.settle()
            open_, parked = self._keeping.waiting(held.path.workflow)
            if open_ < self._most_open:
                return
            if parked >= open_:
                raise _Paused(f"{parked:,} of its runs wait for people: `govkit sync exceptions` shows them")
            if self._place.now() - begun > _PATIENCE and not self._is_worked():
                raise _Paused(f"{open_:,} runs are not through, and no worker is there: start `govkit sync up`")
            self._keeping.beat(held)
            self._place.tell(f"{held.path.workflow}: {open_:,} runs are to get through first")
            self._place.sleep(_PAUSE)

    def _is_worked(self) -> bool:
        since = self._place.now() - ALIVE
        with self._place.database.reading() as connection:
            return (
                connection.execute(sa.select(WORKERS.c.executor).where(WORKERS.c.beat_at >= since)).first() is not None
            )

    def _slept(self, held: Held) -> Callable[[float], None]:
        """Sleeps while a system is busy, and holds the load meanwhile."""

        def sleep(seconds: float) -> None:
            self._keeping.beat(held)
            self._place.sleep(seconds)

        return sleep

    # ---------------------------------------------------------------------------------------------------------- dry run

    def try_out(self, path: Path) -> Loaded:
        """What a load would read and make; nothing is kept. Raises InputError where the list cannot be read."""
        progress, keyless = Progress({}), 0
        for page in self._tried(path):
            with self._place.database.reading() as connection:
                arrivals = [one.arrived for one in records(connection, path, page.items, 0)]
                known = self._known(connection, arrivals)
            fresh = [one for one in arrivals if one.id not in known]
            if self._most is not None:
                fresh = fresh[: self._most - progress.events]
            keyless += sum(not self._has_key(one) for one in fresh)
            progress = replace(progress.read(len(arrivals), len(fresh)), pages=progress.pages + 1)
            self._place.tell(f"{path.workflow}: {progress.records:,} records read")
            if self._most is not None and progress.events >= self._most:
                break
        known_ = progress.records - progress.events
        return Loaded(
            path.workflow,
            path.name,
            LoadState.DONE,
            None,
            progress.pages,
            progress.records,
            progress.events,
            known_,
            keyless=keyless,
        )

    def _tried(self, path: Path) -> Iterator[Page]:
        try:
            yield from pages(path.list, self._place.call, self._place.sleep, _MOST_PAGES)
        except PageFailed as error:
            raise InputError(f"{path.name} could not be read: {error}") from error

    def _has_key(self, arrived: Arrived) -> bool:
        try:
            for one in self._place.subscriptions.for_event(arrived.type):
                one.plan(arrived.body)
        except KeyMissing:
            return False
        return True


def _said(error: Exception) -> str:
    if not isinstance(error, GovkitError):
        return str(error)
    return f"{error.message} ({error.hint})" if error.hint else error.message
