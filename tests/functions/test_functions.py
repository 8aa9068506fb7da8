"""Functions of the reference estate, called as workflows call them; and what a call answers when something is wrong."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.functions.calling import ABANDONED, Dispatch
from govkit.functions.loading import FOLDER, load_functions
from govkit.gate.mocking import contracts_of
from tests.mocks.scenario.telling import behaviours, tables

ESTATE = Path(__file__).parents[2]
CONTRACT = contracts_of(["integrations"], [], ESTATE)["functions"]
FUNCTIONS = load_functions(ESTATE / FOLDER)
DISPATCH = Dispatch(CONTRACT, FUNCTIONS)


def example(function: str, name: str, status: str = "") -> Any:
    """What the document says of an example: the body of the call, or its answer of a status."""
    operation = next(one for one in CONTRACT.root["paths"].values() if one["post"]["operationId"] == function)["post"]
    content = (operation["responses"][status] if status else operation["requestBody"])["content"]
    return next(iter(content.values()))["examples"][name]["value"]


def entity(number: int, parent: int | None) -> dict[str, Any]:
    found = {"customer_id": f"cus_{number + 1000}", "external_id": f"co_{number + 1000}", "name": f"Company {number}"}
    above = f"co_{parent + 1000}" if parent is not None else None
    return {**found, "country": "NL", "region": "eu", "parent_external_id": above, "quantity": number}


def answering(function: Callable[..., Any]) -> Dispatch:
    return Dispatch(CONTRACT, {**FUNCTIONS, "parentsFirst": function})


# ------------------------------------------------------------------------------------------------------ parents first


@st.composite
def forests(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Companies in any order, each below an earlier number, below one that is not listed, or below none."""
    size = draw(st.integers(0, 12))
    above = [draw(st.sampled_from([None, 99, *range(number)])) for number in range(size)]
    return draw(st.permutations([entity(number, parent) for number, parent in enumerate(above)]))


@given(forests())
def test_every_company_comes_once_and_after_its_parent(companies: list[dict[str, Any]]) -> None:
    status, body = DISPATCH.call("parentsFirst", {"entities": companies})
    found = [one["external_id"] for one in body["entities"]]
    assert status == 200
    assert sorted(found) == sorted(one["external_id"] for one in companies)
    for one in body["entities"]:
        above = one["parent_external_id"]
        assert above not in found or found.index(above) < found.index(one["external_id"])


@given(forests())
def test_what_is_in_order_stays_as_it_is(companies: list[dict[str, Any]]) -> None:
    _, once = DISPATCH.call("parentsFirst", {"entities": companies})
    assert DISPATCH.call("parentsFirst", once) == (200, once)


@given(st.integers(1, 8), st.integers(0, 5), st.randoms())
def test_a_circle_is_refused_with_the_names_in_it_and_no_others(size: int, others: int, chance: Any) -> None:
    circle = [entity(number, (number + 1) % size) for number in range(size)]
    beside = [entity(number, number - 1) for number in range(20, 20 + others)] + [entity(30, 0)]
    companies = [*circle, *beside]
    chance.shuffle(companies)
    status, problem = DISPATCH.call("parentsFirst", {"entities": companies})
    assert (status, problem["type"], problem["status"]) == (422, "urn:govkit:functions:circle", 422)
    assert all(f"co_{number + 1000}" in problem["detail"] for number in range(size))
    assert "co_1030" not in problem["detail"], "what is below a circle is not part of it"


@pytest.mark.parametrize(
    ("function", "name", "status"),
    [
        ("parentsFirst", "brightwater", "200"),
        ("parentsFirst", "circle", "422"),
        ("firstOfEachFeature", "overridden", "200"),
        ("subscriptionOfContract", "castellan", "200"),
        ("snapshotOfUsage", "pemba", "200"),
    ],
)
def test_the_examples_of_the_document_are_what_the_functions_answer(function: str, name: str, status: str) -> None:
    assert DISPATCH.call(function, example(function, name)) == (int(status), example(function, name, status))


# ----------------------------------------------------------------------------------------------------- other functions


