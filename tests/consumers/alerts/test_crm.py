"""What alerts rely on in the CRM: tasks."""

from __future__ import annotations

import crm_v4
from pact import match

from govkit.pytest_plugin import Pacts

TASK = {
    "company_id": "co_1101",
    "type": "payment_follow_up",
    "subject": "Card of Castellan Logistics was declined",
    "priority": "high",
    "due_date": "2026-11-06",
    "external_reference": "billing:pay_6199:failed",
}


def test_a_task_is_made(govkit_pact: Pacts) -> None:
    pact = govkit_pact("alerts", "crm")
    (
        pact.upon_receiving("a task about a payment")
        .given("company co_1101 exists")
        .with_request("POST", "/tasks")
        .with_header("Idempotency-Key", "evt_50021")
        .with_body(TASK, "application/json")
        .will_respond_with(201)
        .with_body({"id": match.str("tsk_9001")}, "application/json")
    )
    body = crm_v4.models.TaskCreate.model_validate(TASK)
    assert pact.client(crm_v4.Client).create_task(body=body, idempotency_key="evt_50021").id == "tsk_9001"
