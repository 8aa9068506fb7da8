"""The poller: asks for what systems do not send, page by page, and takes each change once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from govkit.errors import GovkitError
from govkit.sync.calls.paging import PageFailed, Turns, items_of
from govkit.sync.inbox.cursors import Cursors, Held, LeaseLost
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.polled import told
from govkit.sync.inbox.polls import Poll, instant
from govkit.sync.inbox.refusals import Refused
from govkit.sync.store.database import Database
from govkit.sync.values import Answered, Arrived, Asked, Json, Taken

_TIMEOUT = 60.0
_MOST_PAGES = 10_000
_MOST_PASSES = 3
"""How often a list is read whose pages may have moved while they were read."""


class Call(Protocol):
    """Makes one attempt of a call."""

    def __call__(self, asked: Asked, /) -> Answered:
        """What came of it."""


class Taking(Protocol):
    """Hears of events that were kept."""

    def __call__(self, arrived: Arrived, taken: Taken, /) -> None:
        """One of them."""


@dataclass(slots=True)
class _Pass:
    """One way through the pages of a list."""

    pages: int = 0
    new: int = 0
    newest: str | None = None
    page: str | None = None


class Poller:
    """Asks the polls of an estate when they are due."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        cursors: Cursors,
        polls: Sequence[Poll],
        call: Call,
        *,
        taken: Taking = lambda _arrived, _taken: None,
        refuse: Callable[[str, Refused], None] = lambda _system, _refused: None,
    ) -> None:
        """`taken` hears of what was kept, `refuse` of events that are none that is described."""
        self._database = database
        self._intake = intake
        self._cursors = cursors
        self._polls = polls
        self._call = call
        self._taken = taken
        self._refuse = refuse

    def run_due(self) -> None:
        """Asks all that are due, one after the other."""
        for poll in self._polls:
            self.ask(poll)

    def next_due(self) -> float | None:
        """When the next is due; None where nothing is polled."""
        return min((self._cursors.due(one.name) for one in self._polls), default=None)

    def ask(self, poll: Poll) -> bool:
        """Asks one, if it is due and nobody else asks it; whether it was asked, and went well."""
        held = self._cursors.hold(poll.name)
        if held is None:
            return False
        try:
            try:
                cursor = self._through(poll, held)
            except (PageFailed, GovkitError) as error:
                self._cursors.failed(held, _said(error), error.retry_after if isinstance(error, PageFailed) else None)
                return False
            self._cursors.done(held, held.begun + poll.every, cursor)
        except LeaseLost:
            return False
        return True

    def _through(self, poll: Poll, held: Held) -> str | None:
        """Reads a list to its end; how far it has come.

        Where pages are counted, a record that changes meanwhile may slip from the page to come to one that was read.
        So a list of several pages is read until nothing in it is new.
        """
        start = held.cursor or _start(poll, held)
        found = _Pass()
        for _ in range(_MOST_PASSES if poll.paging is not None and poll.paging.style in ("offset", "page") else 1):
            found = self._pass(poll, held, start)
            if found.pages <= 1 or not found.new:
                break
        if poll.kind == "moment":
            return _later(start, found.newest, held)
        return found.newest if poll.kind == "id" else found.page

    def _pass(self, poll: Poll, held: Held, start: str | None) -> _Pass:
        found = _Pass(page=held.cursor if poll.kind == "page" else None)
        turns = _turns(poll, start)
        while turns.parameters is not None:
            answered = self._call(Asked(poll.consumer, poll.api, poll.operation, turns.parameters, timeout=_TIMEOUT))
            items = items_of(poll.paging, answered)
            found.pages += 1
            turns.step(answered, items)
            if poll.kind == "page" and turns.cursor is not None:
                found.page = turns.cursor
            found.newest = _newest(poll, items, found.newest)
            found.new += self._take(poll, held, items, found.page)
            if found.pages >= _MOST_PAGES:
                raise PageFailed(f"the list has no end: {_MOST_PAGES} pages were read")
        return found

    def _take(self, poll: Poll, held: Held, items: list[Json], page: str | None) -> int:
        """Takes the events of a page and what continues the list, in one transaction; how many are new."""
        refuse = partial(self._refuse, poll.system)
        listed = [(item, arrived) for item in items for arrived in poll.arrivals(item, refuse)]
        with self._database.begin() as connection:
            arrivals = told(connection, poll, listed, held.begun)
            taken = self._intake.take_in(connection, arrivals)
            self._cursors.go_on(connection, held, page if poll.kind == "page" else None)
        for arrived, one in zip(arrivals, taken, strict=True):
            self._taken(arrived, one)
        return sum(not one.repeated for one in taken)


def _turns(poll: Poll, start: str | None) -> Turns:
    """How each page of a poll is asked for."""
    first: dict[str, Json] = {poll.cursor: start} if start is not None else {}
    if poll.size is not None and poll.paging is not None and poll.paging.size is not None:
        first[poll.paging.size] = poll.size
    return Turns(poll.paging, first, poll.cursor)


def _newest(poll: Poll, items: list[Json], before: str | None) -> str | None:
    """The latest change so far, or the id of the last record."""
    if poll.kind == "id":
        last = items[-1] if items else None
        found = last.get("id") if isinstance(last, dict) else None
        return str(found) if isinstance(found, str | int) else before
    moments = [one for one in (before, *map(poll.moment, items)) if one is not None and instant(one) is not None]
    return max(moments, key=_instant, default=None)


def _instant(text: str) -> datetime:
    found = instant(text)
    assert found is not None, "those that are no moments were left out"
    return found


def _start(poll: Poll, held: Held) -> str | None:
    """Where a poll begins that was never asked: changes count from now on, and of a list of events all."""
    return _written(held.begun - poll.every) if poll.kind == "moment" else None


def _later(start: str | None, newest: str | None, held: Held) -> str | None:
    """The later one of two moments, but none that is still to come: a record with a wrong clock hides no others."""
    moments = [one for one in (start, newest) if one is not None and instant(one) is not None]
    latest = max(moments, key=_instant, default=None)
    return latest if latest is None or _instant(latest).timestamp() <= held.begun else _written(held.begun)


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(error: Exception) -> str:
    return error.message if isinstance(error, GovkitError) else str(error)
