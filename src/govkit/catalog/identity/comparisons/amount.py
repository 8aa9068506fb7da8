"""Amounts: decimal text, a number, or an object of amount and currency."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.texts import text_of

_NEAR = Decimal("0.01")


class Amount(NamedTuple):
    """How much, of what; an empty currency is unknown."""

    amount: Decimal
    currency: str


def _normal(value: Any) -> Amount | None:
    said = text_of(value.get("amount") if isinstance(value, dict) else value)
    currency = text_of(value.get("currency")) or "" if isinstance(value, dict) else ""
    try:
        amount = Decimal(said.strip()) if said is not None and len(said) < 40 else None
    except InvalidOperation:
        return None
    if amount is None or not amount.is_finite() or abs(amount.adjusted()) > 40:
        return None
    return Amount(amount.normalize(), currency.upper())


def _likeness(one: Amount, other: Amount) -> float:
    """1 for the same, down to 0 for amounts that are a hundredth of the greater one apart."""
    if one.currency and other.currency and one.currency != other.currency:
        return 0.0
    if one.amount == other.amount:
        return 1.0
    room = max(abs(one.amount), abs(other.amount)) * _NEAR
    return max(0.0, 1.0 - float(abs(one.amount - other.amount) / room))


COMPARISON = Comparison(
    name="amount",
    summary="Amounts of money or of anything: the same, or less than a hundredth apart; other currencies differ.",
    normal=_normal,
    likeness=_likeness,
    blocks=lambda one: (f"{one.amount:f}",),
    examples=(
        ({"amount": "2500.00", "currency": "USD"}, {"amount": "2500", "currency": "USD"}, 1.0, 1.0),
        ({"amount": "2500.00", "currency": "USD"}, {"amount": "2500.00", "currency": "EUR"}, 0.0, 0.0),
        ("1000.00", "1005.00", 0.4, 0.6),
        (0, "0.00", 1.0, 1.0),
    ),
)
