"""The domain of a company, from an e-mail address or a website."""

from __future__ import annotations

from typing import Any

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.domains import domain_of
from govkit.catalog.identity.texts import text_of


def _normal(value: Any) -> str | None:
    said = text_of(value)
    return domain_of(said) if said is not None else None


COMPARISON = Comparison(
    name="domain",
    summary="The domain of a company, from an e-mail address or a website; that of a provider for everybody is none.",
    normal=_normal,
    likeness=lambda one, other: float(one == other),
    blocks=lambda one: (one,),
    examples=(
        ("kontakt@brightwater.example", "https://de.brightwater.example/start", 1.0, 1.0),
        ("a@one.co.uk", "b@other.co.uk", 0.0, 0.0),
    ),
)
