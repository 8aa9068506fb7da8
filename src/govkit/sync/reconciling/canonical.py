"""Values as they are compared: one text for what is equal, whichever system has it and however it writes it.

Numbers and amounts have nine decimals, dates are ISO 8601, moments are UTC, structures are JSON with sorted members.
None is no value, which differs from an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Context, Decimal
from enum import StrEnum
from typing import Any

from govkit.catalog.entries import Entry, Estate, Order
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.errors import InputError
from govkit.spec.documents import DanglingReference, Document, Library

_NUMBER = re.compile(r"[+-]?[0-9]{1,29}(\.[0-9]{0,9})?")
_MIDNIGHT = re.compile(r"[ T]00:00:00(\.0+)?(Z|\+00(:00)?)?$")
_DECIMAL_PATTERN = re.compile(r"\^-?\??\[0-9\]\{1,\d+\}\(\\\.\[0-9\]\{1,\d+\}\)\?\$")
_SCALE = Decimal("0.000000001")
_EXACT = Context(prec=60)


class Sort(StrEnum):
    """What a field is, as far as it matters for comparing."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Compared:
    """A field that is compared. `tolerance` is by how much numbers may differ."""

    name: str
    sort: Sort
    tolerance: str | None = None


def canonical(sort: Sort, value: Any) -> str | None:
    """The text of a value; None where there is none."""
    return None if value is None else _BY_SORT[sort](value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _structure(value)


def _number(value: Any) -> str:
    text = value if isinstance(value, str) else format(value, "f") if isinstance(value, Decimal) else str(value)
    if not _NUMBER.fullmatch(text):
        return text
    found = Decimal(text).quantize(_SCALE, context=_EXACT)
    return format(found.copy_abs() if found.is_zero() else found, "f")  # there is one zero


def _boolean(value: Any) -> str:
    return str(value).lower()


def _date(value: Any) -> str:
    return _MIDNIGHT.sub("", str(value))


def _moment(value: Any) -> str:
    text = str(value)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    zoned = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _money(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return f"{_number(value['amount'])} {value['currency']}"
    if isinstance(value, str):
        amount, blank, currency = value.partition(" ")
        return f"{_number(amount)}{blank}{currency}"
    return _structure(value)


def _structure(value: Any) -> str:
    return json.dumps(_pruned(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _pruned(value: Any) -> Any:
    """A structure without what says nothing: members that are null, amounts in one spelling."""
    if isinstance(value, dict):
        if value.keys() == {"amount", "currency"}:
            return {"amount": _number(value["amount"]), "currency": value["currency"]}
        return {name: _pruned(one) for name, one in value.items() if one is not None}
    if not isinstance(value, list):
        return value
    items = [_pruned(one) for one in value]
    # what is listed by objects has no order of its own: each system lists tax numbers as it likes
    return sorted(items, key=_structure) if all(isinstance(one, dict) for one in items) else items


_BY_SORT: dict[Sort, Callable[[Any], str]] = {
    Sort.TEXT: _text,
    Sort.NUMBER: _number,
    Sort.BOOLEAN: _boolean,
    Sort.DATE: _date,
    Sort.MOMENT: _moment,
    Sort.MONEY: _money,
    Sort.STRUCTURE: _structure,
}


def shown(sort: Sort, text: str | None) -> str | None:
    """A canonical text as people write it: without zeros that say nothing."""
    if text is None:
        return None
    if sort in (Sort.NUMBER, Sort.MONEY):
        amount, blank, currency = text.partition(" ")
        return f"{_short(amount, 2 if sort is Sort.MONEY else 0)}{blank}{currency}"
    return re.sub(r"\.000000Z$", "Z", text) if sort is Sort.MOMENT else text


def _short(number: str, least: int) -> str:
    whole, point, rest = number.partition(".")
    rest = rest.rstrip("0").ljust(least, "0") if point else rest
    return f"{whole}.{rest}" if rest else whole


# --------------------------------------------------------------------------------------------------------------- sorts


def sorts(estate: Estate, entity: Entry[EntitySpec], fields: list[str]) -> dict[str, Sort]:
    """What fields of an entity are, by the newest version of its schema. Raises InputError where it cannot be read."""
    newest = max(entity.spec.versions, key=lambda one: Order(one.version))
    library = Library(estate.files)
    document = library.open(newest.definition)
    return {field: _Schemas(library).sort(document, field) for field in fields}


class _Schemas:
    """Finds the schema of a field: references are followed."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def sort(self, document: Document, field: str) -> Sort:
        """What a field is. Raises InputError for one that the schema does not declare."""
        where, schema = document, document.tree
        for name in field.strip("/").split("/"):
            where, schema = self._resolved(where, schema)
            properties = schema.get("properties") if isinstance(schema, dict) else None
            if not isinstance(properties, dict) or name not in properties:
                raise InputError(f"the schema has no field `{field}`", place=document.root.place())
            schema = properties[name]
        return _sort_of(self._resolved(where, schema)[1])

    def _resolved(self, document: Document, schema: Any) -> tuple[Document, Any]:
        for _ in range(20):
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(reference, str):
                break
            try:
                node = self._library.target(document, reference)
            except DanglingReference:
                break
            document, schema = node.document, node.value
        return document, schema


def _sort_of(schema: Any) -> Sort:
    if not isinstance(schema, dict):
        return Sort.STRUCTURE
    kinds = schema.get("type")
    kind = next((one for one in kinds if one != "null"), None) if isinstance(kinds, list) else kinds
    if kind == "object" and set(schema.get("properties", {})) == {"amount", "currency"}:
        return Sort.MONEY
    if kind == "string":
        if _DECIMAL_PATTERN.fullmatch(str(schema.get("pattern", ""))):
            return Sort.NUMBER
        return {"date": Sort.DATE, "date-time": Sort.MOMENT}.get(str(schema.get("format")), Sort.TEXT)
    return {"integer": Sort.NUMBER, "number": Sort.NUMBER, "boolean": Sort.BOOLEAN}.get(str(kind), Sort.STRUCTURE)
