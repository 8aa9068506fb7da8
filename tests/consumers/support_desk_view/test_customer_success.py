"""What the support desk view relies on in customer success, still in its first version: how the account is doing."""

from __future__ import annotations

import customer_success_v1
from pact import match

from govkit.pytest_plugin import Pacts


def standing(client: customer_success_v1.Client, company: str) -> str:
    """The line of the view that says how an account is doing, and who cares for it."""
    account = client.get_account(company)
    score = "not measured yet" if account.health_score is None else f"{account.health_score} of 100"
    return f"{account.name}: {score}, {account.csm_email or 'nobody cares for it'}"


def test_the_view_shows_how_the_account_is_doing(govkit_pact: Pacts) -> None:
    pact = govkit_pact("support-desk-view", "customer-success@1")
    (
        pact.upon_receiving("an account")
        .given("account co_1201 exists")
        .with_request("GET", "/accounts/co_1201")
        .will_respond_with(200)
        .with_body(
            {
                "name": match.str("Pemba Foods Pte. Ltd."),
                "healthScore": match.int(34),
                "csmEmail": match.str("jia.rahman@alderway.example"),
            },
            "application/json",
        )
    )
    shown = standing(pact.client(customer_success_v1.Client), "co_1201")
    assert shown == "Pemba Foods Pte. Ltd.: 34 of 100, jia.rahman@alderway.example"


def test_of_a_new_account_nothing_is_measured(govkit_pact: Pacts) -> None:
    pact = govkit_pact("support-desk-view", "customer-success@1")
    (
        pact.upon_receiving("a new account")
        .given("account co_1900 is new")
        .with_request("GET", "/accounts/co_1900")
        .will_respond_with(200)
        .with_body({"name": match.str("Tessel Works"), "healthScore": None, "csmEmail": None}, "application/json")
    )
    shown = standing(pact.client(customer_success_v1.Client), "co_1900")
    assert shown == "Tessel Works: not measured yet, nobody cares for it"


def test_who_cares_for_an_account_may_be_left_out(govkit_pact: Pacts) -> None:
    pact = govkit_pact("support-desk-view", "customer-success@1")
    (
        pact.upon_receiving("an account without a manager")
        .given("account co_1900 is new")
        .with_request("GET", "/accounts/co_1900")
        .will_respond_with(200)
        .with_body({"name": match.str("Tessel Works"), "healthScore": None}, "application/json")
    )
    shown = standing(pact.client(customer_success_v1.Client), "co_1900")
    assert shown == "Tessel Works: not measured yet, nobody cares for it"
