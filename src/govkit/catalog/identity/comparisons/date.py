"""Days and instants, by their day."""

from __future__ import annotations

from datetime import date
from typing import Any

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.texts import text_of

_FAR = 31


def _normal(value: Any) -> date | None:
    said = text_of(value)
    try:
        return date.fromisoformat(said.strip()[:10]) if said is not None else None
    except ValueError:
        return None


COMPARISON = Comparison(
    name="date",
    summary="Days: the same, or less than a month apart.",
    normal=_normal,
    likeness=lambda one, other: max(0.0, 1.0 - abs((one - other).days) / _FAR),
    blocks=lambda one: (one.isoformat(),),
    examples=(
        ("2026-11-01", "2026-11-01T06:04:06Z", 1.0, 1.0),
        ("2026-11-01", "2026-11-03", 0.9, 0.95),
        ("2026-11-01", "2027-11-01", 0.0, 0.0),
    ),
)
