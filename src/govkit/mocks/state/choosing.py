"""Which records a list shows, and in which order, by the names of its parameters. Nothing is read that need not be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.state.calls import Above
from govkit.mocks.state.keys import Way, named_way
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.table import Order, Table, plain_text
from govkit.mocks.state.words import FILTERS, RANGES, SINCE, UNTIL, UPDATED, plain

_Test = Callable[[int], bool]
_MOST_SORTS = 8


class Choice:
    """Chooses records of one resource. `sort` and `direction` are the parameters that order them."""

    def __init__(self, resource: Resource, sort: str | None, direction: str | None) -> None:
        self._resource = resource
        self._sort = sort
        self._direction = direction if direction != sort else None
        self._ways: dict[str, Way | None] = {}

    def chosen(self, table: Table, above: Above, asked: JsonObject, hidden: Collection[int]) -> Sequence[int]:
        """The numbers of the records that a list shows, in its order."""
        sets: list[list[int]] = []
        tests: list[_Test] = []
        for name, (text, field) in above.items():
            sets.append(table.where(field, (text,)) if field is not None else table.below(name, text))
        for name, wanted in asked.items():
            equal = self._equal(name, wanted)
            if equal is not None:
                (first, *below), texts = equal
                sets.append(table.where(first, texts, tuple(below)))
            elif ends := self._ends(name, wanted):
                sets += [table.beyond(field, end, sign, _order) for field, end, sign in ends]
            elif (test := self._test(table, name, wanted)) is not None:
                tests.append(test)
        found: Sequence[int] = table.numbers()
        if sets:
            sets.sort(key=len)
            others = [set(one) for one in sets[1:]]
            found = [seq for seq in sets[0] if all(seq in other for other in others)]
        if hidden:
            found = [seq for seq in found if seq not in hidden]
        for test in tests:
            found = [seq for seq in found if test(seq)]
        return self._sorted(table, found, asked)

    def _equal(self, name: str, wanted: Any) -> tuple[Way, list[str]] | None:
        """The field that must be one of some texts, where a parameter asks for that and texts tell it."""
        way = self._way(plain(name))
        if way is None:
            return None
        values = wanted if isinstance(wanted, list) else [wanted]
        if not values or any(isinstance(value, dict | list) or value is None for value in values):
            return None
        return way, [plain_text(value) for value in values]

    def _way(self, word: str) -> Way | None:
        """The field that a parameter is called after: `accountExternalId` is that of an `account` too."""
        known = self._resource.fields.get(word)
        if known is not None:
            return None if "object" in self._resource.item.member(known).shape.types else (known,)
        if word not in self._ways:
            if len(self._ways) == _MOST_ASKED:
                self._ways.clear()  # callers choose the words where a body asks
            self._ways[word] = named_way(self._resource.item, [word])
        return self._ways[word]

    def _test(self, table: Table, name: str, wanted: Any) -> _Test | None:
        word, fields = plain(name), self._resource.fields
        if word in fields:
            field = fields[word]
            return lambda seq: _equals(table.member(seq, field), wanted)
        if f"{word}s" in fields and not isinstance(wanted, dict):  # `external_id` is one of the `external_ids`
            several = fields[f"{word}s"]
            return lambda seq: _is_among(table.member(seq, several), wanted)
        return None

    def _ends(self, name: str, wanted: Any) -> list[tuple[str, Order, int]]:
        """The ends of a range that a parameter asks for, each with its field: no less than it (1), or no more (-1)."""
        word, fields = plain(name), self._resource.fields
        if word in fields:
            if isinstance(wanted, dict) and wanted and RANGES.keys() >= {plain(one) for one in wanted}:
                return [(fields[word], _order(end), RANGES[plain(one)]) for one, end in wanted.items()]
            return []
        for endings, sign in ((SINCE, 1), (UNTIL, -1)):
            for ending in endings:
                stem = word.removesuffix(ending)
                known = self._bounded(stem) if stem and stem != word else None
                if known is not None:
                    return [(known, _order(wanted), sign)]
        return []

    def _bounded(self, stem: str) -> str | None:
        """The field that a bound is for."""
        fields = self._resource.fields
        named = next((fields[one] for one in (stem, f"{stem}at", f"{stem}on", f"{stem}date") if one in fields), None)
        if named is None and stem in UPDATED:
            return next((fields[one] for one in fields if one in UPDATED), None)
        return named

    def _sorted(self, table: Table, found: Sequence[int], asked: JsonObject) -> Sequence[int]:
        said = _spelled(asked.get(self._sort)) if self._sort is not None else None
        if not isinstance(said, str | list):
            return found
        direction = asked.get(self._direction, "") if self._direction is not None else ""
        falls = str(direction).lower().startswith("desc")
        for one in reversed(
            [str(part) for part in (said if isinstance(said, list) else said.split(","))][:_MOST_SORTS]
        ):
            text = one.strip()
            down = text.startswith("-") or text.lower().endswith((":desc", " desc", ".desc"))
            word = plain(text.lstrip("+-").replace(".", ":").replace(" ", ":").partition(":")[0])
            field = self._resource.fields.get(word)
            if field is not None:
                keys = {seq: _order(table.member(seq, field)) for seq in found}
                found = sorted(found, key=keys.__getitem__, reverse=down != falls)
        return found


def flattened(asked: JsonObject) -> JsonObject:
    """What parameters ask for, where one holds several: `filter[status]` is `status`, a condition its field."""
    found: JsonObject = {}
    waiting: list[tuple[str, Any]] = list(asked.items())
    while waiting and len(found) < _MOST_ASKED:
        name, value = waiting.pop(0)
        parts = value if isinstance(value, list) else [value]
        if plain(name) in FILTERS and parts and all(isinstance(one, dict) for one in parts):
            for one in parts[:_MOST_ASKED]:
                waiting += _condition(one) or list(one.items())
        else:
            found.setdefault(name, value)
    return found


def _condition(said: JsonObject) -> list[tuple[str, Any]]:
    """A condition of a field, an operator and a value, or several of them."""
    field, sign, value = said.get("field"), str(said.get("operator", said.get("op", "="))), said.get("value")
    if isinstance(value, list) and field is None and all(isinstance(one, dict) for one in value):
        return [] if sign.lower() == "or" else [pair for one in value[:_MOST_ASKED] for pair in _condition(one)]
    if not isinstance(field, str) or "value" not in said:
        return []
    ends = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
    return [(field, {ends[sign]: value} if sign in ends else value)] if sign in ends or sign in _SAME else []


_SAME = frozenset({"=", "==", "eq", "is", "equals", "in", "IN"})
_MOST_ASKED = 100


def _spelled(said: Any) -> Any:
    """A wish for an order as a text: also of the forms `sort[by]=…&sort[direction]=…` and `sort[name]=desc`."""
    if not isinstance(said, dict):
        return said
    falls = str(said.get("direction", said.get("order", ""))).lower().startswith("desc")
    by = next((said[name] for name in ("by", "field", "key") if isinstance(said.get(name), str)), None)
    if by is not None:
        return f"-{by}" if falls else by
    return [f"-{name}" if str(one).lower().startswith("desc") else name for name, one in said.items()]


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


def _is_among(held: Any, wanted: Any) -> bool:
    """Whether one of several values is what was asked for, whatever they are held by."""
    if isinstance(held, dict | list):
        return any(_is_among(one, wanted) for one in (held.values() if isinstance(held, dict) else held))
    return held is not None and _equals(held, wanted)


def _order(value: Any) -> Order:
    """Where a value stands among others of any type; instants by what they mean."""
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, bool | int | float):
        return 1, float(value), ""
    text = str(value)
    if len(text) >= 10 and text[:4].isdigit():
        try:
            instant = datetime.fromisoformat(text)
            since = datetime.fromisoformat("1970-01-01T00:00:00" + ("+00:00" if instant.tzinfo else ""))
            return 1, (instant - since).total_seconds(), ""
        except ValueError:
            try:
                return 1, float(date.fromisoformat(text).toordinal() * 86400), ""
            except ValueError:
                pass
    return 2, 0.0, text
