"""What renewal coordination relies on in the ERP: how a customer stands."""

from __future__ import annotations

import erp_v2
from pact import match

from govkit.pytest_plugin import Pacts


def test_how_a_customer_stands_is_found_by_its_company(govkit_pact: Pacts) -> None:
    pact = govkit_pact("renewal-coordination", "erp")
    standing = {"status": match.str("overdue"), "overdueAmount": match.str("9810.00")}
    (
        pact.upon_receiving("the customer of a company")
        .given("customer C-10201 is overdue")
        .with_request("GET", "/customers")
        .with_query_parameter("externalReference", "co_1201")
        .will_respond_with(200)
        .with_body({"items": match.each_like({"standing": standing}), "totalCount": match.int(1)}, "application/json")
    )
    found = pact.client(erp_v2.Client).list_customers(external_reference="co_1201")
    assert found.total_count == 1
    assert [(one.standing.status, one.standing.overdue_amount) for one in found.items] == [("overdue", "9810.00")]
