"""Lists as the API pages, filters and sorts them: told by the names of its parameters and of what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from govkit.mocks.messages import JsonObject
from govkit.mocks.state.resources import ListForm, Resource
from govkit.mocks.state.store import Record
from govkit.mocks.state.words import (
    CURSORS,
    DIRECTIONS,
    MORES,
    NEXTS,
    OFFSETS,
    PAGE_COUNTS,
    PAGES,
    SINCE,
    SIZES,
    SORTS,
    TOTALS,
    UNTIL,
    UPDATED,
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
        self._resource = resource
        self._query = {
            plain(one.name): one.name for one in served.operation.parameters.values() if one.location == "query"
        }
        self._defaults = {
            one.name: schema.get("default")
            for one in served.operation.parameters.values()
            if isinstance(one.node.value, dict) and isinstance(schema := one.node.value.get("schema"), dict)
        }

    def _named(self, words: frozenset[str]) -> str | None:
        return next((name for word, name in self._query.items() if word in words), None)

    def page(self, call: Call, records: list[Record]) -> Page:
        """The page that a call asks for."""
        asked = {name: value for (place, name), value in call.parameters.items() if place == "query"}
        found = [record for record in records if self._fits(record, asked)]
        self._sort(found, asked)
        size_name, cursor, page, offset = map(self._named, (SIZES, CURSORS, PAGES, OFFSETS))
        size = self._number(asked, size_name, _DEFAULT_SIZE)
        size = max(0, min(size, 10_000))
        start = 0
        if cursor is not None and asked.get(cursor) not in (None, ""):
            start = self._after(found, str(asked[cursor]))
        elif page is not None and isinstance(asked.get(page), int):
            first = 0 if self._defaults.get(page) == 0 else 1
            start = max(0, asked[page] - first) * size
        elif offset is not None and isinstance(asked.get(offset), int):
            start = max(0, asked[offset])
        shown = found[start : start + size]
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

    @staticmethod
    def _after(records: list[Record], key: str) -> int:
        """Where the records after a cursor begin; after one that is none of this list there is nothing."""
        return next((at + 1 for at, record in enumerate(records) if record.key == key), len(records))

    # --------------------------------------------------------------------------------------------------- filter, sort

    def _fits(self, record: Record, asked: JsonObject) -> bool:
        return all(self._passes(record.value, name, value) for name, value in asked.items())

    def _passes(self, value: JsonObject, name: str, wanted: Any) -> bool:
        word, fields = plain(name), self._resource.fields
        if word in fields:
            return _equals(value.get(fields[word]), wanted)
        if isinstance(wanted, dict) and word in fields:
            return True
        for endings, sign in ((SINCE, 1), (UNTIL, -1)):
            for ending in endings:
                stem = word.removesuffix(ending)
                if stem != word and stem:
                    known = next(
                        (fields[one] for one in (stem, f"{stem}at", f"{stem}on", f"{stem}date") if one in fields), None
                    )
                    if known is None and stem in UPDATED:
                        known = next((fields[one] for one in fields if one in UPDATED), None)
                    if known is not None and value.get(known) is not None:
                        return _compared(value[known], wanted) * sign >= 0
        return True

    def _sort(self, records: list[Record], asked: JsonObject) -> None:
        name = self._named(SORTS)
        if name is None or not isinstance(asked.get(name), str | list):
            return
        said = asked[name] if isinstance(asked[name], list) else asked[name].split(",")
        direction = self._named(DIRECTIONS - {plain(name)})
        falls = str(asked.get(direction, "")).lower().startswith("desc") if direction else False
        for one in reversed([str(part) for part in said][:8]):
            text = one.strip()
            down = text.startswith("-") or text.lower().endswith((":desc", " desc", ".desc"))
            word = plain(text.lstrip("+-").replace(".", ":").replace(" ", ":").partition(":")[0])
            field = self._resource.fields.get(word)
            if field is not None:
                records.sort(key=lambda record, f=field: _order(record.value.get(f)), reverse=down != falls)  # type: ignore[misc]  # f is bound now


def _equals(held: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_equals(held, one) for one in wanted) if wanted else True
    if isinstance(held, list):
        return any(_equals(one, wanted) for one in held)
    if isinstance(wanted, dict):
        return not isinstance(held, dict) or all(_equals(held.get(key), inner) for key, inner in wanted.items())
    if isinstance(held, dict):
        return True  # what a text says of an object, nobody knows
    return bool(held == wanted) or str(held) == str(wanted)


def _compared(held: Any, wanted: Any) -> int:
    a, b = _order(held), _order(wanted)
    return (a > b) - (a < b)


def _order(value: Any) -> tuple[int, float, str]:
    """Where a value stands among others of any type; instants by what they mean."""
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, bool | int | float):
        return 1, float(value), ""
    text = str(value)
    if len(text) >= 10 and text[:4].isdigit():
        try:
            instant = datetime.fromisoformat(text)
            return (
                1,
                (
                    instant - datetime.fromisoformat("1970-01-01T00:00:00" + ("+00:00" if instant.tzinfo else ""))
                ).total_seconds(),
                "",
            )
        except ValueError:
            try:
                return 1, float(date.fromisoformat(text).toordinal() * 86400), ""
            except ValueError:
                pass
    return 2, 0.0, text


# ------------------------------------------------------------------------------------------------------------ envelopes


def enveloped(form: ListForm, page: Page, items: list[JsonObject], call: Call, base: JsonObject) -> Any:
    """A page as the API frames it."""
    if form.property is None:
        return items
    made: JsonObject = {form.property: items}
    for name in form.whole.names():
        if name == form.property:
            continue
        checked = form.whole.member(name)
        for value in _told(plain(name), page, call):
            if checked.accepts(value):
                made[name] = value
                break
        else:
            if name in form.whole.shape.required and name in base:
                made[name] = base[name]
    return made


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
