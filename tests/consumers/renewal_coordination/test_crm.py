"""What renewal coordination relies on in the CRM: the deal of a renewal, changed by its version."""

from __future__ import annotations

from typing import Any

import crm_v4
import pytest
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "renewal-coordination"
CHANGE = {
    "forecast": {"category": "best_case", "amount": {"amount": "30000.00", "currency": "SGD"}, "probability": 62.5}
}
FORECASTS = {
    "the deal of a renewal": {"forecast": {"category": match.str("best_case")}},
    "the deal of a renewal, whose forecast has no category": {"forecast": match.like({})},
    "the deal of a renewal, without a forecast": {},
}


@pytest.mark.parametrize(("said", "forecast"), FORECASTS.items(), ids=["category", "no category", "none"])
def test_the_deal_of_a_contract_is_read(said: str, forecast: dict[str, Any], govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving(said)
        .given("contract ctr_2201 exists")
        .with_request("GET", "/contracts/ctr_2201/renewal_deal")
        .will_respond_with(200)
        .with_body({"id": match.str("deal_8201"), "stage": match.str("negotiation"), **forecast}, "application/json")
    )
    deal = pact.client(crm_v4.Client).get_renewal_deal("ctr_2201")
    assert (deal.id, deal.stage) == ("deal_8201", "negotiation")
    category = deal.forecast.category if deal.forecast is not None else None
    assert category == ("best_case" if said == "the deal of a renewal" else None)


def test_the_forecast_is_written_where_nobody_else_wrote_meanwhile(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("the forecast of a deal")
        .given("deal deal_8201 is being negotiated")
        .with_request("PATCH", "/deals/deal_8201")
        .with_header("If-Match", '"1"')
        .with_body(CHANGE, "application/json")
        .will_respond_with(200)
    )
    body = crm_v4.models.DealUpdate.model_validate(CHANGE)
    pact.client(crm_v4.Client).update_deal("deal_8201", if_match='"1"', body=body)
