"""Short texts: titles, descriptions, names of things."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.fuzzy import ratio
from govkit.catalog.identity.texts import text_of, words

_EDGE = 5
_SHORTEST = 3
_MOST_WORDS = 12


class Wording(NamedTuple):
    """The words of a text: sorted, and run together as they stood."""

    sorted: str
    together: str


def wording(found: tuple[str, ...]) -> Wording:
    """Words as they are compared."""
    return Wording(" ".join(sorted(found)), "".join(found))


def likeness(one: Wording, other: Wording) -> float:
    """Neither the order of the words nor where they are parted counts."""
    if one.together == other.together or one.sorted == other.sorted:
        return 1.0
    return max(ratio(one.together, other.together), ratio(one.sorted, other.sorted)) / 100


def blocks(one: Wording) -> Iterator[str]:
    """Each word, each two that follow each other, and both edges: a slip leaves one of them as it was."""
    found = one.sorted.split(" ")[:_MOST_WORDS]
    yield from (word for word in found if len(word) >= _SHORTEST)
    yield from (f"{first} {second}" for first, second in pairwise(found))
    yield f"{one.together[:_EDGE]}…"
    yield f"…{one.together[-_EDGE:]}"


def _normal(value: Any) -> Wording | None:
    text = text_of(value)
    found = words(text) if text is not None else ()
    return wording(found) if found else None


COMPARISON = Comparison(
    name="text",
    summary="Short texts; case, accents, punctuation and the order of the words do not count.",
    normal=_normal,
    likeness=likeness,
    blocks=blocks,
    examples=(
        ("API calls", "api-calls", 1.0, 1.0),
        ("Calls of the API", "The API, of calls", 1.0, 1.0),
        ("Fleet platform", "Fleet platfrom", 0.9, 0.99),
        ("Fleet platform", "Onboarding package", 0.0, 0.6),
    ),
)
