"""Long lists: searched, filtered and cut into pages on the server, so that ten thousand rows do not slow a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from govkit.portal.page import Ask

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Rows(Generic[RowT]):
    """One page of a list: `total` rows are found of `all`, of which these begin behind `before` others."""

    rows: Sequence[RowT]
    before: int
    total: int
    all: int
    page: int
    pages: int
    path: str
    query: dict[str, str]
    parameter: str = "page"

    def turned(self, page: int) -> dict[str, str]:
        """The query of another page of the list."""
        kept = {name: value for name, value in self.query.items() if name != self.parameter}
        return kept if page <= 1 else {**kept, self.parameter: str(page)}

    @property
    def said(self) -> str:
        """What is searched for."""
        return self.query.get("q", "")


def paged(
    ask: Ask,
    path: str,
    rows: Sequence[RowT],
    text_of: Callable[[RowT], str] | None = None,
    *,
    parameter: str = "page",
    size: int | None = None,
) -> Rows[RowT]:
    """The page of a list that is asked for: `q` is what rows must hold, each word of it; `page` counts from 1."""
    words = words_in(ask)
    found = rows
    if words and text_of is not None:
        found = [row for row in rows if all(word in text_of(row).casefold() for word in words)]
    return cut(ask, path, lambda start, size: found[start : start + size], len(found), len(rows), parameter, size)


def cut(
    ask: Ask,
    path: str,
    read: Callable[[int, int], Sequence[RowT]],
    total: int,
    all_: int,
    parameter: str = "page",
    size: int | None = None,
) -> Rows[RowT]:
    """The page of a list of which `read` gives a part: so many rows, behind so many."""
    size = size or ask.size
    pages = max(1, -(-total // size))
    asked = ask.said(parameter)
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    before = (page - 1) * size
    live = ask.links.live  # among files each table is turned by itself: all of one with all of another are too many
    query = {name: value for name, value in ask.query.items() if value and live}
    return Rows(read(before, size), before, total, all_, page, pages, path, query, parameter)


def shown_as(rows: Rows[Any], shown: Sequence[RowT]) -> Rows[RowT]:
    """The same page of a list, with what is shown of each of its rows."""
    return replace(rows, rows=shown)


def words_in(ask: Ask) -> list[str]:
    """The words that rows must hold, folded."""
    return ask.said("q").casefold().split()
