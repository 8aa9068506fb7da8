"""Polls: each change once, in pages that may move, by one of several pollers, with pauses after failures."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from govkit.catalog.entries.kinds.system import Pagination
from govkit.catalog.workflows.check import read_all
from govkit.client.jsontext import loads
from govkit.errors import GovkitError
from govkit.sync.inbox.cursors import Cursors, LeaseLost
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.poller import Poller
from govkit.sync.inbox.polls import Poll, polls_of
from govkit.sync.inbox.refusals import Refused
from govkit.sync.inbox.senders import senders_of
from govkit.sync.inbox.subscribing import Plan
from govkit.sync.store.database import Database
from govkit.sync.store.tables import CURSORS
from govkit.sync.values import Answered, Asked, Json
from tests.sync.inbox.estates import ROOT, contracts_in, example, reference
from tests.sync.inbox.stage import NOW, Fake, Listed, Moving, events, rows, runs

CHANGED = "erp.invoice.changed"
BY_PAGE = Pagination(style="page", parameter="page", size="pageSize", items="/items")
INVOICES = Poll(
    name="erp.listInvoices", system="erp", api="erp@2.2.0", operation="listInvoices", consumer="ledger",
    cursor="updatedSince", kind="moment", every=900.0, type=CHANGED, paging=BY_PAGE, size=2,
)  # fmt: skip


def at(seconds: float) -> str:
    return datetime.fromtimestamp(NOW + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def invoice(number: int, changed: float = 0, **more: Any) -> dict[str, Any]:
    return {"invoiceNumber": f"INV-{number}", "updatedAt": at(changed), **more}


@dataclass
class Erp:
    """A platform that lists invoices, the newest first, in pages."""

    invoices: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Json]] = field(default_factory=list)
    before: Callable[[int], Answered | None] = lambda _number: None

    def __call__(self, asked: Asked, /) -> Answered:
        given = {name: value for name, _, value in asked.parameters}
        self.asked.append(given)
        refused = self.before(len(self.asked))
        if refused is not None:
            return refused
        since, page, size = given["updatedSince"], int(given.get("page", 1)), given["pageSize"]
        found = sorted(self.invoices, key=lambda one: one["updatedAt"], reverse=True)
        found = [one for one in found if one["updatedAt"] >= since][(page - 1) * size : page * size]
        return Answered(200, loads(json.dumps({"items": found})))


def by_number(body: Json) -> Plan:
    return Plan(body["item"]["invoiceNumber"], {})


def poller(
    database: Database, call: Any, *polls: Poll, now: Moving | None = None, holder: str = "a", **workflows: Any
) -> Poller:
    now = now or Moving()
    listed = Listed(workflows.get("listed", {CHANGED: [Fake("ledger", planner=by_number)]}))
    cursors = Cursors(database, now, holder)
    return Poller(database, Intake(database, listed, now), cursors, polls or (INVOICES,), call)


def cursor(database: Database) -> Any:
    (row,) = rows(database, CURSORS)
    return row


def test_each_change_is_one_event_with_the_record_as_its_item(database: Database) -> None:
    erp = Erp([invoice(1, amount=12.5)])
    assert poller(database, erp).ask(INVOICES)
    (event,) = events(database)
    assert (event.source, event.type, event.channel, event.occurred_at) == ("erp", CHANGED, "poll", at(0))
    assert event.event_id.startswith(f"listInvoices:INV-1:{at(0)}:")
    assert json.loads(event.body) == {"item": invoice(1, amount=12.5)}
    assert [one.key for one in runs(database)] == ["INV-1"]
    row = cursor(database)
    assert (row.poll, row.cursor, row.due, row.holder, row.failed) == ("erp.listInvoices", at(0), NOW + 900, None, None)


def test_what_is_read_again_is_taken_once_and_what_changed_again_anew(database: Database) -> None:
    clock, erp = Moving(), Erp([invoice(1), invoice(2)])
    door = poller(database, erp, now=clock)
    for _ in range(3):
        door.run_due()
        clock.at += 900
    assert [one.repeats > 0 for one in events(database)] == [True, True]
    erp.invoices = [invoice(2), invoice(1, 1000)]
    door.run_due()
    assert [one.key for one in runs(database)] == ["INV-1", "INV-2", "INV-1"]


def test_two_changes_within_one_second_are_two_events(database: Database) -> None:
    clock, erp = Moving(), Erp([invoice(1, status="draft")])
    door = poller(database, erp, now=clock)
    door.run_due()
    erp.invoices = [invoice(1, status="posted")]
    clock.at += 900
    door.run_due()
    assert [json.loads(one.body)["item"]["status"] for one in events(database)] == ["draft", "posted"]


def test_a_list_is_read_to_its_end_before_its_cursor_moves(database: Database) -> None:
    erp = Erp([invoice(number, -number) for number in range(5)])
    cursors: list[str | None] = []
    erp.before = lambda _number: cursors.append(cursor(database).cursor)
    assert poller(database, erp).ask(INVOICES)
    assert [one.get("page", 1) for one in erp.asked] == [1, 2, 3, 4] * 2
    assert set(cursors) == {None}
    assert cursor(database).cursor == at(0)
    assert len(events(database)) == 5


def test_a_record_that_slips_to_a_page_that_was_read_is_not_lost(database: Database) -> None:
    """Between two pages a record leaves the list, so that the first of page two is the last of page one."""
    erp = Erp([invoice(number, -number) for number in range(5)])

    def leaves(number: int) -> None:
        if number == 2:
            del erp.invoices[0]

    erp.before = leaves
    assert poller(database, erp).ask(INVOICES)
    assert {json.loads(one.body)["item"]["invoiceNumber"] for one in events(database)} == {f"INV-{n}" for n in range(5)}


def test_a_poll_begins_with_what_changes_from_now_on(database: Database) -> None:
    erp = Erp([invoice(1, -1_000), invoice(2, -100)])
    poller(database, erp).run_due()
    assert erp.asked[0]["updatedSince"] == at(-900)
    assert len(events(database)) == 1


def test_a_record_from_the_future_does_not_hide_what_comes_before_it(database: Database) -> None:
    clock, erp = Moving(), Erp([invoice(1, 10**7)])
    door = poller(database, erp, now=clock)
    door.run_due()
    assert cursor(database).cursor == at(0)
    clock.at += 900
    erp.invoices.append(invoice(2, 800))
    door.run_due()
    assert {one.key for one in runs(database)} == {"INV-1", "INV-2"}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answered(None, error="no answer within 60 s"), "no answer within 60 s"),
        (Answered(503, {"title": "down"}), "answered 503"),
        (Answered(200, {"other": []}), "no list at /items"),
        (Answered(200, None), "no list at /items"),
    ],
)
def test_a_failure_is_kept_and_the_pause_doubles(database: Database, answer: Answered, why: str) -> None:
    clock, erp = Moving(), Erp([invoice(1)])
    erp.before = lambda _number: answer
    door = poller(database, erp, now=clock)
    pauses = []
    for _ in range(9):
        assert not door.ask(INVOICES)
        row = cursor(database)
        assert why in row.failed
        assert row.holder is None
        pauses.append(row.due - clock.at)
        assert not door.ask(INVOICES)
        clock.at = row.due
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert len(erp.asked) == 9
    erp.before = lambda _number: None
    erp.invoices = [invoice(1, clock.at - NOW)]
    assert door.ask(INVOICES)
    assert (cursor(database).failed, cursor(database).due) == (None, clock.at + 900)
    assert len(events(database)) == 1


def test_a_system_that_says_when_is_asked_then(database: Database) -> None:
    erp = Erp()
    erp.before = lambda _number: Answered(429, retry_after=400.0)
    poller(database, erp).run_due()
    assert cursor(database).due == NOW + 400


def test_a_call_that_is_not_granted_is_a_failure_with_its_reason(database: Database) -> None:
    def refused(_asked: Asked, /) -> Answered:
        raise GovkitError("ledger is not granted GET /invoices of erp@2.2.0", hint="ask")

    assert not poller(database, refused).ask(INVOICES)
    assert cursor(database).failed == "ledger is not granted GET /invoices of erp@2.2.0"


def test_a_failure_on_the_way_keeps_what_was_read_and_begins_anew(database: Database) -> None:
    clock, erp = Moving(), Erp([invoice(number, -number) for number in range(4)])
    erp.before = lambda number: Answered(500) if number == 2 else None
    door = poller(database, erp, now=clock)
    assert not door.ask(INVOICES)
    assert (len(events(database)), cursor(database).cursor) == (2, None)
    clock.at += 30
    assert door.ask(INVOICES)
    assert len(events(database)) == 4


def test_two_pollers_never_ask_at_once(database: Database) -> None:
    inside, most, lock = 0, 0, threading.Lock()
    slow = threading.Barrier(2)

    def call(_asked: Asked, /) -> Answered:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        with lock:
            inside -= 1
        return Answered(200, {"items": []})

    asked: list[bool] = []

    def poll(holder: str) -> None:
        door = poller(database, call, holder=holder)
        slow.wait()
        asked.append(door.ask(INVOICES))

    threads = [threading.Thread(target=poll, args=(holder,)) for holder in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(asked) == [False, True]
    assert most == 1


def test_a_poller_that_hangs_is_replaced_and_takes_nothing_afterwards(database: Database) -> None:
    clock = Moving()
    erp = Erp([invoice(1)])
    other = poller(database, erp, now=clock, holder="b")

    def hangs(asked: Asked, /) -> Answered:
        assert not other.ask(INVOICES)
        clock.at += 121
        assert other.ask(INVOICES)
        return Answered(200, {"items": [invoice(1), invoice(7)]})

    assert not poller(database, hangs, now=clock, holder="a").ask(INVOICES)
    assert [one.key for one in runs(database)] == ["INV-1"]
    assert cursor(database).due == clock.at + 900


def test_a_lease_that_was_lost_gives_nothing_back(database: Database) -> None:
    clock = Moving()
    first, second = Cursors(database, clock, "a"), Cursors(database, clock, "b")
    lost = first.hold("p")
    assert lost is not None
    assert second.hold("p") is None
    clock.at += 121
    assert second.hold("p") is not None
    with pytest.raises(LeaseLost):
        first.done(lost, NOW, "x")
    with pytest.raises(LeaseLost), database.begin() as connection:
        first.go_on(connection, lost, "x")
    assert cursor(database).cursor is None


# ---------------------------------------------------------------------------------------------------------------- pages


def paged(answers: list[tuple[Json, dict[str, str]]], asked: list[dict[str, Json]]) -> Callable[[Asked], Answered]:
    left = iter(answers)

    def call(one: Asked, /) -> Answered:
        asked.append({name: value for name, _, value in one.parameters})
        body, headers = next(left)
        return Answered(200, body, headers)

    return call


def test_the_cursor_of_a_page_is_kept_with_its_events(database: Database) -> None:
    paging = Pagination(style="cursor", parameter="starting_after", size="limit", items="/data", next="/next_cursor")
    poll = replace(INVOICES, cursor="starting_after", kind="page", paging=paging)
    asked: list[dict[str, Json]] = []
    pages: list[tuple[Json, dict[str, str]]] = [
        ({"data": [invoice(1)], "next_cursor": "c1"}, {}),
        ({"data": [invoice(2)], "next_cursor": None}, {}),
        ({"data": [invoice(2), invoice(3)], "next_cursor": "c2"}, {}),
        ({"data": []}, {}),
    ]
    clock = Moving()
    door = poller(database, paged(pages, asked), poll, now=clock)
    assert door.ask(poll)
    assert cursor(database).cursor == "c1"
    clock.at += 900
    assert door.ask(poll)
    assert cursor(database).cursor == "c2"
    assert [one.get("starting_after") for one in asked] == [None, "c1", "c1", "c2"]
    assert len(events(database)) == 3


def test_a_list_that_leads_in_a_circle_is_a_failure(database: Database) -> None:
    paging = Pagination(style="cursor", parameter="cursor", items="/data", next="/next")
    poll = replace(INVOICES, cursor="cursor", kind="page", paging=paging, size=None)
    page: tuple[Json, dict[str, str]] = ({"data": [], "next": "again"}, {})
    assert not poller(database, paged([page] * 5, []), poll).ask(poll)
    assert "circle" in cursor(database).failed


def test_the_address_of_a_link_is_not_followed_only_what_it_adds(database: Database) -> None:
    paging = Pagination(style="link", size="perPage")
    poll = replace(INVOICES, paging=paging, kind="moment", size=50)
    asked: list[dict[str, Json]] = []
    link = {"Link": '<https://elsewhere.example/x?cursor=c%201&perPage=9999>; rel="next"'}
    assert poller(database, paged([([invoice(1)], link), ([invoice(2)], {})], asked), poll).ask(poll)
    assert asked == [
        {"updatedSince": at(-900), "perPage": 50},
        {"updatedSince": at(-900), "perPage": 50, "cursor": "c 1"},
    ]


def test_offsets_count_what_was_read(database: Database) -> None:
    paging = Pagination(style="offset", parameter="offset", size="limit", items="/items")
    poll = replace(INVOICES, paging=paging)
    asked: list[dict[str, Json]] = []
    pages: Iterator[list[Json]] = iter([[invoice(1), invoice(2)], [invoice(3)], [], [invoice(1)], []])
    answers: list[tuple[Json, dict[str, str]]] = [({"items": page}, {}) for page in pages]
    answers[3:3] = [({"items": [invoice(1), invoice(2)]}, {}), ({"items": [invoice(3)]}, {}), ({"items": []}, {})]
    assert poller(database, paged(answers, asked), poll).ask(poll)
    assert [one.get("offset") for one in asked] == [None, 2, 3] * 2


# ------------------------------------------------------------------------------------------- the same event, both ways


def test_an_event_that_came_by_webhook_is_not_taken_again_by_a_poll(database: Database) -> None:
    contracts = reference()
    sender = senders_of(contracts, [], {}, Moving())["billing"]
    told = example(contracts, "billing@3.0.0", "payment.failed")
    paging = Pagination(style="cursor", parameter="starting_after", items="/data", next="/next_cursor")
    poll = replace(
        INVOICES, name="billing.listEvents", system="billing", operation="listEvents", cursor="starting_after",
        kind="page", type="billing.event", paging=paging, size=None, sender=sender,
    )  # fmt: skip
    listed = {"billing.payment.failed": [Fake("alerts", planner=lambda body: Plan(body["customer_id"], {}))]}
    other = {**told, "id": "evt_99999"}
    unknown = {"id": "evt_1", "type": "thing.new"}
    body = {"data": [told, other, unknown], "next_cursor": None}
    door = poller(database, lambda _asked, /: Answered(200, loads(json.dumps(body))), poll, listed=listed)
    assert door.ask(poll)
    found = [(one.type, one.event_id.partition(":")[0], one.channel) for one in events(database)]
    assert found == [
        ("billing.payment.failed", told["id"], "poll"),
        ("billing.event", "listEvents", "poll"),
        ("billing.payment.failed", "evt_99999", "poll"),
        ("billing.event", "listEvents", "poll"),
        ("billing.event", "listEvents", "poll"),
    ]
    assert json.loads(events(database)[0].body) == told
    assert len(runs(database)) == 2


def test_an_event_of_a_list_that_is_not_as_described_is_counted_as_refused(database: Database) -> None:
    sender = senders_of(reference(), [], {}, Moving())["billing"]
    told = example(reference(), "billing@3.0.0", "payment.failed")
    paging = Pagination(style="cursor", parameter="starting_after", items="/data", next="/next_cursor")
    poll = replace(
        INVOICES, name="billing.listEvents", system="billing", cursor="starting_after", kind="page", type=None,
        paging=paging, size=None, sender=sender,
    )  # fmt: skip
    body = {"data": [{**told, "data": {"kept": "secretly"}}, told, {"id": "evt_1", "type": "thing.new"}]}
    refused: list[tuple[str, Refused]] = []
    door = Poller(
        database, Intake(database, Listed(), Moving()), Cursors(database, Moving(), "a"), [poll],
        lambda _asked, /: Answered(200, body), refuse=lambda system, one: refused.append((system, one)),
    )  # fmt: skip
    assert door.ask(poll)
    assert [one.event_id for one in events(database)] == [told["id"]]
    assert [(system, one.reason) for system, one in refused] == [("billing", "body"), ("billing", "event")]
    assert "/data: required" in refused[0][1].detail
    assert "secretly" not in refused[0][1].detail


# --------------------------------------------------------------------------------------------------------- of an estate

_TRIGGERED = """\
arazzo: 1.1.0
info: {title: Ledger, version: 1.0.0}
sourceDescriptions: [{name: erp, type: openapi, url: ../../specs/erp/2.2.0/openapi.yaml}]
workflows:
- workflowId: ledger
  x-govkit-workflow: {owner: team:finance-systems, trigger: {poll: erp.listInvoices}, key: $inputs.item#/invoiceNumber}
  steps: []
"""


def test_the_polls_of_an_estate_are_those_that_workflows_start_by() -> None:
    contracts = reference()
    documents = read_all(contracts.estate.workflow_documents).documents
    assert polls_of(contracts, documents, {}) == []
    changed = contracts_in({"catalog/workflows/ledger.arazzo.yaml": _TRIGGERED.replace("steps: []", _STEPS)})
    documents = read_all(changed.estate.workflow_documents).documents
    (found,) = polls_of(changed, documents, {})
    assert (found.name, found.api, found.consumer, found.type) == ("erp.listInvoices", "erp@2.2.0", "ledger", CHANGED)
    assert (found.cursor, found.kind, found.every, found.size) == ("updatedSince", "moment", 900.0, 100)


_STEPS = """steps:
  - stepId: read
    operationId: $sourceDescriptions.erp.getInvoice
    parameters: [{name: invoiceNumber, in: path, value: $inputs.item#/invoiceNumber}]
"""


def test_events_of_webhooks_are_polled_where_a_workflow_may_ask() -> None:
    consumer = (ROOT / "catalog/consumers/alerts.yaml").read_text()
    consumer = consumer.replace("- POST webhook:payment.failed", "- POST webhook:payment.failed\n        - GET /events")
    contracts = contracts_in({"catalog/consumers/alerts.yaml": consumer})
    documents = read_all(contracts.estate.workflow_documents).documents
    (found,) = polls_of(contracts, documents, senders_of(contracts, documents, {}, Moving()))
    assert (found.name, found.consumer, found.type, found.kind) == ("billing.listEvents", "alerts", None, "page")
    assert found.sender is not None
