"""Postal addresses: an object with lines, city, region, postal code and country, or text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.fuzzy import alike
from govkit.catalog.identity.texts import code_of, text_of, words

_SAME_WORD = {
    "street": "st", "strasse": "str", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd", "lane": "ln",
    "drive": "dr", "square": "sq", "place": "pl", "platz": "pl", "suite": "ste", "floor": "fl", "building": "bldg",
    "north": "n", "south": "s", "east": "e", "west": "w", "saint": "st",
}  # fmt: skip
_STREET, _POSTAL, _CITY = 5, 3, 2
"""How much each part counts."""


class Address(NamedTuple):
    """The parts of an address; empty is unknown."""

    street: str
    city: str
    postal: str
    country: str


def _normal(value: Any) -> Address | None:
    if not isinstance(value, dict):
        said = text_of(value)
        return Address(_street(said), "", "", "") if said is not None and words(said) else None
    lines = value.get("lines")
    street = _street(" ".join(one for one in lines if isinstance(one, str)) if isinstance(lines, list) else "")
    city = " ".join(words(text_of(value.get("city")) or ""))
    postal = code_of(text_of(value.get("postalCode")) or "") or ""
    country = (text_of(value.get("country")) or "").strip().upper()
    return Address(street, city, postal, country) if street or city or postal else None


def _street(text: str) -> str:
    """The words of a street, short; `Hauptstraße` and `Hauptstr.` end alike."""
    found = (_SAME_WORD.get(word, word) for word in words(text))
    return " ".join(f"{word[:-7]}str" if word.endswith("strasse") else word for word in found)


def _likeness(one: Address, other: Address) -> float:
    if one.country and other.country and one.country != other.country:
        return 0.0
    total = weight = 0.0
    if one.street and other.street:
        total += _STREET * _streets(one.street, other.street)
        weight += _STREET
    if one.postal and other.postal:
        total += _POSTAL * (one.postal == other.postal)
        weight += _POSTAL
    if one.city and other.city:
        total += _CITY * alike(one.city, other.city)
        weight += _CITY
    return total / weight if weight else 0.0


def _streets(one: str, other: str) -> float:
    """Numbers tell houses apart: where both have some and share none, it is another house."""
    if one == other:
        return 1.0
    found = alike(one, other)
    numbers, others = ({word for word in text.split() if word[0].isdigit()} for text in (one, other))
    return found / 2 if numbers and others and not numbers & others else found


def _blocks(one: Address) -> Iterator[str]:
    numbers = [word for word in one.street.split() if word[0].isdigit()]
    if one.postal:
        yield from (f"{one.country} {one.postal} {number}" for number in numbers or [""])
    if one.street and numbers:
        yield f"{one.country} {one.city} {one.street}"


COMPARISON = Comparison(
    name="address",
    summary="Postal addresses: street and number, postal code, city; another country is another address.",
    normal=_normal,
    likeness=_likeness,
    blocks=_blocks,
    examples=(
        (
            {"lines": ["Wasserstraße 4"], "city": "Berlin", "postalCode": "10115", "country": "DE"},
            {"lines": ["Wasserstr. 4"], "city": "BERLIN", "postalCode": "10115", "country": "DE"},
            1.0,
            1.0,
        ),
        (
            {"lines": ["Wasserweg 4"], "city": "Berlin", "postalCode": "10115", "country": "DE"},
            {"lines": ["Wasserweg 5"], "city": "Berlin", "postalCode": "10115", "country": "DE"},
            0.5,
            0.8,
        ),
        ({"city": "Berlin", "country": "DE"}, {"city": "Berlin", "country": "US"}, 0.0, 0.0),
    ),
)
