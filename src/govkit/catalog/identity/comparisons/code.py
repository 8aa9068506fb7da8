"""Numbers and codes that somebody gave: equal, one slip apart, or different."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.fuzzy import one_slip
from govkit.catalog.identity.texts import code_of, text_of

SLIP = 0.8
"""The likeness of two codes of which one may be the other, mistyped."""
_LONG_ENOUGH = 6


def _normal(value: Any) -> str | None:
    text = text_of(value)
    return code_of(text) if text is not None else None


def likeness(one: str, other: str) -> float:
    """1 for equal codes, less for long ones that are a slip apart, 0 for others."""
    if one == other:
        return 1.0
    return SLIP if min(len(one), len(other)) >= _LONG_ENOUGH and one_slip(one, other) else 0.0


def blocks(code: str) -> Iterator[str]:
    """The code, and each half of a long one: a slip leaves one of them as it was."""
    yield code
    if len(code) >= _LONG_ENOUGH:
        half = len(code) // 2
        yield f"{code[:half]}…"
        yield f"…{code[-half:]}"


COMPARISON = Comparison(
    name="code",
    summary="Numbers and codes that somebody gave, without case and separators; long ones may be one slip apart.",
    normal=_normal,
    likeness=likeness,
    blocks=blocks,
    examples=(
        ("DE 129 273 398", "de129273398", 1.0, 1.0),
        ("HRB 158 200 B", "HRB-158209-B", 0.8, 0.8),
        ("A-1", "A-2", 0.0, 0.0),
    ),
)
