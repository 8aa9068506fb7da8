"""What the renewals dashboard relies on in the CRM: the deal behind a renewal."""

from __future__ import annotations

import crm_v4
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "renewals-dashboard"
MONEY = {"amount": match.str("36000.00"), "currency": match.str("SGD")}


def test_the_deal_is_shown_with_its_forecast(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("a deal that is negotiated")
        .given("deal deal_8201 is being negotiated")
        .with_request("GET", "/deals/deal_8201")
        .will_respond_with(200)
        .with_body(
            {
                "stage": match.str("negotiation"),
                "amount": MONEY,
                "forecast": {"category": match.str("best_case")},
            },
            "application/json",
        )
    )
    deal = pact.client(crm_v4.Client).get_deal("deal_8201")
    assert (deal.stage, deal.amount.amount, deal.amount.currency) == ("negotiation", "36000.00", "SGD")
    assert deal.forecast is not None
    assert deal.forecast.category == "best_case"


def test_a_deal_may_have_no_forecast(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("a deal without a forecast")
        .given("deal deal_8201 is being negotiated")
        .with_request("GET", "/deals/deal_8201")
        .will_respond_with(200)
        .with_body({"stage": match.str("negotiation"), "amount": MONEY}, "application/json")
    )
    deal = pact.client(crm_v4.Client).get_deal("deal_8201")
    assert (deal.stage, deal.amount.amount, deal.amount.currency) == ("negotiation", "36000.00", "SGD")
    assert deal.forecast is None


def test_a_forecast_may_have_no_category(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("a deal whose forecast has no category")
        .given("deal deal_8201 is being negotiated")
        .with_request("GET", "/deals/deal_8201")
        .will_respond_with(200)
        .with_body({"forecast": match.like({})}, "application/json")
    )
    deal = pact.client(crm_v4.Client).get_deal("deal_8201")
    assert deal.forecast is not None
    assert deal.forecast.category is None
