"""The queue of exceptions: what is raised once, and how people find what matters most."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

import pytest

from govkit.errors import UsageError
from govkit.sync.exceptions.listing import Narrowed, grouped, listed, whole
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, ExceptionState
from tests.sync.stage import PROBLEM, REQUEST, WORKFLOW, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def found(stage: Stage, **said: object) -> list[int]:
    with stage.database.reading() as connection:
        return [one.id for one in listed(connection, Narrowed(**said))]  # type: ignore[arg-type]


@pytest.mark.requirement("S4")
def test_an_exception_carries_what_it_means_to_the_business(stage: Stage) -> None:
    number = stage.parked()
    with stage.database.reading() as connection:
        (one,) = listed(connection, Narrowed())
    assert (one.id, one.customer, one.contract, one.region) == (number, "cus_1", "ctr_1", "eu")
    assert (one.amount, one.currency, one.owner) == (Decimal("120.50"), "EUR", "team:finance-systems")
    assert (one.workflow, one.step, one.blocked, one.status) == (WORKFLOW, "post", ("settle",), 422)
    assert one.cause == "invoice-to-ledger/post: tax-configuration 422 urn:erp:tax-configuration"


def test_the_same_failure_is_raised_once(stage: Stage) -> None:
    run = stage.run()
    assert stage.parked(run) == stage.parked(run)
    assert stage.parked(run, try_=2) != stage.parked(run)


def test_items_of_a_list_do_not_make_causes_of_their_own(stage: Stage) -> None:
    stage.parked(key="a", step="customers/each[2]/account")
    stage.parked(key="b", step="customers/each[cus_7]/account")
    stage.parked(key="c", step="customers/each[cus_7]/account", problem=None, status=None, kind="exhausted")
    with stage.database.reading() as connection:
        groups = grouped(listed(connection, Narrowed()))
    assert [(group.cause, len(group.members)) for group in groups] == [
        ("invoice-to-ledger/customers/each[]/account: tax-configuration 422 urn:erp:tax-configuration", 2),
        ("invoice-to-ledger/customers/each[]/account: exhausted", 1),
    ]


@pytest.mark.parametrize(
    ("context", "amount", "currency"),
    [
        ({"amount": "0.1", "currency": "EUR"}, "0.1", "EUR"),
        ({"amount": {"amount": "12345678901234567.89", "currency": "USD"}}, "12345678901234567.89", "USD"),
        ({"amount": 1200, "currency": "JPY"}, "1200", "JPY"),
        ({"amount": "1E+3", "currency": "EUR"}, "1000", "EUR"),
        ({"amount": "NaN", "currency": "EUR"}, None, "EUR"),
        ({"amount": "a lot"}, None, None),
        ({"amount": True}, None, None),
        ({}, None, None),
    ],
)
def test_amounts_are_exact_or_not_there(
    stage: Stage, context: dict[str, object], amount: str | None, currency: str | None
) -> None:
    stage.parked(context=context)
    with stage.database.reading() as connection:
        (one,) = listed(connection, Narrowed())
    assert (one.amount, one.currency) == (None if amount is None else Decimal(amount), currency)


def test_groups_are_ranked_by_amount_and_currencies_are_never_added(stage: Stage) -> None:
    def money(amount: str, currency: str) -> dict[str, str]:
        return {"amount": amount, "currency": currency}

    stage.parked(key="a", kind="small", context=money("0.10", "EUR"))
    stage.parked(key="b", kind="small", context=money("0.20", "EUR"))
    stage.parked(key="c", kind="large", context=money("9000.00", "EUR"))
    stage.parked(key="d", kind="large", context=money("5", "JPY"))
    stage.parked(key="e", kind="yen", context=money("9000000", "JPY"))
    stage.parked(key="f", kind="none", context={})
    with stage.database.reading() as connection:
        groups = grouped(listed(connection, Narrowed()))
    assert [(group.cause.split()[1], group.amounts) for group in groups] == [
        ("large", {"EUR": Decimal("9000.00"), "JPY": Decimal(5)}),
        ("small", {"EUR": Decimal("0.30")}),
        ("yen", {"JPY": Decimal(9000000)}),
        ("none", {}),
    ]


def test_the_queue_is_narrowed_by_what_people_know(stage: Stage) -> None:
    one = stage.parked(key="a")
    other = stage.parked(
        stage.run(key="b", workflow="renewal-coordination"),
        kind="exhausted",
        owner="team:sales",
        context={"customer": "cus_2", "region": "us"},
    )
    assert found(stage) == [one, other]
    assert found(stage, workflow="renewal-coordination") == [other]
    assert found(stage, owner="finance-systems") == found(stage, owner="team:finance-systems") == [one]
    assert found(stage, customer="cus_2") == found(stage, region="us") == found(stage, kind="exhausted") == [other]
    assert found(stage, contract="ctr_1") == found(stage, cause="post: tax-conf") == [one]
    assert found(stage, cause="%") == []
    assert found(stage, states=(ExceptionState.RESOLVED,)) == []
    assert found(stage, ids=(other, other), states=(ExceptionState.RESOLVED,)) == [other]


@pytest.mark.requirement("S4")
@pytest.mark.requirement("S7")
def test_one_exception_is_shown_with_the_history_of_its_run(stage: Stage) -> None:
    run = stage.run()
    effect = stage.effect(run, EffectState.COMMITTED)
    stage.effect(stage.run(key="other"))
    first = stage.parked(run)
    second = stage.parked(run, try_=2)
    with stage.database.reading() as connection:
        shown = whole(connection, second)
    assert (shown.request, shown.answer) == (REQUEST, PROBLEM)
    assert shown.context["customer"] == "cus_1"
    assert shown.event["body"] == {"id": "evt"}
    assert (shown.run["id"], shown.run["state"]) == (run, "parked")
    assert [one["key"] for one in shown.effects] == [effect]
    assert [one.id for one in shown.others] == [first]
    assert asdict(shown)["listed"]["id"] == second


def test_an_exception_that_is_not_there_is_told(stage: Stage) -> None:
    with stage.database.reading() as connection, pytest.raises(UsageError, match="there is no exception 7"):
        whole(connection, 7)
