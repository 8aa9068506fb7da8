"""Which page comes next: cursors, page numbers, offsets, links. Values only; the clients fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from govkit.client.course import origin
from govkit.client.errors import PagingError
from govkit.client.messages import Answer
from govkit.client.notices import link
from govkit.client.operations import Operation, Paging
from govkit.client.pointers import at


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is asked for: by the arguments of its operation, or by an address that the page before it gave.

    `cursor` goes into the body, where the operation has a place for it there.
    """

    arguments: tuple[Any, ...]
    url: str | None = None
    cursor: Any = None


class Walk:
    """The way through the pages of one list."""

    def __init__(self, operation: Operation[Any], arguments: Sequence[Any]) -> None:
        """Raises PagingError for an operation that is no list."""
        if operation.paging is None:
            raise PagingError(f"{operation.name} has no pages")
        self._operation = operation
        self._paging: Paging = operation.paging
        self._places = {parameter.name: index for index, parameter in enumerate(operation.parameters)}
        self._seen: set[Any] = set()
        self._before: list[Any] = []
        self._gone = 0
        self.turn: Turn | None = Turn(tuple(arguments))

    def items(self, page: Any) -> list[Any]:
        """The items of a page. Raises PagingError where it has no list of them."""
        found = at(page, self._paging.items)
        if found is None:
            return []
        if not isinstance(found, list):
            raise PagingError(f"{self._operation.name}: no list of items stands at {self._paging.items or 'the root'}")
        return found

    def step(self, page: Any, answer: Answer) -> None:
        """Goes on from a page: `turn` is then how the next is asked for, None behind the last."""
        assert self.turn is not None
        items = self.items(page)
        self._gone += len(items)
        go_on = not self._paging.more or at(page, self._paging.more) is True
        self.turn = self._next(page, items, answer) if go_on else None

    def _next(self, page: Any, items: list[Any], answer: Answer) -> Turn | None:
        kind = self._paging.kind
        if kind in ("link", "url"):
            target = link(answer.headers, "next") if kind == "link" else at(page, self._paging.next)
            return self._followed(target, answer) if isinstance(target, str) and target else None
        if kind == "cursor":
            cursor = at(page, self._paging.next)
            return self._asked(self._fresh(cursor)) if cursor not in (None, "") else None
        if not items:  # a page that is merely shorter than asked says nothing: providers cap what they give
            return None
        asked = self._argument(self._paging.parameter)
        if items == self._before:
            raise PagingError(f"{self._operation.name}: the provider gives the same page again")
        self._before = items
        total = _whole(at(page, self._paging.total)) if self._paging.total else None
        if kind == "page":
            number = self._paging.first if asked is None else int(asked)
            pages = _whole(at(page, self._paging.pages)) if self._paging.pages else None
            is_last = pages is not None and number - self._paging.first + 1 >= pages
            return None if is_last or (total is not None and self._gone >= total) else self._asked(number + 1)
        start = (int(asked) if asked is not None else 0) + len(items)
        return None if total is not None and start >= total else self._asked(start)

    def _argument(self, name: str) -> Any:
        assert self.turn is not None
        return self.turn.arguments[self._places[name]] if name in self._places else None

    def _asked(self, value: Any) -> Turn:
        assert self.turn is not None
        if self._paging.member:
            return Turn(self.turn.arguments, cursor=value)
        place = self._places.get(self._paging.parameter)
        if place is None:
            raise PagingError(f"{self._operation.name} has no parameter {self._paging.parameter}")
        arguments = list(self.turn.arguments)
        arguments[place] = value
        return Turn(tuple(arguments))

    def _fresh(self, cursor: Any) -> Any:
        """A cursor that was not given before: else the list would never end."""
        key = str(cursor)
        if key in self._seen:
            raise PagingError(f"{self._operation.name}: the provider gives the same cursor again")
        self._seen.add(key)
        return cursor

    def _followed(self, target: str, answer: Answer) -> Turn:
        assert self.turn is not None
        url = urljoin(answer.request.url, target)
        if origin(url) != origin(answer.request.url):
            raise PagingError(f"{self._operation.name}: the next page lies on another server; no credentials go there")
        return Turn(self.turn.arguments, str(self._fresh(url)))


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None
