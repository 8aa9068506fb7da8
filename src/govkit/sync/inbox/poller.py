"""The poller: asks for what systems do not send, page by page, and takes each change once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from govkit.client.messages import Headers
from govkit.client.notices import link
from govkit.errors import GovkitError
from govkit.spec.documents import parse_pointer
from govkit.sync.inbox.cursors import Cursors, Held, LeaseLost
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.polls import Poll, instant
from govkit.sync.inbox.refusals import Refused
from govkit.sync.store.database import Database
from govkit.sync.values import MISSING, Answered, Arrived, Asked, Json, Taken

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


class _Failed(Exception):
    """A poll that did not go well; says why."""

    def __init__(self, because: str, retry_after: float | None = None) -> None:
        super().__init__(because)
        self.retry_after = retry_after


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
            except (_Failed, GovkitError) as error:
                self._cursors.failed(held, _said(error), error.retry_after if isinstance(error, _Failed) else None)
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
        turns = _Turns(poll, start)
        while turns.parameters is not None:
            answered = self._call(Asked(poll.consumer, poll.api, poll.operation, turns.parameters, timeout=_TIMEOUT))
            items = _items(poll, answered)
            found.pages += 1
            turns.step(answered, items)
            if poll.kind == "page" and turns.cursor is not None:
                found.page = turns.cursor
            found.newest = _newest(poll, items, found.newest)
            found.new += self._take(poll, held, items, found.page)
            if found.pages >= _MOST_PAGES:
                raise _Failed(f"the list has no end: {_MOST_PAGES} pages were read")
        return found

    def _take(self, poll: Poll, held: Held, items: list[Json], page: str | None) -> int:
        """Takes the events of a page and what continues the list, in one transaction; how many are new."""
        refuse = partial(self._refuse, poll.system)
        arrivals = [arrived for item in items for arrived in poll.arrivals(item, refuse)]
        with self._database.begin() as connection:
            taken = self._intake.take_in(connection, arrivals)
            self._cursors.go_on(connection, held, page if poll.kind == "page" else None)
        for arrived, one in zip(arrivals, taken, strict=True):
            self._taken(arrived, one)
        return sum(not one.repeated for one in taken)


class _Turns:
    """How each page of a list is asked for; `parameters` is None behind the last."""

    def __init__(self, poll: Poll, start: str | None) -> None:
        self._poll = poll
        self._paging = poll.paging
        self._first: dict[str, Json] = {poll.cursor: start} if start is not None else {}
        if poll.size is not None and poll.paging is not None and poll.paging.size is not None:
            self._first[poll.paging.size] = poll.size
        self._number = 0
        self._seen: set[str] = set()
        self._turn: dict[str, Json] | None = dict(self._first)
        self.cursor: str | None = None
        """What the last page said of the one behind it."""

    @property
    def parameters(self) -> tuple[tuple[str, str | None, Json], ...] | None:
        """Those of the next page."""
        return None if self._turn is None else tuple((name, "query", value) for name, value in self._turn.items())

    def step(self, answered: Answered, items: list[Json]) -> None:
        """Goes on from a page. Raises _Failed for a list that leads in a circle."""
        style = self._paging.style if self._paging is not None else None
        more = {
            None: self._none,
            "cursor": self._by_cursor,
            "link": self._by_link,
            "page": self._by_number,
            "offset": self._by_number,
        }[style](answered, items)
        self._turn = {**self._first, **more} if more else None
        if more and str(more) in self._seen:
            raise _Failed("the list leads in a circle: a page was told of twice")
        self._seen.add(str(more))

    def _none(self, _answered: Answered, _items: list[Json]) -> dict[str, Json]:
        return {}

    def _by_cursor(self, answered: Answered, _items: list[Json]) -> dict[str, Json]:
        assert self._paging is not None
        found = _at(answered.body, self._paging.next) if self._paging.next is not None else None
        self.cursor = str(found) if isinstance(found, str | int) and found != "" else None
        return {self._paging.parameter or self._poll.cursor: self.cursor} if self.cursor is not None else {}

    def _by_link(self, answered: Answered, _items: list[Json]) -> dict[str, Json]:
        """The parameters that the link adds: the address itself is not followed, it may lead anywhere."""
        target = link(Headers(answered.headers.items()), "next")
        pairs = dict(parse_qsl(urlsplit(target).query)) if target is not None else {}
        return {name: value for name, value in pairs.items() if name not in self._first}

    def _by_number(self, _answered: Answered, items: list[Json]) -> dict[str, Json]:
        assert self._paging is not None
        if not items:  # a page that is merely shorter than asked says nothing: systems cap what they give
            return {}
        by_page = self._paging.style == "page"
        self._number += 1 if by_page else len(items)
        return {self._paging.parameter or self._paging.style: self._number + by_page}


def _items(poll: Poll, answered: Answered) -> list[Json]:
    """The records of a page. Raises _Failed."""
    if not answered.is_success:
        said = answered.error or f"answered {answered.status}"
        raise _Failed(said, answered.retry_after)
    pointer = poll.paging.items if poll.paging is not None else None
    found = _at(answered.body, pointer or "")
    if not isinstance(found, list):
        raise _Failed(f"the answer has no list at {pointer or 'its root'}")
    return found


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


def _at(value: Json, pointer: str) -> Json:
    """What stands at a pointer; MISSING where nothing does."""
    for part in parse_pointer(pointer):
        value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
    return value


def _said(error: Exception) -> str:
    return error.message if isinstance(error, GovkitError) else str(error)
