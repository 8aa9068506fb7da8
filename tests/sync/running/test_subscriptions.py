"""What people are told about a run, as its event has it."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.sync.running.subscriptions import _in_units


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ({"minor-amount": 2400000, "currency": "EUR"}, "24000.00"),
        ({"minor-amount": -5, "currency": "USD"}, "-0.05"),
        ({"minor-amount": 500, "currency": "JPY"}, "500"),
        ({"minor-amount": 1250, "currency": "KWD"}, "1.250"),
        ({"minor-amount": 1250}, None),
        ({"minor-amount": 1250, "currency": "???"}, None),
        ({"minor-amount": "much", "currency": "EUR"}, None),
        ({"amount": "12.30", "currency": "EUR"}, "12.30"),
    ],
)
def test_minor_units_are_told_in_units_of_the_currency_or_not_at_all(said: dict[str, Any], amount: str | None) -> None:
    found = _in_units({"customer": "cus_1", **said})
    assert found.get("amount") == amount
    assert "minor-amount" not in found
    assert found["customer"] == "cus_1"
