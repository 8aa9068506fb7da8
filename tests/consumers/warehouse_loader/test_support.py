"""What the warehouse loader relies on at the support desk: tickets."""

from __future__ import annotations

import support_v1
from pact import match

from govkit.pytest_plugin import Pacts


def test_tickets_are_loaded(govkit_pact: Pacts) -> None:
    pact = govkit_pact("warehouse-loader", "support")
    ticket = {
        "organizationId": match.str("org-1101"),
        "status": match.str("solved"),
        "priority": match.str("high"),
        "createdAt": match.str("2026-11-03T06:00:15Z"),
    }
    (
        pact.upon_receiving("the tickets of an organization")
        .given("organization org-1101 exists")
        .with_request("GET", "/tickets")
        .with_query_parameter("organizationId", "org-1101")
        .will_respond_with(200)
        .with_body(match.each_like(ticket), "application/json")
    )
    (row,) = pact.client(support_v1.Client).list_tickets(organization_id="org-1101")
    assert (row.organization_id, row.status, row.priority) == ("org-1101", "solved", "high")
    assert row.created_at.year == 2026
