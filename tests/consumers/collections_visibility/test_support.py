"""What collections visibility relies on at the support desk: a place for how an organization stands."""

from __future__ import annotations

import support_v1
from pact import match

from govkit.pytest_plugin import Pacts

STANDING = {
    "status": "overdue",
    "overdueAmount": {"amount": "9810.00", "currency": "SGD"},
    "oldestDueDate": "2026-09-15",
    "invoices": [],
    "asOf": "2026-11-16T06:00:00Z",
    "source": "erp",
}


def test_the_standing_is_put_as_of_its_time(govkit_pact: Pacts) -> None:
    pact = govkit_pact("collections-visibility", "support")
    (
        pact.upon_receiving("a billing standing")
        .given("organization org-1201 exists")
        .with_request("PUT", "/organizations/org-1201/billing-standing")
        .with_body(STANDING, "application/json")
        .will_respond_with(200)
        .with_body({"asOf": match.str("2026-11-16T06:00:00Z")}, "application/json")
    )
    body = support_v1.models.BillingStandingPut.model_validate(STANDING)
    stored = pact.client(support_v1.Client).put_billing_standing("org-1201", body=body)
    assert stored.as_of.day == 16


def test_an_organization_is_found_by_its_company(govkit_pact: Pacts) -> None:
    pact = govkit_pact("collections-visibility", "support")
    (
        pact.upon_receiving("the organization of a company")
        .given("organization org-1201 exists")
        .with_request("GET", "/organizations")
        .with_query_parameter("externalId", "co_1201")
        .will_respond_with(200)
        .with_body(match.each_like({"id": match.str("org-1201")}), "application/json")
    )
    (found,) = pact.client(support_v1.Client).list_organizations(external_id="co_1201")
    assert found.id == "org-1201"
