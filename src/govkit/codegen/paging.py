"""How the pages of a list follow each other: as the catalog says of the system, else as the contract shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from govkit.catalog.entries.kinds.system import Pagination
from govkit.codegen.calls import Call
from govkit.codegen.registry import Registry
from govkit.codegen.shapes import Either, Items, Model, Named, Null, Scalar, Shape

_CURSORS = (
    *("cursor", "starting_after", "startingAfter", "page_token", "pageToken", "next_cursor", "nextCursor", "after"),
    *("page[after]", "page_cursor", "pageCursor", "continuation", "continuation_token", "continuationToken"),
)
_NEXT = (
    *("next_cursor", "nextCursor", "next_page_token", "nextPageToken", "after", "next_page", "end_cursor", "endCursor"),
    *("cursor", "next"),
)
_HOMES = (
    "",
    "meta",
    "pagination",
    "paging",
    "page",
    "page_info",
    "pageInfo",
    "cursors",
    "list_metadata",
    "listMetadata",
)
_LISTS = ("data", "items", "results", "value", "values", "records", "entries")
_MORE = ("has_more", "hasMore", "has_next_page", "hasNextPage", "more")
_TOTALS = ("total_count", "totalCount", "total_results", "totalResults", "totalItems", "total_items")
_PAGES = ("total_pages", "totalPages")
_PAGE_PARAMETERS = ("page", "page_number", "pageNumber", "page[number]")
_OFFSETS = ("offset", "skip", "start")


@dataclass(frozen=True, slots=True)
class Pages:
    """What govkit.client.Paging is told, and what the items are."""

    kind: str
    item: Shape
    items: str = ""
    parameter: str = ""
    member: str = ""
    next: str = ""
    more: str = ""
    total: str = ""
    pages: str = ""

    @property
    def said(self) -> dict[str, str]:
        """The arguments of Paging that say something."""
        names = ("items", "parameter", "member", "next", "more", "total", "pages")
        return {"kind": self.kind} | {name: getattr(self, name) for name in names if getattr(self, name)}


def pages_of(call: Call, registry: Registry, hint: Pagination | None) -> Pages | None:
    """How the pages of a list are asked for; None where the operation is no list, or shows no way on."""
    result = next(
        (content[0] for status, content in call.results.items() if status in ("200", "2XX") and content), None
    )
    if call.method not in ("GET", "QUERY", "POST") or result is None or result.kind != "json" or result.shape is None:
        return None
    page = _Page(result.shape, registry)
    found = page.list_at(hint.items if hint is not None else None)
    if found is None:
        return None
    items, item = found
    if call.method == "POST":
        return _searched(call, page, items, item, registry)
    said = _hinted(call, page, hint, items, item) if hint is not None else None
    return said or _seen(call, page, items, item) or _searched(call, page, items, item, registry)


def _searched(call: Call, page: _Page, items: str, item: Shape, registry: Registry) -> Pages | None:
    """The way of a search that is asked for with a body: a cursor in it, or links in the answer."""
    following = _following(page)
    if following and call.body is not None and call.body.kind == "json" and call.body.shape is not None:
        member = _Page(call.body.shape, registry).first(_CURSORS, is_text=True)
        if member:
            return Pages("cursor", item, items, member=member, next=following, more=page.first(_MORE))
    return Pages("link", item, items) if _links(call) else None


def _hinted(call: Call, page: _Page, hint: Pagination, items: str, item: Shape) -> Pages | None:
    """The way that the catalog says, where this operation has what it needs."""
    names = {argument.wire for argument in call.arguments if argument.location == "query"}
    if hint.style == "link":
        return Pages("link", item, items)
    if hint.parameter is None or hint.parameter not in names:
        return None
    more = page.first(_MORE)
    if hint.style == "cursor":
        following = hint.next if hint.next and page.has(hint.next) else _following(page)
        return Pages("cursor", item, items, hint.parameter, "", following, more) if following else None
    counted = Pages(hint.style, item, items, hint.parameter, more=more)
    return replace(counted, total=page.first(_TOTALS), pages=page.first(_PAGES) if hint.style == "page" else "")


def _seen(call: Call, page: _Page, items: str, item: Shape) -> Pages | None:
    """The way that parameters and answer show together: neither alone is enough."""
    arguments = {argument.wire: argument for argument in call.arguments if argument.location == "query"}
    more, following = page.first(_MORE), _following(page)
    cursor = next((name for name in _CURSORS if name in arguments), None)
    if cursor is not None and following and _is_text(arguments[cursor].shape):
        return Pages("cursor", item, items, cursor, "", following, more)
    if cursor is not None and more and cursor.lower().replace("_", "") in ("startingafter", "after"):
        last = f"{items}/-1/id"
        return Pages("cursor", item, items, cursor, "", last, more) if page.item_has(item, "id") else None
    if _links(call):
        return Pages("link", item, items)
    counted = next((name for name in _PAGE_PARAMETERS if name in arguments and _is_count(arguments[name].shape)), None)
    if counted is not None:
        return Pages("page", item, items, counted, "", "", more, page.first(_TOTALS), page.first(_PAGES))
    offset = next((name for name in _OFFSETS if name in arguments and _is_count(arguments[name].shape)), None)
    if offset is not None:
        return Pages("offset", item, items, offset, "", "", more, page.first(_TOTALS))
    return None


def _links(call: Call) -> bool:
    """Whether the answer is documented to have a Link header."""
    return any("link" in response.headers for status, response in call.operation.responses.items() if status == "200")


def _following(page: _Page) -> str:
    return page.first(_NEXT, is_text=True)


def _is_text(shape: Shape) -> bool:
    return any(isinstance(one, Scalar) and one.kind == "string" for one in _alternatives(shape))


def _is_count(shape: Shape) -> bool:
    return any(isinstance(one, Scalar) and one.kind in ("integer", "number") for one in _alternatives(shape))


def _alternatives(shape: Shape) -> tuple[Shape, ...]:
    return tuple(one for one in shape.of if not isinstance(one, Null)) if isinstance(shape, Either) else (shape,)


class _Page:
    """The answer of a list, looked into by pointers."""

    def __init__(self, shape: Shape, registry: Registry) -> None:
        self._shape = shape
        self._registry = registry

    def _members(self, shape: Shape) -> dict[str, Shape]:
        for one in _alternatives(shape):
            if isinstance(one, Named):
                model = self._registry.definitions.get(self._registry.of(one))
                if isinstance(model, Model):
                    return {member.name: member.shape for member in model.members}
        return {}

    def at(self, pointer: str) -> Shape | None:
        """The shape at a pointer."""
        shape: Shape | None = self._shape
        for part in pointer.split("/")[1:]:
            shape = self._members(shape).get(part) if shape is not None else None
        return shape

    def has(self, pointer: str) -> bool:
        """Whether something stands at a pointer."""
        return self.at(pointer) is not None

    def list_at(self, pointer: str | None) -> tuple[str, Shape] | None:
        """The list of a page: at a pointer, else the page itself, a member of a usual name, or its only list."""
        if pointer is not None:
            found = self._list(self.at(pointer))
            return (pointer, found) if found is not None else None
        whole = self._list(self._shape)
        if whole is not None:
            return "", whole
        members = self._members(self._shape)
        lists = {name: found for name, shape in members.items() if (found := self._list(shape)) is not None}
        usual = next((name for name in _LISTS if name in lists), None)
        if usual is None and len(lists) != 1:
            return None
        name = usual or next(iter(lists))
        return (f"/{name}", lists[name]) if "/" not in name and "~" not in name else None

    def _list(self, shape: Shape | None) -> Shape | None:
        if shape is None:
            return None
        return next((one.of for one in _alternatives(shape) if isinstance(one, Items)), None)

    def first(self, names: tuple[str, ...], *, is_text: bool = False) -> str:
        """The pointer to the first of some names, at the top or in a member that usually holds such things."""
        for home in _HOMES:
            inner = self.at(f"/{home}") if home else self._shape
            members = self._members(inner) if inner is not None else {}
            for name in names:
                if name in members and (not is_text or _is_text(members[name])):
                    return f"/{home}/{name}" if home else f"/{name}"
        return ""

    def item_has(self, item: Shape, name: str) -> bool:
        """Whether the items have a member."""
        return name in self._members(item)
