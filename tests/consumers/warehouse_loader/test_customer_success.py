"""What the warehouse loader relies on in customer success: how accounts and renewals stand."""

from __future__ import annotations

from datetime import date

import customer_success_v2
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "warehouse-loader"


def test_accounts_are_loaded_with_their_health(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success@2")
    account = {
        "externalId": match.str("co_1201"),
        "health": {"score": match.int(34), "band": match.str("red")},
    }
    (
        pact.upon_receiving("accounts that do badly")
        .given("account co_1201 exists")
        .with_request("GET", "/accounts")
        .with_query_parameter("healthBand", "red")
        .will_respond_with(200)
        .with_body({"items": match.each_like(account)}, "application/json")
    )
    (row,) = pact.client(customer_success_v2.Client).list_accounts(health_band="red").items
    assert row.external_id == "co_1201"
    assert row.health is not None
    assert (row.health.score, row.health.band) == (34, "red")


def test_the_health_of_a_new_account_is_not_measured(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success@2")
    (
        pact.upon_receiving("accounts that begin")
        .given("account co_1900 is new")
        .with_request("GET", "/accounts")
        .with_query_parameter("lifecycleStage", "onboarding")
        .will_respond_with(200)
        .with_body({"items": [{"externalId": "co_1900", "health": None}]}, "application/json")
    )
    (row,) = pact.client(customer_success_v2.Client).list_accounts(lifecycle_stage="onboarding").items
    assert (row.external_id, row.health) == ("co_1900", None)


def test_renewals_are_loaded_with_what_is_expected_of_them(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success@2")
    renewal = {
        "status": match.str("open"),
        "dueDate": match.str("2027-01-31"),
        "forecast": {
            "category": match.str("bestCase"),
            "amount": {"amount": match.str("30000.00"), "currency": match.str("SGD")},
        },
    }
    (
        pact.upon_receiving("renewals at high risk")
        .given("renewal ren_7201 is open")
        .with_request("GET", "/renewals")
        .with_query_parameters({"riskLevel": "high", "dueBefore": "2027-02-01"})
        .will_respond_with(200)
        .with_body({"items": match.each_like(renewal)}, "application/json")
    )
    (row,) = pact.client(customer_success_v2.Client).list_renewals(risk_level="high", due_before=date(2027, 2, 1)).items
    assert (row.status, row.due_date) == ("open", date(2027, 1, 31))
    assert row.forecast is not None
    assert (row.forecast.category, row.forecast.amount.amount) == ("bestCase", "30000.00")
    assert row.forecast.amount.currency == "SGD"


def test_of_a_renewal_that_is_far_away_nothing_is_expected_yet(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success@2")
    (
        pact.upon_receiving("renewals that are far away")
        .given("renewal ren_7201 is far away")
        .with_request("GET", "/renewals")
        .with_query_parameters({"status": "upcoming"})
        .will_respond_with(200)
        .with_body(
            {"items": match.each_like({"status": "upcoming", "dueDate": match.str("2027-01-31"), "forecast": None})},
            "application/json",
        )
    )
    client = pact.client(customer_success_v2.Client)
    (row,) = client.list_renewals(status="upcoming").items
    assert (row.status, row.due_date, row.forecast) == ("upcoming", date(2027, 1, 31), None)
