"""What the support desk view relies on in the ERP: what a customer owes."""

from __future__ import annotations

from decimal import Decimal

import erp_v2
from pact import match

from govkit.pytest_plugin import Pacts


def test_the_view_shows_what_a_customer_owes(govkit_pact: Pacts) -> None:
    pact = govkit_pact("support-desk-view", "erp@2")
    (
        pact.upon_receiving("the receivables of a customer")
        .given("customer C-10101 exists")
        .with_request("GET", "/customers/C-10101/receivables")
        .will_respond_with(200)
        .with_body(
            {
                "openAmount": match.str("2706.25"),
                "overdueAmount": match.str("0.00"),
                "currency": match.str("USD"),
            },
            "application/json",
        )
    )
    owed = pact.client(erp_v2.Client).get_customer_receivables("C-10101")
    assert (Decimal(owed.open_amount), owed.currency) == (Decimal("2706.25"), "USD")
    assert Decimal(owed.overdue_amount) == 0
