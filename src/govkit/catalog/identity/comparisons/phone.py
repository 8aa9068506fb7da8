"""Telephone numbers."""

from __future__ import annotations

from typing import Any

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.texts import text_of

_TELLING = 9
"""Digits at the end that tell one line from another, whatever country and city are written before them."""
_SHORTEST = 6


def _normal(value: Any) -> str | None:
    said = text_of(value)
    if said is None:
        return None
    digits = "".join(one for one in said.replace("(0)", "") if one in "0123456789")
    return digits.lstrip("0")[-_TELLING:] if len(digits.strip("0")) >= _SHORTEST else None


COMPARISON = Comparison(
    name="phone",
    summary="Telephone numbers by their last nine digits: how country and city are written does not count.",
    normal=_normal,
    likeness=lambda one, other: float(one == other),
    blocks=lambda one: (one,),
    examples=(
        ("+49 (0)30 555-0001", "030 5550001", 1.0, 1.0),
        ("+4930555000", "+4930555001", 0.0, 0.0),
    ),
)
