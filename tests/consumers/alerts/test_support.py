"""What alerts rely on at the support desk: disturbances of a service, and tickets."""

from __future__ import annotations

import support_v1
from pact import match
from support_v1 import webhooks

from govkit.pytest_plugin import Pacts

CONSUMER = "alerts"
TICKET = {
    "organizationId": "org-1101",
    "subject": "Payment failed: card declined",
    "description": "Payment pay_6101 of 2,706.25 USD failed (card_declined).",
    "type": "task",
    "priority": "high",
    "channel": "api",
    "externalReference": "billing:pay_6199:failed",
}


def test_a_disturbance_is_told_with_those_whom_it_meets(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "support")
    told = {
        "region": match.str("apac"),
        "status": match.str("degraded"),
        "affectedOrganizations": match.each_like({"id": match.str("org-1201")}),
    }
    (
        pact.upon_event("a service whose status changed", webhooks.SERVICE_STATUS_CHANGED).with_body(
            {"data": told}, "application/json"
        )
    )
    data = pact.receive(webhooks.SERVICE_STATUS_CHANGED).data
    assert (data.region, data.status, [one.id for one in data.affected_organizations]) == (
        "apac",
        "degraded",
        ["org-1201"],
    )


def test_a_ticket_is_opened(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "support")
    (
        pact.upon_receiving("a ticket about a payment")
        .given("organization org-1101 exists")
        .with_request("POST", "/tickets")
        .with_header("Idempotency-Key", "evt_50021")
        .with_body(TICKET, "application/json")
        .will_respond_with(201)
        .with_body({"id": match.str("tkt-88001")}, "application/json")
    )
    body = support_v1.models.TicketCreate.model_validate(TICKET)
    made = pact.client(support_v1.Client).create_ticket(body=body, idempotency_key="evt_50021")
    assert made.id == "tkt-88001"


def test_an_organization_is_found_by_its_company(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "support")
    (
        pact.upon_receiving("the organization of a company")
        .given("organization org-1101 exists")
        .with_request("GET", "/organizations")
        .with_query_parameter("externalId", "co_1101")
        .will_respond_with(200)
        .with_body(match.each_like({"id": match.str("org-1101")}), "application/json")
    )
    (found,) = pact.client(support_v1.Client).list_organizations(external_id="co_1101")
    assert found.id == "org-1101"


def test_what_is_true_of_a_service_now_is_asked_for(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "support")
    (
        pact.upon_receiving("a service")
        .with_request("GET", "/services/svc-device-ingest")
        .will_respond_with(200)
        .with_body({"status": match.str("degraded"), "name": match.str("Device ingest")}, "application/json")
    )
    service = pact.client(support_v1.Client).get_service("svc-device-ingest")
    assert (service.status, service.name) == ("degraded", "Device ingest")
