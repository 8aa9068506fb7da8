"""Long lists, page by page, as their system hands them out."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from govkit.catalog.entries.kinds.system import Pagination
from govkit.client.messages import Headers
from govkit.client.notices import link
from govkit.spec.documents import parse_pointer
from govkit.sync.values import MISSING, Answered, Json


class PageFailed(Exception):
    """A page that could not be had; says why, with what status, and when it may be asked for again, in seconds."""

    def __init__(self, because: str, retry_after: float | None = None, status: int | None = None) -> None:
        super().__init__(because)
        self.status = status
        self.retry_after = retry_after


class Turns:
    """How each page of a list is asked for; `parameters` is None behind the last."""

    def __init__(
        self,
        paging: Pagination | None,
        first: Mapping[str, Json],
        cursor: str = "",
        at: Mapping[str, Json] | None = None,
    ) -> None:
        """`first` is what each page is asked with, `cursor` the parameter of cursors where `paging` names none.

        `at` is `more` of another that led through the same list: it goes on there.
        """
        self._paging = paging
        self._cursor = cursor
        self._first = dict(first)
        self._number = self._begun(at or {})
        self._seen: set[str] = set()
        self.more: dict[str, Json] | None = dict(at or {})
        """What the next page is asked with beside `first`; None behind the last."""
        self.cursor: str | None = None
        """What the last page said of the one behind it."""

    @property
    def parameters(self) -> tuple[tuple[str, str | None, Json], ...] | None:
        """Those of the next page."""
        if self.more is None:
            return None
        return tuple((name, "query", value) for name, value in {**self._first, **self.more}.items())

    def step(self, answered: Answered, items: list[Json]) -> None:
        """Goes on from a page. Raises PageFailed for a list that leads in a circle."""
        style = self._paging.style if self._paging is not None else None
        more = {
            None: self._none,
            "cursor": self._by_cursor,
            "link": self._by_link,
            "page": self._by_number,
            "offset": self._by_number,
        }[style](answered, items)
        self.more = more or None
        if more and str(more) in self._seen:
            raise PageFailed("the list leads in a circle: a page was told of twice")
        self._seen.add(str(more))

    def _begun(self, at: Mapping[str, Json]) -> int:
        """How many items, or pages, lie before the next page of a list that counts them."""
        style = self._paging.style if self._paging is not None else None
        said = at.get((self._paging.parameter if self._paging is not None else None) or str(style))
        if style not in ("page", "offset") or not isinstance(said, int):
            return 0
        return said - (style == "page")

    def _none(self, _answered: Answered, _items: list[Json]) -> dict[str, Json]:
        return {}

    def _by_cursor(self, answered: Answered, _items: list[Json]) -> dict[str, Json]:
        assert self._paging is not None
        found = _at(answered.body, self._paging.next) if self._paging.next is not None else None
        self.cursor = str(found) if isinstance(found, str | int) and found != "" else None
        return {self._paging.parameter or self._cursor: self.cursor} if self.cursor is not None else {}

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


def items_of(paging: Pagination | None, answered: Answered) -> list[Json]:
    """The records of a page. Raises PageFailed."""
    if not answered.is_success:
        said = answered.error or f"answered {answered.status}"
        raise PageFailed(said, answered.retry_after, answered.status)
    pointer = paging.items if paging is not None else None
    found = _at(answered.body, pointer or "")
    if not isinstance(found, list):
        raise PageFailed(f"the answer has no list at {pointer or 'its root'}")
    return found


def _at(value: Json, pointer: str) -> Json:
    """What stands at a pointer; MISSING where nothing does."""
    for part in parse_pointer(pointer):
        value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
    return value
