"""Lists as the API pages, filters and sorts them: told by the names of its parameters and of what it answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked
from govkit.mocks.state.calls import Above
from govkit.mocks.state.choosing import Choice, flattened
from govkit.mocks.state.resources import ListForm, Resource
from govkit.mocks.state.table import Record, Table
from govkit.mocks.state.words import (
    AROUND,
    CURSORS,
    DIRECTIONS,
    MORES,
    NEXTS,
    OFFSETS,
    PAGE_COUNTS,
    PAGES,
    SIZES,
    SORTS,
    TOTALS,
    plain,
)
from govkit.mocks.system import Call, Served

_DEFAULT_SIZE = 50


@dataclass(slots=True)
class Page:
    """A page of records, where it stands, and the parameters of its neighbours."""

    records: list[Record]
    total: int
    start: int
    size: int
    number: int
    more: dict[str, str] | None
    before: dict[str, str] | None = None


class Listing:
    """How one operation lists."""

    def __init__(self, served: Served, resource: Resource) -> None:
        self._query = {
            plain(one.name): one.name for one in served.operation.parameters.values() if one.location == "query"
        }
        self._defaults = {
            one.name: schema.get("default")
            for one in served.operation.parameters.values()
            if isinstance(one.node.value, dict) and isinstance(schema := one.node.value.get("schema"), dict)
        }

        self._choice = Choice(resource, self._named(SORTS), self._named(DIRECTIONS))

    def _named(self, words: frozenset[str]) -> str | None:
        return next((name for word, name in self._query.items() if word in words), None)

    def page(self, call: Call, table: Table, above: Above, hidden: Collection[int]) -> Page:
        """The page that a call asks for, of the records below some items, without those that are hidden."""
        query = {name: value for (place, name), value in call.parameters.items() if place == "query"}
        body = call.content.value if call.served.method != "GET" and isinstance(call.content.value, dict) else {}
        asked = flattened({**body, **query})
        size_name, cursor, page, offset = map(self._named, (SIZES, CURSORS, PAGES, OFFSETS))
        # a record may have a field of such a name as well: entitlements have a limit, and lists of them, too
        turning = {cursor, page, offset, size_name if isinstance(asked.get(size_name or ""), int) else None}
        chosen_by = {name: value for name, value in asked.items() if name not in turning}
        found = self._choice.chosen(table, above, chosen_by, hidden)
        size = self._number(asked, size_name, _DEFAULT_SIZE)
        size = max(0, min(size, 10_000))
        start = 0
        if cursor is not None and asked.get(cursor) not in (None, ""):
            start = _after(table, found, str(asked[cursor]))
        elif page is not None and isinstance(asked.get(page), int):
            first = 0 if self._defaults.get(page) == 0 else 1
            start = max(0, asked[page] - first) * size
        elif offset is not None and isinstance(asked.get(offset), int):
            start = max(0, asked[offset])
        shown = [table.record(seq) for seq in found[start : start + size]]
        number = start // size + 1 if size else 1
        more = before = None
        if start + size < len(found) and size:
            if cursor is not None and shown:
                more = {cursor: shown[-1].key}
            elif page is not None:
                more = {page: str(number + 1)}
            elif offset is not None:
                more = {offset: str(start + size)}
        if start and page is not None and cursor is None:
            before = {page: str(max(1, number - 1))}
        return Page(shown, len(found), start, size, number, more, before)

    def _number(self, asked: JsonObject, name: str | None, fallback: int) -> int:
        value = asked.get(name, self._defaults.get(name)) if name is not None else None
        return value if isinstance(value, int) and not isinstance(value, bool) else fallback


def _after(table: Table, found: Sequence[int], key: str) -> int:
    """Where the records after a cursor begin; after one that is none of this list there is nothing."""
    at = table.place_of(key, found)
    return len(found) if at is None else at + 1


# ------------------------------------------------------------------------------------------------------------ envelopes


def enveloped(form: ListForm, page: Page, items: list[JsonObject], call: Call, base: JsonObject) -> Any:
    """A page as the API frames it."""
    if form.property is None:
        return items
    made: JsonObject = {form.property: items}
    for name in form.whole.names():
        if name != form.property:
            _tell(made, name, form.whole, page, call, base)
    return made


def _tell(
    made: JsonObject, name: str, whole: Checked, page: Page, call: Call, base: JsonObject, depth: int = 0
) -> None:
    """Puts a member of a frame: what it says of the page, a frame in the frame, or what must be there."""
    checked, word = whole.member(name), plain(name)
    value = next((one for one in _told(word, page, call) if checked.accepts(one)), _NOTHING)
    if value is _NOTHING and word in AROUND and depth < _DEEPEST and "object" in checked.shape.types:
        held = base.get(name)
        below = held if isinstance(held, dict) else {}
        inner: JsonObject = {}
        for one in checked.names():
            _tell(inner, one, checked, page, call, below, depth + 1)
        value = inner if inner and checked.accepts(inner) else _NOTHING
    if value is not _NOTHING:
        made[name] = value
    elif name in whole.shape.required and name in base:
        made[name] = base[name]


_NOTHING = object()
_DEEPEST = 3
"""Frames in frames."""


def _told(word: str, page: Page, call: Call) -> list[Any]:
    """What a member of a frame says, the likeliest form first."""
    if word in MORES:
        return [page.more is not None]
    if word in NEXTS:
        if page.more is None:
            return [None, ""]
        token = next(iter(page.more.values()))
        address = f"{call.request.root}{call.request.path}?{_query(call, page.more)}"
        return (
            [address, token]
            if word == "next" and next(iter(page.more)) and not _is_cursor(page.more)
            else [token, address]
        )
    if word in TOTALS:
        return [page.total]
    if word in PAGE_COUNTS:
        return [-(-page.total // page.size) if page.size else 0]
    if word in PAGES or word == "currentpage":
        return [page.number]
    if word in SIZES or word == "itemsperpage":
        return [page.size, len(page.records)]
    if word in OFFSETS:
        return [page.start]
    return []


def _is_cursor(more: dict[str, str]) -> bool:
    return plain(next(iter(more))) in CURSORS


def _query(call: Call, changed: dict[str, str]) -> str:
    pairs = [
        (name, value) for name, value in parse_qsl(call.request.query, keep_blank_values=True) if name not in changed
    ]
    return urlencode([*pairs, *changed.items()])


def link_header(page: Page, call: Call) -> str | None:
    """Where the neighbours of a page are (RFC 8288)."""
    found = []
    for relation, changed in (("next", page.more), ("prev", page.before)):
        if changed is not None:
            path = quote(call.request.path, safe="/%:@!$&'()*+,;=~")
            found.append(f'<{call.request.root}{path}?{_query(call, changed)}>; rel="{relation}"')
    return ", ".join(found) or None
