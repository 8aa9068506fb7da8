"""What the renewals dashboard relies on in customer success: renewals at risk, and how the account is."""

from __future__ import annotations

from datetime import date

import customer_success_v2
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "renewals-dashboard"


def test_renewals_at_risk_are_shown_with_their_reasons(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    renewal = {
        "dueDate": match.str("2027-01-31"),
        "forecast": {"category": match.str("bestCase"), "probability": match.number(0.55)},
        "riskLevel": match.str("high"),
        "riskReasons": match.each_like({"code": match.str("lowAdoption")}),
    }
    (
        pact.upon_receiving("renewals at high risk")
        .given("renewal ren_7201 is open")
        .with_request("GET", "/renewals")
        .with_query_parameters({"riskLevel": "high", "dueBefore": "2027-02-01"})
        .will_respond_with(200)
        .with_body({"items": match.each_like(renewal)}, "application/json")
    )
    client = pact.client(customer_success_v2.Client)
    (row,) = client.list_renewals(risk_level="high", due_before=date(2027, 2, 1)).items
    assert row.due_date == date(2027, 1, 31)
    assert row.forecast is not None
    assert (row.forecast.category, float(row.forecast.probability)) == ("bestCase", 0.55)
    assert (row.risk_level, [reason.code for reason in row.risk_reasons]) == ("high", ["lowAdoption"])


def test_without_a_forecast_the_row_is_shown_all_the_same(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("renewals that are far away")
        .given("renewal ren_7201 is far away")
        .with_request("GET", "/renewals")
        .with_query_parameter("status", "upcoming")
        .will_respond_with(200)
        .with_body(
            {
                "items": match.each_like(
                    {"dueDate": match.str("2027-01-31"), "forecast": None, "riskLevel": "none", "riskReasons": []}
                )
            },
            "application/json",
        )
    )
    (row,) = pact.client(customer_success_v2.Client).list_renewals(status="upcoming").items
    assert (row.due_date, row.forecast) == (date(2027, 1, 31), None)
    assert (row.risk_level, row.risk_reasons) == ("none", [])


def test_the_health_of_the_account_is_shown(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("the health of an account")
        .given("account co_1201 exists")
        .with_request("GET", "/accounts/co_1201/health")
        .will_respond_with(200)
        .with_body({"health": {"score": match.int(34), "band": match.str("red")}}, "application/json")
    )
    found = pact.client(customer_success_v2.Client).get_account_health("co_1201")
    assert (found.health.score, found.health.band) == (34, "red")
