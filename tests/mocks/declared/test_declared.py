"""What a mock.yaml declares is done: identifiers, states, references, refusals, effects, events, timers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mocks.declared.shops import LINE, MOCK, PATCH, Shop, shop


@pytest.fixture
def found() -> Iterator[Shop]:
    with shop() as one:
        yield one


def _refusal(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    return body


def test_identifiers_have_their_form_and_go_on(found: Shop) -> None:
    found.client.post("/__govkit__/clock", json={"now": "2031-05-01T00:00:00Z"})
    assert [found.invoice()["id"] for _ in range(2)] == ["INV-2031-000001", "INV-2031-000002"]
    assert found.client.post("/customers", json={"name": "Bob"}).json()["id"] == "c_2"
    found.client.post("/__govkit__/clock", json={"now": "2032-05-01T00:00:00Z"})
    assert found.invoice()["id"] == "INV-2032-000001"


def test_derived_fields_follow_whatever_is_sent(found: Shop) -> None:
    made = found.invoice(total="999.00", lines=[LINE, {**LINE, "quantity": 1, "amount": "77.00"}])
    assert [line["amount"] for line in made["lines"]] == ["31.50", "10.50"]
    assert (made["total"], made["open"]) == ("42.00", "42.00")
    patched = found.client.patch(f"/invoices/{made['id']}", json={"lines": [LINE], "total": "1.00"}, headers=PATCH)
    assert patched.json()["total"] == "31.50"


def test_only_declared_moves_are_made(found: Shop) -> None:
    name = found.invoice()["id"]
    assert found.read(f"/invoices/{name}")["status"] == "draft"
    refused = found.client.patch(f"/invoices/{name}", json={"status": "paid"}, headers=PATCH)
    assert "does not go from draft to paid" in _refusal(refused, 409)["detail"]
    by_hand = found.client.patch(f"/invoices/{name}", json={"status": "posted"}, headers=PATCH)
    assert by_hand.status_code == 409  # postInvoice does that
    posted = found.client.post(f"/invoices/{name}/post").json()
    assert (posted["status"], posted["documentNumber"]) == ("posted", "D-0001")
    assert posted["postedAt"]
    again = _refusal(found.client.post(f"/invoices/{name}/post"), 409)
    assert again["detail"] == f"the invoice `{name}` is posted; post takes draft"
    assert found.client.patch(f"/invoices/{name}", json={"status": "overdue"}, headers=PATCH).status_code == 200


def test_references_lead_to_records(found: Shop) -> None:
    refused = _refusal(found.client.post("/invoices", json={"customerId": "c_9", "lines": []}), 422)
    assert refused["errors"] == [{"pointer": "/customerId", "detail": "there is no customer `c_9`"}]
    made = found.invoice()
    assert "names it" in _refusal(found.client.delete("/customers/c_1"), 409)["detail"]
    assert found.read("/customers/c_1")["name"] == "Ada"
    other = found.client.post("/customers", json={"name": "Bob"}).json()["id"]
    assert found.client.delete(f"/customers/{other}").status_code == 204
    assert made["customerId"] == "c_1"


def test_what_is_unique_or_immutable_stays_so(found: Shop) -> None:
    made = found.invoice(externalReference="e-1")
    twice = found.client.post("/invoices", json={"customerId": "c_1", "lines": [], "externalReference": "e-1"})
    assert _refusal(twice, 409)["errors"][0]["pointer"] == "/externalReference"
    other = found.invoice(externalReference="e-2")["id"]
    changed = found.client.patch(f"/invoices/{other}", json={"externalReference": "e-1"}, headers=PATCH)
    assert changed.status_code == 409
    kept = found.client.patch(f"/invoices/{made['id']}", json={"externalReference": "e-1"}, headers=PATCH)
    assert kept.status_code == 200
    found.client.post("/customers", json={"name": "Bob"})
    moved = found.client.patch(f"/invoices/{other}", json={"customerId": "c_2"}, headers=PATCH)
    assert _refusal(moved, 422)["errors"][0]["pointer"] == "/customerId"


def test_business_rejections_speak_in_the_errors_of_the_api(found: Shop) -> None:
    body = {"customerId": "c_1", "lines": [{**LINE, "quantity": 100}]}
    refused = _refusal(found.client.post("/invoices", json=body), 422)
    assert {key: refused[key] for key in ("type", "title", "code", "status")} == {
        "type": "urn:shop:credit-limit", "title": "Credit limit", "code": "credit_limit", "status": 422
    }  # fmt: skip
    assert refused["detail"] == "The limit of c_1 does not allow 1050.00 more."
    assert refused["errors"][0]["pointer"] == "/lines"
    assert found.read("/invoices") == []
    found.client.post("/customers", json={"name": "Bob", "country": "NL", "creditLimit": 100})
    name = found.invoice(customerId="c_2")["id"]
    refused = _refusal(found.client.post(f"/invoices/{name}/post"), 422)
    assert (refused["code"], refused["detail"]) == ("no_tax_configuration", "There is no tax configuration for NL.")
    assert found.read(f"/invoices/{name}")["status"] == "draft"
    assert found.sent == []


def test_effects_happen_whole_or_not_at_all(found: Shop) -> None:
    first, second = found.invoice()["id"], found.invoice()["id"]
    found.client.post(f"/invoices/{first}/post")
    paid = {"amount": "31.50", "allocations": [{"invoiceId": first, "amount": "31.50"}]}
    assert found.client.post("/payments", json=paid).json()["state"] == "pending"
    halves = [{"invoiceId": second, "amount": "31.50"}]
    both = found.client.post("/payments", json={"amount": "31.50", "allocations": halves}).json()
    found.advance("PT3H")
    assert (found.read(f"/invoices/{first}")["status"], found.read(f"/invoices/{first}")["open"]) == ("paid", "0.00")
    # the second invoice is no more than a draft, which `pay` does not take: all of that settlement is undone
    assert (found.read(f"/invoices/{second}")["status"], found.read(f"/invoices/{second}")["open"]) == (
        "draft",
        "31.50",
    )
    assert found.read(f"/payments/{both['id']}")["state"] == "pending"
    assert any("settlement" in text and "is draft" in text for text in found.served.told)
    settled = [body["paymentId"] for name, body, _ in found.sent if name == "payment.settled"]
    assert both["id"] not in settled


def test_events_are_whole_and_new_each_time(found: Shop) -> None:
    for _ in range(2):
        found.client.post(f"/invoices/{found.invoice()['id']}/post")
    (name, first, key), (_, second, _) = found.sent
    assert (name, key, first["type"]) == ("invoice.posted", "c_1", "invoice.posted")
    assert first["data"]["invoice"] == found.read(f"/invoices/{first['data']['invoice']['id']}")
    assert first["id"] != second["id"]


def test_timers_ring_on_the_clock_of_the_mocks(found: Shop) -> None:
    found.client.post("/__govkit__/clock", json={"now": "2026-03-01T12:00:00Z"})
    name = found.invoice(dueDate="2026-03-31")["id"]
    found.advance("P40D")
    assert found.read(f"/invoices/{name}")["status"] == "draft"  # nothing was posted
    found.client.post("/__govkit__/clock", json={"now": "2026-03-01T12:00:00Z"})
    found.client.post(f"/invoices/{name}/post")
    found.advance("P29D")
    assert found.read(f"/invoices/{name}")["status"] == "posted"
    found.advance("P2D")
    assert found.read(f"/invoices/{name}")["status"] == "overdue"
    assert found.sent[-1][0] == "invoice.overdue"
    assert found.sent[-1][1]["createdAt"] == "2026-04-01T00:00:00Z"


def test_an_operation_answers_what_is_declared(found: Shop) -> None:
    name = found.invoice()["id"]
    answer = found.client.post(f"/invoices/{name}/remind")
    assert (answer.status_code, answer.json()) == (202, {"invoiceId": name, "text": "Pay 31.50, please", "level": 2})


def test_a_provider_state_is_set_up_and_taken_back(found: Shop) -> None:
    order = {"state": "an invoice {number} is overdue", "params": {"number": "INV-2026-000042"}, "action": "setup"}
    made = found.client.post("/__govkit__/states", json=order)
    assert made.json() == {"number": "INV-2026-000042", "invoiceId": "INV-2026-000042"}
    assert found.read("/invoices/INV-2026-000042")["status"] == "overdue"
    assert found.sent == []
    found.client.post("/__govkit__/states", json=order | {"action": "teardown"})
    assert found.client.get("/invoices/INV-2026-000042").status_code == 404
    named = found.client.post("/__govkit__/states", json={"state": "an invoice INV-2026-000043 is overdue"})
    assert named.json()["invoiceId"] == "INV-2026-000043"
    unknown = found.client.post("/__govkit__/states", json={"state": "an invoice is overdue"})
    assert "did you mean `an invoice {number} is overdue`?" in _refusal(unknown, 404)["detail"]


def test_a_state_stops_the_clock_and_orders_faults_until_it_is_taken_back(tmp_path: Path) -> None:
    state = """\
    it is the end of the year, and lists are slow:
      clock: '2026-12-31T23:59:00Z'
      records: {/invoices: [{id: INV-2026-000001, customerId: c_1, dueDate: '= today()'}]}
      faults: [{fault: error, operation: listInvoices, status: 503}]
      values: {due: $records#/0/dueDate}
    a fault that there is not:
      records: {/invoices: [{customerId: c_1}]}
      faults: [{fault: flood}]
"""
    with shop(MOCK.read_text("utf-8") + state, tmp_path) as found:
        order = {"state": "it is the end of the year, and lists are slow"}
        made = found.client.post("/__govkit__/states", json=order)
        assert made.status_code == 200, made.text
        assert made.json() == {"invoiceId": "INV-2026-000001", "due": "2026-12-31"}
        assert found.read("/__govkit__/clock")["now"] == "2026-12-31T23:59:00Z"
        assert found.client.get("/invoices").status_code == 503
        found.client.post("/__govkit__/states", json=order | {"action": "teardown"})
        assert found.read("/invoices") == []
        assert found.read("/__govkit__/clock")["now"] != "2026-12-31T23:59:00Z"
        refused = found.client.post("/__govkit__/states", json={"state": "a fault that there is not"})
        assert refused.status_code == 400
        assert found.read("/invoices") == []


def test_settings_are_switched_by_states(found: Shop) -> None:
    name = found.invoice()["id"]
    found.client.post("/__govkit__/states", json={"state": "the customer has no tax configuration"})
    assert _refusal(found.client.post(f"/invoices/{name}/post"), 422)["code"] == "no_tax_configuration"
    found.client.post("/__govkit__/reset", json={})
    name = found.invoice()["id"]
    assert found.client.post(f"/invoices/{name}/post").status_code == 200


def test_the_ledger_tells_what_was_committed(found: Shop) -> None:
    name = found.invoice()["id"]
    found.client.post(f"/invoices/{name}/post")
    found.client.post(f"/invoices/{name}/post")
    told = [(one["operation"], one["status"], one["committed"]) for one in found.read("/__govkit__/ledger")]
    assert told == [("createInvoice", 201, True), ("postInvoice", 200, True), ("postInvoice", 409, False)]


def test_a_repetition_of_what_was_refused_is_asked_anew(found: Shop) -> None:
    key = {"Idempotency-Key": "k-1"}
    body = {"customerId": "c_2", "lines": []}
    assert found.client.post("/invoices", json=body, headers=key).status_code == 422
    found.client.post("/customers", json={"name": "Bob", "creditLimit": 5})
    first = found.client.post("/invoices", json=body, headers=key)
    assert first.status_code == 201
    assert found.client.post("/invoices", json=body, headers=key).content == first.content
    assert len(found.read("/invoices")) == 1


def test_what_is_made_of_a_list_knows_its_place_and_an_answer_what_it_replaces(tmp_path: Path) -> None:
    text = MOCK.read_text("utf-8").replace(
        "    remind:\n",
        """    getInvoice:
      answer:
        body:
          id: $answer.id
          customerId: $answer.customerId
          status: $answer.status
          total: $answer.total
          open: '0.00'
          lines: {$each: $record.lines, $make: {description: 'No. {$place}', quantity: $place, unitPrice: '1.00'}}
    remind:
""",
        1,
    )
    with shop(text, tmp_path) as found:
        made = found.invoice(lines=[LINE, LINE])
        read = found.read(f"/invoices/{made['id']}")
    assert (read["status"], read["total"], read["open"]) == ("draft", "63.00", "0.00")
    assert [(line["description"], line["quantity"]) for line in read["lines"]] == [("No. 1", 1), ("No. 2", 2)]


def test_an_operation_of_another_place_answers_a_record_with_its_tag(found: Shop) -> None:
    name = found.invoice()["id"]
    first = found.client.get("/customers/c_1/draft")
    assert (first.status_code, first.json()) == (200, found.read(f"/invoices/{name}"))
    tag = found.client.get(f"/invoices/{name}").headers["etag"]
    assert first.headers["etag"] == tag
    assert found.client.get("/customers/c_1/draft", headers={"If-None-Match": tag}).status_code == 304
    changed = found.client.patch(f"/invoices/{name}", json={"lines": []}, headers={**PATCH, "If-Match": tag})
    assert changed.status_code == 200, "whoever read it there may change it"
    found.client.patch(f"/invoices/{name}", json={"lines": [LINE]}, headers=PATCH)
    found.client.post(f"/invoices/{name}/post")
    assert "no such invoice" in _refusal(found.client.get("/customers/c_1/draft"), 404)["detail"]


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("an invoice {number} is overdue", {"number": "INV-2026-000901"}),
        ("an invoice INV-2026-000901 is overdue", {}),
        ("an invoice {id} is overdue", {"id": "INV-2026-000901"}),
    ],
)
def test_a_state_is_meant_by_its_name_whatever_its_parameters_are_called(
    found: Shop, name: str, params: dict[str, str]
) -> None:
    order = {"state": name, "params": params, "action": "setup", "consumer": "anybody", "system": "shop"}
    answer = found.client.post("/__govkit__/states", json=order)
    assert (answer.status_code, answer.json()["number"]) == (200, "INV-2026-000901")
    assert found.read("/invoices/INV-2026-000901")["status"] == "overdue"
    assert found.client.post("/__govkit__/states", json=order | {"action": "teardown"}).json() == {}
    assert found.client.get("/invoices/INV-2026-000901").status_code == 404


def test_what_timers_write_stands_in_the_ledger_with_its_cause() -> None:
    with shop() as found:
        found.client.post("/__govkit__/clock", json={"now": "2031-05-01T00:00:00Z"})
        name = found.invoice(dueDate="2031-05-02")["id"]
        found.client.post(f"/invoices/{name}/post")
        body = {"amount": "31.50", "allocations": [{"invoiceId": name, "amount": "31.50"}]}
        payment = found.client.post("/payments", json=body).json()["id"]
        found.advance("PT2H")
        told = found.read("/__govkit__/ledger?cause=timer settlement")
        keys = ("seq", "system", "operation", "key", "path", "status", "committed", "cause")
        settled = {"operation": "timer:settlement", "status": 200, "committed": True, "cause": "timer settlement"}
        assert [{key: one[key] for key in keys} for one in told] == [
            {"seq": 4, "system": "shop", "key": None, "path": f"/payments/{payment}", **settled},
            {"seq": 5, "system": "shop", "key": None, "path": f"/invoices/{name}", **settled},
            {"seq": 6, "system": "shop", "key": None, "path": f"/invoices/{name}", **settled},
        ]
        assert [one["body"].get("status", one["body"].get("state")) for one in told] == ["settled", "posted", "paid"]
        assert [one["at"] for one in told] == ["2031-05-01T02:00:00.000Z"] * 3
        assert {one["cause"] for one in found.read("/__govkit__/ledger?limit=3&since=0")} == {"timer settlement"}
        assert len(found.read("/__govkit__/ledger?cause=request")) == 3


def test_a_timer_that_is_refused_stands_in_the_ledger_as_one_that_wrote_nothing(tmp_path: Path) -> None:
    text = MOCK.read_text("utf-8").replace(
        "    settlement: {",
        """    loss:
      collection: /payments
      after: PT1H
      effects: [{create: /invoices, record: {customerId: c_9, lines: []}}]
    settlement: {""",
        1,
    )
    with shop(text, tmp_path) as found:
        payment = found.client.post("/payments", json={"amount": "1.00", "allocations": []}).json()["id"]
        found.advance("PT1H")
        [told] = found.read("/__govkit__/ledger?cause=timer loss")
    assert (told["path"], told["status"], told["committed"]) == (f"/payments/{payment}", 422, False)


def test_a_platform_may_keep_a_limit_without_being_told_to(tmp_path: Path) -> None:
    text = MOCK.read_text("utf-8").replace("spec:\n", "spec:\n  rateLimit: {requests: 2, per: PT1M}\n", 1)
    with shop(text, tmp_path) as found:
        found.client.post("/__govkit__/clock", json={"now": "2031-05-01T00:00:00Z"})
        assert [found.client.get("/customers").status_code for _ in range(3)] == [200, 200, 429]
        found.advance("PT1M")
        assert found.client.get("/customers").status_code == 200
        [told] = found.read("/__govkit__/rate-limits")
        assert (told["requests"], told["kept"]) == (2, True)
