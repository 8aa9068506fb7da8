"""What renewal coordination relies on in billing: what was used of what was bought."""

from __future__ import annotations

from typing import Any

import billing_v3
import pytest
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "renewal-coordination"


def test_a_customer_is_found_by_its_company(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("the customer of a company")
        .given("customer cus_1201 exists")
        .with_request("GET", "/customers")
        .with_query_parameter("external_id", "co_1201")
        .will_respond_with(200)
        .with_body({"data": match.each_like({"id": match.str("cus_1201")})}, "application/json")
    )
    (found,) = pact.client(billing_v3.Client).list_customers(external_id="co_1201").data
    assert found.id == "cus_1201"


@pytest.mark.parametrize(
    ("meter", "state", "included"),
    [
        ("api_calls", "customer cus_1201 exists", match.str("1000000")),
        ("exports", "customer cus_1201 pays for every export", None),
    ],
)
def test_usage_is_held_against_what_is_included(meter: str, state: str, included: Any, govkit_pact: Pacts) -> None:
    """Of what is paid by use alone, nothing is included."""
    pact = govkit_pact(CONSUMER, "billing")
    usage = {
        "id": match.str("usm_1201_1"),
        "meter": match.str(meter),
        "period": {"start": match.str("2026-08-01"), "end": match.str("2026-11-01")},
        "quantity": match.str("940000"),
        "included_quantity": included,
        "unit": match.str("call"),
        "updated_at": match.str("2026-10-20T04:00:00Z"),
    }
    (
        pact.upon_receiving(f"the usage of {meter}")
        .given(state)
        .with_request("GET", "/usage_summaries")
        .with_query_parameters({"customer_id": "cus_1201", "meter": meter})
        .will_respond_with(200)
        .with_body({"data": match.each_like(usage)}, "application/json")
    )
    (row,) = pact.client(billing_v3.Client).list_usage_summaries(customer_id="cus_1201", meter=meter).data
    assert (row.id, row.meter, row.quantity, row.unit) == ("usm_1201_1", meter, "940000", "call")
    assert (row.period.start.month, row.period.end.month, row.updated_at.month) == (8, 11, 10)
    assert row.included_quantity == (None if included is None else "1000000")
