"""How alike two texts are, by rapidfuzz."""

from __future__ import annotations

from govkit.errors import MissingExtra

try:
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import ratio
except ImportError as missing:
    raise MissingExtra(
        "comparing what is similar needs the extra `reconcile`", hint="pip install 'govkit[reconcile]'"
    ) from missing

__all__ = ["alike", "one_slip", "ratio"]


def alike(one: str, other: str) -> float:
    """From 0 to 1: how much of both texts is left when what differs is taken out."""
    return 1.0 if one == other else ratio(one, other) / 100


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, added, mistaken, or changed places with the next."""
    return OSA.distance(one, other, score_cutoff=1) <= 1
