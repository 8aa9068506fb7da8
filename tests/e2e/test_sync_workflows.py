"""Every workflow of the reference estate over mocks: as it should go, and where a platform is against it.

The mocks tell of events by signed webhooks, and what a run wrote is looked for in their ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from govkit.sync.exceptions.listing import Narrowed
from tests.e2e.sync_world import World, world

_BOOKED = ("erp", "putContractObligations")
_ACCOUNT, _ENTITLED = ("customer-success", "upsertAccount"), ("customer-success", "putAccountEntitlements")
_SERVED = [_ACCOUNT, _ENTITLED, _ACCOUNT, _ENTITLED]
_CALL = ("customer-success", "createCallToAction")
_TASK = ("crm", "createTask")
_SHOWN = ("customer-success", "putAccountBillingStatus")
_STANDING = [_SHOWN, ("support", "putBillingStanding")]
_OPEN = ("customer-success", "renewal {id} is open", {"id": "ren_7201"})


@pytest.fixture(scope="module")
def platforms(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(repository, tmp_path_factory.mktemp("world")) as made:
        made.mocks.snapshot("begin")
        yield made


@pytest.fixture
def here(platforms: World) -> Iterator[World]:
    """The world as it begins."""
    yield platforms
    platforms.mocks.faults.replace([])
    platforms.mocks.restore("begin")
    platforms.act().dismiss(Narrowed(), "the test is over")  # else it holds up its key


@dataclass(frozen=True)
class Case:
    """An event, the workflow that it starts, and what that writes; `states` and `records` of the platforms before."""

    event: str
    workflow: str
    wrote: list[tuple[str, str]]
    states: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    records: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    change: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("billing subscription.amended", "subscription-amendment", [_BOOKED, *_SERVED]),
    Case(
        "billing payment.failed",
        "payment-failure",
        [_CALL, ("support", "createTicket"), _TASK],
        change={"data/payment/id": "pay_6999"},
    ),
    Case("billing usage.threshold_reached", "usage-threshold", [_CALL, _TASK]),
    Case(
        "customer-success onboarding.milestoneReached",
        "onboarding-milestone",
        [("billing", "activateSubscription")],
        states=[("billing", "subscription {id} waits for its activation", {"id": "sub_3001"})],
        records=[("customer-success", "/onboarding-plans", "obp-8001", {"status": "completed"})],
    ),
    Case("customer-success renewal.riskChanged", "renewal-risk", [_TASK], states=[_OPEN]),
    Case(
        "customer-success renewal.dueSoon",
        "renewal-coordination",
        [_SHOWN, ("customer-success", "putUsageSnapshot")],
        states=[_OPEN],
        records=[("customer-success", "/renewals", "ren_7201", {"forecast": None})],
    ),
    Case("support serviceStatus.changed", "service-status", [_CALL], change={"data/status": "majorOutage"}),
    Case("erp invoice.posted", "invoice-posted", _STANDING),
    Case("erp invoice.paid", "invoice-paid", _STANDING),
    Case("erp invoice.overdue", "invoice-overdue", _STANDING),
    Case("erp invoice.inCollections", "invoice-in-collections", _STANDING),
    Case(
        "crm deal.won",
        "order-from-deal",
        [("erp", "createSalesOrder"), ("erp", "confirmSalesOrder"), ("billing", "createSubscription")],
        states=[("erp", "nothing of {reference} is in the books", {"reference": "deal_8101"})],
    ),
    Case(
        "billing invoice.finalized",
        "invoice-to-ledger",
        [("erp", "createInvoice"), ("erp", "postInvoice")],
        states=[("erp", "nothing of {reference} is in the books", {"reference": "inv_4101"})],
    ),
    Case(
        "billing payment.succeeded",
        "payment-to-ledger",
        [("erp", "recordPayment")],
        states=[
            ("erp", "nothing of {reference} is in the books", {"reference": "pay_6101"}),
            ("erp", "an invoice {number} is posted", {"number": "INV-2026-000123"}),
        ],
    ),
]


FORECAST = Case(
    "customer-success renewal.dueSoon",
    "renewal-coordination",
    [_SHOWN, ("customer-success", "putUsageSnapshot"), ("crm", "updateDeal")],
    states=[_OPEN],
)
"""What is expected of a renewal goes to its deal, in the version that was read."""


@pytest.mark.parametrize("case", [*CASES, FORECAST], ids=lambda case: f"{case.workflow} {len(case.wrote)}")
def test_an_event_runs_its_workflow_to_the_end(here: World, case: Case) -> None:
    for system, state, parameters in case.states:
        here.mocks.state(state, system=system, **parameters)
    for system, collection, key, members in case.records:
        here.change(system, collection, key, **members)
    system, event = case.event.split()
    run = here.run(here.tell(system, event, case.change), case.workflow)
    assert run.state == "done", here.exception(run.id).detail
    assert here.written(run.id) == case.wrote


def test_all_workflows_that_events_start_are_tried(platforms: World) -> None:
    types = platforms.runtime.subscriptions.types
    ours = {one.workflow for kind, each in types.items() if kind.startswith("govkit.") for one in each}
    loaded = {one.workflow for kind, each in types.items() if kind.startswith("bulk.") for one in each}
    assert {case.workflow for case in CASES} == {
        one.workflow for each in types.values() for one in each
    } - ours - loaded
    assert loaded == {"show-standing", "contract-to-books"}, "see test_sync_bulk"
    assert ours == {"repair-account", "repair-billing-customer", "repair-entitlements"}, "see test_sync_reconcile"


# -------------------------------------------------------------------------------------------------- people and patience

_TAX = {
    "legalEntity": "DE01", "name": "Netherlands, reverse charge", "kind": "reverseCharge", "country": "NL",
    "rate": "0.0000", "validFrom": "2026-09-01", "ledgerAccountNumber": "2320", "status": "active",
}  # fmt: skip


def test_an_amendment_that_the_erp_cannot_tax_waits_for_finance_and_goes_on(here: World) -> None:
    """Customers are served meanwhile; who is on duty sees whom and how much money it is about."""
    here.mocks.state("the amendment of {contract} has not reached the books", system="erp")
    event = here.tell("billing", "subscription.amended")
    run = here.run(event, "subscription-amendment")
    raised = here.exception(run.id)
    assert (raised.kind, raised.status, raised.step) == ("tax-configuration", 422, "obligations-at-last")
    assert (raised.customer, raised.contract, raised.region) == ("cus_1001", "CT-2026-0001", "eu")
    assert (raised.amount, raised.currency, raised.owner) == ("24000.00", "EUR", "finance-systems")
    assert here.written(run.id) == _SERVED
    assert here.ask("PUT", "erp", "/tax-configurations/NL-VAT-RC", _TAX) == 201
    here.retry(run.id)
    assert here.run(event, "subscription-amendment", "done").id == run.id
    assert here.written(run.id) == [*_SERVED, _BOOKED]


def test_what_customer_success_refuses_for_good_is_taken_back_in_the_books(here: World) -> None:
    here.mocks.faults.replace(
        [{"fault": "error", "system": "customer-success", "status": 422, "operation": "upsertAccount"}]
    )
    run = here.run(here.tell("billing", "subscription.amended"), "subscription-amendment")
    raised = here.exception(run.id)
    assert (raised.kind, raised.compensated) == ("customer-success-refused", True)
    assert ("erp", "reverseJournalDocument") in here.written(run.id)


def test_an_invoice_of_a_period_that_is_closed_waits_until_it_is_open(here: World) -> None:
    here.mocks.state("nothing of {reference} is in the books", system="erp", reference="inv_4101")
    periods = "/legal-entities/{legalEntity}/fiscal-periods"
    before = here.mocks.records(periods, system="erp")
    here.mocks.seed(periods, [{**one, "status": "closed"} for one in before], system="erp", replace=True)
    event = here.tell("billing", "invoice.finalized")
    run = here.run(event, "invoice-to-ledger")
    raised = here.exception(run.id)
    assert (raised.kind, raised.customer, raised.amount) == ("period-closed", "cus_1101", "2706.25"), raised.detail
    here.mocks.seed(periods, before, system="erp", replace=True)
    here.retry(run.id)
    assert here.run(event, "invoice-to-ledger", "done").id == run.id
    assert here.written(run.id) == [("erp", "createInvoice"), ("erp", "postInvoice")]


def test_a_company_that_the_crm_does_not_know_stops_before_its_account(here: World) -> None:
    here.mocks.delete_records("/companies", system="crm", key="co_1003")
    run = here.run(here.tell("billing", "subscription.amended"), "subscription-amendment")
    raised = here.exception(run.id)
    assert (raised.kind, raised.status, raised.step) == ("refused", 404, "customers/each[co_1003]/company")
    assert here.written(run.id) == [_BOOKED, _ACCOUNT, _ENTITLED]


def test_a_platform_that_is_down_delays_and_loses_nothing(here: World) -> None:
    here.mocks.faults.replace(
        [{"fault": "error", "system": "crm", "operation": "getCompany", "status": 503, "times": 2}]
    )
    run = here.run(here.tell("billing", "subscription.amended"), "subscription-amendment")
    assert run.state == "done"
    assert run.stretch > 1, "it waited, and was taken up again"
    assert here.written(run.id) == [_BOOKED, *_SERVED]