@given(st.lists(st.sampled_from(["api_calls", "devices", "exports"]), max_size=12))
def test_of_each_feature_the_first_entitlement_is_kept_in_order(features: list[str]) -> None:
    of_plan = example("firstOfEachFeature", "overridden")["entitlements"][1]
    listed = [{**of_plan, "feature": feature, "used": number} for number, feature in enumerate(features)]
    _, body = DISPATCH.call("firstOfEachFeature", {"entitlements": listed})
    first = [features.index(feature) for feature in dict.fromkeys(features)]
    assert body["entitlements"] == [listed[number] for number in first]


SUMMARY = {
    "id": "usm_pemba_api_calls",
    "customer_id": "cus_1201",
    "subscription_id": None,
    "meter": "api_calls",
    "unit": "call",
    "aggregation": "sum",
    "period": {"start": "2026-08-01", "end": "2026-11-01"},
    "quantity": "940000",
    "included_quantity": "1000000",
    "overage_quantity": None,
    "rated_amount": 0,
    "currency": "SGD",
    "updated_at": "2026-10-20T04:00:00Z",
}


def test_the_usage_of_a_period_becomes_the_snapshot_of_the_document() -> None:
    assert DISPATCH.call("snapshotOfUsage", {"usage": SUMMARY}) == (200, example("snapshotOfUsage", "pemba", "200"))


