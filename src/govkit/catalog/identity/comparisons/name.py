"""Names of companies and people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.comparisons import text
from govkit.catalog.identity.legal_forms import without_form
from govkit.catalog.identity.texts import text_of, words

_OTHER_FORM = 0.9
"""What is left of the likeness where both have a legal form, and not the same one: companies of one group."""


class CompanyName(NamedTuple):
    """A name without its legal form, and the form, which may be empty."""

    wording: text.Wording
    form: str


@lru_cache(maxsize=100_000)
def _read(name: str) -> CompanyName | None:
    found = words(name)
    if not found:
        return None
    left, form = without_form(found)
    return CompanyName(text.wording(left), form)


def _normal(value: Any) -> CompanyName | None:
    said = text_of(value)
    return _read(said) if said is not None else None


def _likeness(one: CompanyName, other: CompanyName) -> float:
    found = text.likeness(one.wording, other.wording)
    return found * _OTHER_FORM if one.form and other.form and one.form != other.form else found


def _blocks(one: CompanyName) -> Iterable[str]:
    return text.blocks(one.wording)


COMPARISON = Comparison(
    name="name",
    summary="Names of companies and people: as texts, without the legal form, which counts where both have one.",
    normal=_normal,
    likeness=_likeness,
    blocks=_blocks,
    examples=(
        ("Castellan Logistics Inc.", "CASTELLAN LOGISTICS, Incorporated", 1.0, 1.0),
        ("Pemba Foods Pte. Ltd.", "Pemba Foods", 1.0, 1.0),
        ("Müller & Söhne GmbH & Co. KG", "Muller Sohne", 1.0, 1.0),
        ("Brightwater Utilities GmbH", "Brightwater Utilities B.V.", 0.9, 0.9),
        ("Bright Water Utilities", "Brightwater Utilities", 1.0, 1.0),
        ("Castellan Logistics", "Castelan Logistics", 0.9, 0.99),
        ("Castellan Logistics", "Pemba Foods", 0.0, 0.5),
    ),
)
