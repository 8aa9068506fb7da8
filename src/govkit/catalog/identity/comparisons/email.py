"""E-mail addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.domains import domain_of
from govkit.catalog.identity.texts import text_of

_SAME_DOMAIN = 0.8


def _normal(value: Any) -> tuple[str, str | None] | None:
    said = text_of(value)
    if said is None or said.count("@") != 1:
        return None
    local, _, host = said.strip().lower().partition("@")
    local = local.partition("+")[0]
    return (f"{local}@{host}", domain_of(host)) if local and host else None


def _likeness(one: tuple[str, str | None], other: tuple[str, str | None]) -> float:
    if one[0] == other[0]:
        return 1.0
    return _SAME_DOMAIN if one[1] is not None and one[1] == other[1] else 0.0


def _blocks(one: tuple[str, str | None]) -> Iterator[str]:
    yield one[0]
    if one[1] is not None:
        yield one[1]


COMPARISON = Comparison(
    name="email",
    summary="E-mail addresses: the same one, or two of one domain, where that is no provider of mail for everybody.",
    normal=_normal,
    likeness=_likeness,
    blocks=_blocks,
    examples=(
        ("Kontakt@Brightwater.example", "kontakt+bills@brightwater.example", 1.0, 1.0),
        ("kontakt@brightwater.example", "accounts@mail.brightwater.example", 0.8, 0.8),
        ("one@gmail.com", "other@gmail.com", 0.0, 0.0),
    ),
)