@given(st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", fullmatch=True), st.sampled_from([None, "-1", "12.5"]))
def test_less_than_nothing_becomes_nothing_and_all_else_stays_as_it_is(quantity: str, included: str | None) -> None:
    usage = {**SUMMARY, "quantity": quantity, "included_quantity": included}
    status, snapshot = DISPATCH.call("snapshotOfUsage", {"usage": usage})
    assert status == 200
    assert snapshot["quantity"] == (quantity if not quantity.startswith("-") else "0")
    assert snapshot["limit"] == {None: None, "-1": "0", "12.5": "12.5"}[included]


CASTELLAN = example("subscriptionOfContract", "castellan", "200")
LINE = {"id": "ctl_1", "product_code": "fleet", "plan_code": "plan_fleet", "quantity": "100.00"}
PRICE = {"id": "price_fleet_usd_month", "product_code": "fleet", "plan_id": "plan_fleet", "currency": "USD"}


def subscribed(*lines: dict[str, Any], prices: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    priced = [{**PRICE, "type": "recurring", "billing_interval": "month"}] if prices is None else prices
    contract = {"id": "ctr_2101", "number": "CT-2026-0002", "currency": "USD", "lines": list(lines)}
    contract |= {"start_date": "2026-03-01", "end_date": "2027-03-01"}
    function = FUNCTIONS["subscriptionOfContract"]
    found: dict[str, Any] = function(
        contract=contract, prices=priced, customerId="cus_1101", orderNumber="SO-2026-00077"
    )
    return found


def test_a_contract_becomes_the_subscription_of_the_document() -> None:
    assert subscribed({**LINE, "billing_interval": "monthly"}) == CASTELLAN


def test_the_longest_interval_is_that_of_the_subscription_and_what_is_metered_has_no_quantity() -> None:
    yearly = {**PRICE, "id": "price_b", "type": "recurring", "billing_interval": "year", "product_code": "care"}
    metered = {**PRICE, "id": "price_c", "type": "metered", "billing_interval": "month", "product_code": "calls"}
    monthly = {**PRICE, "type": "recurring", "billing_interval": "month"}
    found = subscribed(
        {**LINE, "billing_interval": "monthly"},
        {**LINE, "billing_interval": "yearly", "product_code": "care"},
        {**LINE, "billing_interval": "usage", "product_code": "calls"},
        prices=[yearly, metered, monthly],
    )
    assert found["billing_interval"] == "year"
    assert found["items"][1:] == [{"price_id": "price_b", "quantity": 100}, {"price_id": "price_c"}]


def test_a_line_that_names_no_plan_has_the_one_price_of_its_product() -> None:
    metered = {**PRICE, "id": "price_c", "type": "metered", "billing_interval": "quarter", "product_code": "calls"}
    calls = {"id": "ctl_2", "product_code": "calls", "quantity": "1", "billing_interval": "usage"}
    monthly = {**PRICE, "type": "recurring", "billing_interval": "month"}
    found = subscribed({**LINE, "billing_interval": "monthly"}, calls, prices=[monthly, metered])
    assert found["items"][1] == {"price_id": "price_c"}


def test_every_contract_of_the_scenario_has_its_subscription_in_billing() -> None:
    """What the mocks of the CRM and of billing begin with, by way of the document."""
    crm, billing = behaviours("crm@4.2.0", "billing@3.0.0").values()
    contracts = next(rows for one, rows in tables(crm) if one.path == "/contracts/{contract_id}")
    listed = next(rows for one, rows in tables(billing) if one.path == "/prices/{price_id}")
    assert len(contracts) > 40
    for contract in contracts:
        prices = [one for one in listed if one["currency"] == contract["currency"]]
        body = {"contract": contract, "prices": prices, "customerId": "cus_1101", "orderNumber": "SO-2026-00077"}
        status, answer = DISPATCH.call("subscriptionOfContract", body)
        assert (status, len(answer.get("items", []))) == (200, len(contract["lines"])), answer
        if contract["number"] == "CT-2026-0002":
            assert answer == CASTELLAN, "the story is told the same everywhere"


@pytest.mark.parametrize(
    ("line", "prices", "says"),
    [
        ({"billing_interval": "yearly"}, None, "ctl_1 .* no prices"),
        ({"billing_interval": "monthly", "plan_code": "plan_other"}, None, "plan_other.* no prices"),
        ({"billing_interval": "monthly", "quantity": "1.5"}, None, "1.5, and billing takes whole units"),
        ({"billing_interval": "monthly", "quantity": "0"}, None, "one or more"),
        (
            {"billing_interval": "monthly"},
            [{**PRICE, "id": name, "type": "recurring", "billing_interval": "month"} for name in ("a", "b")],
            "2 prices: a, b",
        ),
    ],
)
def test_a_line_without_one_price_or_in_parts_is_refused_by_name(
    line: dict[str, Any], prices: list[dict[str, Any]] | None, says: str
) -> None:
    with pytest.raises(Exception, match=says):
        subscribed({**LINE, **line}, prices=prices)


# --------------------------------------------------------------------------------------------- when something is wrong


def test_a_body_that_the_document_does_not_allow_reaches_no_function() -> None:
    reached: list[object] = []

    def reach(entities: list[Any]) -> Any:
        reached.append(entities)

    status, problem = answering(reach).call("parentsFirst", {"entities": [{"name": "x"}]})
    assert (status, reached) == (400, [])
    assert "/entities/0" in problem["detail"]


def test_a_member_that_no_function_takes_is_refused_and_not_ignored() -> None:
    for one in CONTRACT.operations.values():
        status, problem = DISPATCH.call(str(one.id), {"entitiez": []})
        assert (status, "entitiez" in problem["detail"]) == (400, True), one.id


def test_an_operation_that_there_is_not_is_not_found() -> None:
    assert DISPATCH.call("childrenFirst", {})[0] == 404


def test_an_answer_that_the_document_does_not_promise_is_an_error() -> None:
    status, problem = answering(lambda entities: {"entities": "none"}).call("parentsFirst", {"entities": []})
    assert status == 500
    assert "parentsFirst: /entities" in problem["detail"]


def test_a_function_that_fails_answers_with_its_error() -> None:
    status, problem = answering(lambda entities: entities[0]).call("parentsFirst", {"entities": []})
    assert (status, problem["detail"]) == (500, "IndexError: list index out of range")


def test_a_function_that_ends_its_thread_or_answers_no_json_is_an_error_as_well() -> None:
    def leave(entities: list[Any]) -> Any:
        raise SystemExit(3)

    status, problem = answering(leave).call("parentsFirst", {"entities": []})
    assert (status, problem["detail"]) == (500, "SystemExit: 3")
    status, problem = answering(lambda entities: {"entities": [date(2026, 1, 1)]}).call(
        "parentsFirst", {"entities": []}
    )
    assert (status, "no JSON" in problem["detail"]) == (500, True)
    assert DISPATCH.call("parentsFirst", {"entities": {date(2026, 1, 1)}})[0] == 400


def test_a_function_that_takes_too_long_is_not_waited_for() -> None:
    started = time.monotonic()
    slow = answering(lambda entities: time.sleep(2))
    assert slow.call("parentsFirst", {"entities": []}, seconds=0.05)[0] == 504
    assert time.monotonic() - started < 1.5


def test_functions_that_do_not_end_do_not_pile_up() -> None:
    ending, started = threading.Event(), list[int]()

    def hang(entities: list[Any]) -> Any:
        started.append(1)
        ending.wait(30)
        return {"entities": entities}

    stuck = answering(hang)
    body = {"entities": [entity(1, None)]}
    found = [stuck.call("parentsFirst", body, seconds=0.01)[0] for _ in range(ABANDONED + 5)]
    assert found == [504] * ABANDONED + [503] * 5
    assert len(started) == ABANDONED, "what is refused was not begun"
    assert stuck.call("snapshotOfUsage", {"usage": SUMMARY})[0] == 503, "no function is called"
    ending.set()
    for thread in threading.enumerate():
        if thread.daemon and thread.name.endswith("(<lambda>)"):
            thread.join(10)
    assert stuck.call("parentsFirst", body) == (200, body), "once they have ended, all is as before"


def test_a_function_cannot_change_what_its_caller_holds() -> None:
    body = {"entities": [entity(1, None)]}
    answering(lambda entities: {"entities": [entities.pop()]}).call("parentsFirst", body)
    assert body == {"entities": [entity(1, None)]}


def test_an_operation_without_a_function_is_told_with_its_place() -> None:
    with pytest.raises(InputError, match="parentsFirst has no function") as error:
        Dispatch(CONTRACT, {})
    assert "openapi.yaml" in str(error.value.place)


class Named(TypedDict):
    """What of a company some functions read."""

    external_id: str
    parent_external_id: NotRequired[str | None]


class Lacking(TypedDict):
    """Relies on what need not be there."""

    parent_external_id: str | None


class Strange(TypedDict):
    """Reads what there is not."""

    nickname: NotRequired[str]


class Numbered(TypedDict):
    """Takes a text for a number, and a text that may be null for a text."""

    external_id: int
    parent_external_id: NotRequired[str]


class Companies(TypedDict):
    """An answer."""

    entities: list[Named]


class Others(TypedDict):
    """An answer that is not described."""

    entities: list[Strange]
    more: int


def fits(entities: list[Named]) -> Companies:
    """Is as described."""
    return {"entities": entities}


def lacks(entities: list[Lacking]) -> None:
    """Relies on too much."""


def invents(entities: list[Strange]) -> None:
    """Reads too much."""


def mistakes(entities: list[Numbered]) -> None:
    """Takes one for another."""


def asks(entities: list[Named], most: int) -> None:
    """Takes too much."""


def ignores() -> None:
    """Takes nothing."""


def answers(entities: list[Named]) -> Others:
    """Answers too much."""
    return {"entities": [], "more": len(entities)}


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lacks, "relies on `/entities/*/parent_external_id`, which may lack"),
        (invents, "reads `/entities/*/nickname`, of which the document does not speak"),
        (mistakes, "`/entities/*/external_id` may be of type string"),
        (mistakes, "`/entities/*/parent_external_id` may be of type null"),
        (asks, "it takes `most`, of which"),
        (ignores, "speaks of `entities`, which it does not take"),
        (answers, "answers `/entities/*/nickname`"),
        (answers, "answers `/more`"),
    ],
)
def test_a_function_of_other_types_than_described_is_refused_before_it_is_called(
    function: Callable[..., Any], says: str
) -> None:
    with pytest.raises(InputError, match=re.escape(says)) as error:
        answering(function)
    assert "openapi.yaml" in str(error.value.place)


def test_a_function_may_read_less_than_is_described() -> None:
    assert answering(fits).call("parentsFirst", {"entities": [entity(1, None)]})[0] == 200


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("def f(:\n", 1, "this is no Python"),
        ("x = 1\ny = 1 / 0\n", 2, "ZeroDivisionError"),
        ("\nraise SystemExit(0)\n", 2, "SystemExit"),
        (
            "from govkit.functions import function\n@function\ndef a_b(): ...\n@function\ndef a__b(): ...\n",
            4,
            "two functions `aB`",
        ),
    ],
)
def test_a_file_that_cannot_be_run_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    (tmp_path / "broken.py").write_text(text)
    with pytest.raises(InputError, match=says) as error:
        load_functions(tmp_path)
    assert error.value.place is not None
    assert error.value.place.line == line


def test_only_marked_functions_can_be_called() -> None:
    described = sorted(str(one.id) for one in CONTRACT.operations.values())
    assert sorted(FUNCTIONS) == described
