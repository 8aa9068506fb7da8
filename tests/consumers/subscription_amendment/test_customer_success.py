"""What subscription amendment relies on in customer success: accounts and their entitlements, put as a whole."""

from __future__ import annotations

import customer_success_v2
from customer_success_v2 import models
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "subscription-amendment"
ACCOUNT = {
    "name": "Brightwater Utilities Netherlands",
    "legalName": "Brightwater Utilities B.V.",
    "kind": "regionalEntity",
    "parent": {"externalId": "co_1001"},
    "region": "eu",
    "country": "NL",
    "sellerEntity": "DE01",
    "segment": "enterprise",
    "lifecycleStage": "onboarding",
    "owner": {"name": "Mara Lindqvist", "email": "mara.lindqvist@alderway.example"},
    "annualRecurringRevenue": {"amount": "24000.00", "currency": "EUR"},
    "externalReferences": [{"system": "crm", "id": "co_1003"}],
    "labels": [],
}
ENTITLEMENTS = {
    "asOf": "2026-09-15T00:00:08Z",
    "contractId": "ctr_2001",
    "subscriptionId": "sub_3001",
    "entitlements": [
        {
            "entitlementId": "ent_9031",
            "featureKey": "devices",
            "type": "static",
            "enabled": True,
            "limit": "100",
            "unit": "device",
            "softLimit": False,
            "resetPeriod": None,
            "active": {"start": "2026-09-15", "end": "2029-01-01"},
            "source": "plan",
            "status": "active",
        }
    ],
}


def test_an_account_is_put(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("the account of an entity")
        .given("account co_1001 exists")
        .given("account co_1003 exists")
        .with_request("PUT", "/accounts/co_1003")
        .with_body(ACCOUNT, "application/json")
        .will_respond_with(200)
        .with_body({"accountId": match.str("acc-1003")}, "application/json")
    )
    body = models.AccountInput.model_validate(ACCOUNT)
    assert pact.client(customer_success_v2.Client).upsert_account("co_1003", body=body).account_id == "acc-1003"


def test_entitlements_are_put_as_of_their_time(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("the entitlements of an entity")
        .given("account co_1003 exists")
        .with_request("PUT", "/accounts/co_1003/entitlements")
        .with_body(ENTITLEMENTS, "application/json")
        .will_respond_with(200)
    )
    body = models.EntitlementsInput.model_validate(ENTITLEMENTS)
    pact.client(customer_success_v2.Client).put_account_entitlements("co_1003", body=body)
