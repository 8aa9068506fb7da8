"""What is JSON in the database, as text and back: numbers stay exact, digit for digit."""

from __future__ import annotations

from typing import Any

from govkit.client.jsontext import dumps, loads


def as_text(value: Any) -> str:
    """A value as JSON without blanks. Raises Unwritable for what JSON has no form for."""
    return dumps(value)


def as_value(text: str | None) -> Any:
    """The value of a JSON text; None where there is none. A number with a fraction is a Decimal."""
    return None if text is None else loads(text)
