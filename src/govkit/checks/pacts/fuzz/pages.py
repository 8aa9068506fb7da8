"""Lists asked page by page: the second page is another one, and no page is longer than it was asked to be."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from govkit.checks.pacts.fuzz.found import Found

PAGES = "page_conformance"
_LIMITS = frozenset({"limit", "perpage", "pagesize", "size", "count", "maxresults", "top"})
_OFFSETS = frozenset({"offset", "skip", "start", "startindex"})
_CURSORS = frozenset({"cursor", "pagetoken", "after", "startingafter", "continuation", "nexttoken", "pagecursor"})
_NEXT_LINK = re.compile(r'<([^<>]*)>\s*;[^,]*\brel\s*=\s*"?next"?', re.IGNORECASE)
_LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to a request for a page."""

    url: str
    status: int
    items: list[Any] | None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Pages:
    """Asks a provider for pages; `asked` counts the requests."""

    def __init__(self, address: str, headers: Mapping[str, str], timeout: float, *, secret: bool = False) -> None:
        self._address = address.rstrip("/")
        self._headers = dict(headers)
        self._timeout = timeout
        self._secret = secret
        self.asked = 0

    def found(self, operation: Any) -> Iterator[Found]:
        """What is wrong with the pages of an operation of schemathesis; nothing where it has none, or too few items."""
        names = {_plain(one.name): one.name for one in operation.query}
        limit = next((names[one] for one in names if one in _LIMITS), None)
        if operation.method.upper() != "GET" or "{" in operation.path or limit is None or self._wants(operation):
            return
        first = self._page(self._url(operation.full_path, {limit: "1"}))
        if first is None or not first.items:
            return
        if len(first.items) > 1:
            yield self._of(operation, first, f"{limit}=1 was asked for, and {len(first.items)} items are answered")
            return
        following = self._following(operation, first, names, limit)
        second = self._page(following) if following is not None else None
        if second is None:
            return
        if second.status >= 400:
            yield self._of(operation, second, f"the next page is answered with {second.status}")
        elif second.items and second.items[0] in first.items:
            yield self._of(operation, second, "the next page begins with what was on the first one")

    def _following(self, operation: Any, first: Page, names: Mapping[str, str], limit: str) -> str | None:
        """The address of the page after the first: a link, a cursor, or an offset; None where there is none."""
        link = _NEXT_LINK.search(first.headers.get("link", ""))
        told = link[1] if link is not None else _next_in(first.body)
        if told is not None and (link is not None or "/" in told or "?" in told):
            target = urljoin(first.url, told)
            return target if urlsplit(target)[:2] == urlsplit(self._address)[:2] else None
        cursor = next((names[one] for one in names if one in _CURSORS), None)
        if told is not None and cursor is not None:
            return self._url(operation.full_path, {limit: "1", cursor: told})
        offset = next((names[one] for one in names if one in _OFFSETS), None)
        return self._url(operation.full_path, {limit: "1", offset: "1"}) if offset is not None else None

    def _wants(self, operation: Any) -> bool:
        """Whether it wants a parameter that nobody here can say; credentials are said."""
        said = {"authorization", *(name.lower() for name in self._headers)}
        parameters = [*operation.query, *operation.headers, *operation.cookies]
        return any(one.is_required and one.name.lower() not in said for one in parameters)

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        base = urlsplit(self._address).path
        below = path[len(base) :] if base and path.startswith(f"{base}/") else path
        return f"{self._address}{below}?{urlencode(query)}"

    def _page(self, url: str) -> Page | None:
        self.asked += 1
        return fetched(url, self._headers, self._timeout)

    def _of(self, operation: Any, page: Page, said: str) -> Found:
        shown = "".join(
            f" -H '{name}: {'[Filtered]' if self._secret else value}'" for name, value in self._headers.items()
        )
        return Found(PAGES, operation.label, page.status, said, f"curl -X GET{shown} '{page.url}'", "pages")


def fetched(url: str, headers: Mapping[str, str], timeout: float) -> Page | None:
    """The answer to a request; None where there is none."""
    request = urllib.request.Request(url, headers={"Accept": "application/json", **headers})  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as answer:
            status, content, told = answer.status, answer.read(_LARGEST), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            status, content, told = error.code, b"", error.headers
    except (OSError, ValueError, http.client.HTTPException):
        return None
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = None
    return Page(url, status, _items(body), body, {name.lower(): value for name, value in told.items()})


def _items(body: Any) -> list[Any] | None:
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else None
    return body if isinstance(body, list) else None


def _next_in(body: Any) -> str | None:
    """What a body says of the next page, in a member of its own or in one about pages."""
    waiting, depth = [body], 0
    while waiting and depth < 3:
        inside: list[Any] = []
        for one in waiting:
            for key, value in one.items() if isinstance(one, dict) else ():
                if "next" in key.lower() and isinstance(value, str) and value:
                    return value
                if isinstance(value, dict):
                    about = "next" if "next" in key.lower() else ""
                    inside.append({f"{about}{name}": told for name, told in value.items()})
        waiting, depth = inside, depth + 1
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
