"""Schemas of the API (JSON Schema, draft 2020-12), put together of few parts; and values as answers have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

PLAIN: Final = r"^[^\u0000-\u001f\u007f]*$"
"""Texts without control characters: databases refuse some of them."""
SAID: Final = r"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f\u0085][^\u0000-\u001f\u007f]*$"
"""Texts that say something."""
NUMBER: Final = "^[1-9][0-9]{0,17}$"
"""Numbers of exceptions, events and acts, which are texts: nobody computes with them."""
MOST: Final = 100
"""Items of a page."""


def ref(kind: str, name: str) -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def text(description: str, **more: Any) -> Json:
    """A text."""
    return {"type": "string", "description": description, **more}


def words(description: str, longest: int = 200, **more: Any) -> Json:
    """A text that is sent: on one line, and bounded."""
    return text(description, minLength=1, maxLength=longest, pattern=PLAIN, **more)


def number(description: str, **more: Any) -> Json:
    """The number of an exception, an event or an act."""
    return text(description, pattern=NUMBER, maxLength=18, examples=["17"], **more)


def one_of(description: str, values: Iterable[str], **more: Any) -> Json:
    """One of some texts."""
    return {"type": "string", "description": description, "enum": list(values), **more}


def one_of_now(description: str, values: Iterable[str]) -> Json:
    """One of some texts in an answer."""
    return one_of(f"{description} More values may come.", values)


def count(description: str) -> Json:
    """How many there are."""
    return {"type": "integer", "description": description, "minimum": 0}


def flag(description: str, **more: Any) -> Json:
    """Whether it is so."""
    return {"type": "boolean", "description": description, **more}


def moment(description: str) -> Json:
    """A moment, in UTC."""
    return text(description, format="date-time")


def listed(description: str, items: Json, most: int = 10_000) -> Json:
    """Several of a sort."""
    return {"type": "array", "description": description, "items": items, "maxItems": most}


def amounts() -> Json:
    """What something is about, by currency."""
    return listed("What it is about, by currency, which are never added up.", ref("schemas", "Amount"), 200)


def anything(description: str) -> Json:
    """Any JSON."""
    return {"description": description}


def record(description: str, required: Mapping[str, Json], optional: Mapping[str, Json] | None = None) -> Json:
    """An object: what is always there, and what is left out where there is none."""
    found: Json = {"type": "object", "description": description, "properties": {**required, **(optional or {})}}
    return {**found, "required": list(required)} if required else found


def page_of(name: str, what: str) -> Json:
    """One page of a list."""
    return record(
        f"One page of a list: {what}.",
        {"items": listed(f"The {what}.", ref("schemas", name), MOST)},
        {
            "nextCursor": text("What asks for the page behind this one; absent on the last.", pattern=NUMBER),
            "total": count("How many there are on all pages; absent where nobody counts them."),
        },
    )


# -------------------------------------------------------------------------------------------------------------- values


def at(seconds: float | None) -> str | None:
    """Seconds since 1970 as a moment."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def said(**members: Any) -> Json:
    """An object without what there is not."""
    return {name: value for name, value in members.items() if value is not None}


def money(sums: Mapping[str, Decimal]) -> list[Json]:
    """Amounts by currency."""
    return [{"amount": format(amount, "f"), "currency": currency} for currency, amount in sums.items()]
