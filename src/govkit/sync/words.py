"""Moments, ages and amounts as people read them, the same wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal


def moment(at: float | None) -> str | None:
    """A moment as ISO 8601 writes it, in UTC, to the second."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(seconds: float) -> str:
    """How long, for people: `3 h`, `2 days`."""
    for size, word in ((86_400, "day"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'s' if word == 'day' and count != 1 else ''}"
    return f"{max(0, int(seconds))} s"


def money(amounts: Mapping[str, Decimal]) -> str:
    """Amounts by currency: `EUR 1,200.50, JPY 5`."""
    return ", ".join(f"{currency} {amount:,f}".strip() for currency, amount in amounts.items())


def percent(part: float | None) -> str | None:
    """A part as people write it, never rounded up to all; None where nothing was compared."""
    if part is None:
        return None
    return "100%" if part == 1 else f"{int(part * 10_000) / 100:.2f}%"
