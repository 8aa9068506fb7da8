"""Whole lists of systems, read page by page, with the time that a busy system asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from govkit.catalog.entries.kinds.system import Pagination
from govkit.sync.calls.paging import PageFailed, Turns, items_of
from govkit.sync.values import Answered, Asked, Json

Call: TypeAlias = Callable[[Asked], Answered]
Sleep: TypeAlias = Callable[[float], None]
Parameters: TypeAlias = tuple[tuple[str, str | None, Json], ...]

_TIMEOUT = 60.0
_TRIES = 4
_BUSY = (429, 503)
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class List:
    """A list of a version, by its operationId: whose grants are used, what each page is asked with, how it pages.

    `size` is what each page is asked with beside: how many records it may hold. A list that is not `is_paged` comes at
    once.
    """

    consumer: str
    api: str
    operation: str
    parameters: Parameters = ()
    paging: Pagination | None = None
    is_paged: bool = True
    size: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page; `more` is what the next is asked with, None where this is the last."""

    items: list[Json]
    more: dict[str, Json] | None


def pages(of: List, call: Call, sleep: Sleep, most: int, at: Mapping[str, Json] | None = None) -> Iterator[Page]:
    """The pages of a list, from its beginning, or `at` what another said of the next page.

    Raises PageFailed, also behind `most` pages; CallRefused, NotGranted.
    """
    turns = Turns(of.paging if of.is_paged else None, of.size, at=at)
    for _ in range(most):
        if turns.parameters is None:
            return
        parameters = (*of.parameters, *turns.parameters)
        answered = _answered(Asked(of.consumer, of.api, of.operation, parameters, timeout=_TIMEOUT), call, sleep)
        items = items_of(of.paging, answered)
        turns.step(answered, items)
        yield Page(items, turns.more)
    raise PageFailed(f"the list has no end: {most:,} pages were read")


def _answered(asked: Asked, call: Call, sleep: Sleep) -> Answered:
    for attempt in range(1, _TRIES):
        answered = call(asked)
        if answered.status not in _BUSY and (answered.sent or answered.retry_after is None):
            return answered
        sleep(min(answered.retry_after or float(attempt), _LONGEST_PAUSE))
    return call(asked)
