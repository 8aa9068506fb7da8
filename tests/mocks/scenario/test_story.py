"""The story of the reference estate, played on its platforms with the clock in hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.mocks.scenario.telling import ESTATE
from tests.mocks.serving import Served, serving

TOKEN = {"Authorization": "Bearer token"}
RECEIVER = "http://127.0.0.1:9/hooks"
"""Nobody listens there: what was to be delivered is read from the log."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("erp@2", "billing@3", "crm@4", "support@1", "customer-success@2") as found:
        yield found


@pytest.fixture
def platforms(served: Served) -> Served:
    _control(served, "reset", {})
    _control(served, "webhooks", {"url": RECEIVER})
    return served


def _control(served: Served, name: str, body: Any) -> Any:
    answer = served.client.post(f"/__govkit__/{name}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _state(served: Served, system: str, name: str, **params: Any) -> None:
    _control(served, "states", {"state": name, "system": system, "params": params})


def _read(served: Served, path: str) -> Any:
    answer = served.client.get(path, headers=TOKEN)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _tag(served: Served, path: str) -> str:
    return str(served.client.get(path, headers=TOKEN).headers.get("etag", '"1"'))


def _told(served: Served) -> list[dict[str, Any]]:
    """The events that were told, oldest first."""
    answer = served.client.get("/__govkit__/deliveries")
    assert answer.status_code == 200, answer.text
    listed = answer.json()
    return list(listed if isinstance(listed, list) else listed["deliveries"])


def _names(served: Served) -> list[str]:
    return [one["event"] for one in _told(served)]


def test_the_amendment_of_brightwater_is_refused_by_the_erp_until_the_tax_is_configured(platforms: Served) -> None:
    _control(platforms, "clock", {"now": "2026-09-14T13:05:00Z"})
    _state(platforms, "billing", "subscription sub_3001 was not amended")
    _state(platforms, "erp", "the amendment of CT-2026-0001 has not reached the books")
    body = {
        "effective_on": "2026-09-15",
        "items": [{"price_id": "price_fleet_eur_year", "quantity": 100, "unit_amount": 24000}],
        "proration_behavior": "invoice_now", "entities_added": [{"customer_id": "cus_1003", "quantity": 100}],
    }  # fmt: skip
    made = platforms.client.post(
        "/billing/subscriptions/sub_3001/amendments", json=body, headers=TOKEN | {"Idempotency-Key": "amended-once"}
    )
    assert made.status_code == 201, made.text
    assert (made.json()["status"], made.json()["delta_amount"]) == ("scheduled", 2_400_000)
    _control(platforms, "clock", {"advance": "PT11H"})
    applied = _read(platforms, f"/billing/amendments/{made.json()['id']}")
    assert (applied["status"], applied["applied_at"]) == ("applied", "2026-09-15T00:00:08Z")
    event = next(one for one in _told(platforms) if one["event"] == "subscription.amended")["body"]
    assert event["occurred_at"] == "2026-09-15T00:00:08Z"
    assert event["data"]["amendment"]["entities_added"][0]["country"] == "NL"

    examples = yaml.safe_load((ESTATE / "specs/erp/2.2.0/examples/obligations.yaml").read_text())
    stated = examples["amendmentInput"]["value"]
    place = "/erp/contracts/CT-2026-0001/obligations"
    refused = platforms.client.put(place, json=stated, headers=TOKEN)
    assert refused.status_code == 422, refused.text
    assert refused.json()["type"] == "urn:alderway:erp:tax-configuration"
    assert (refused.json()["legalEntity"], refused.json()["customerNumber"]) == ("DE01", "C-10003")
    assert refused.json()["reasonCode"] == "noConfiguration"
    assert _read(platforms, place)["totalAmount"] == "120000.00"

    _control(platforms, "clock", {"now": "2026-09-15T09:30:00Z"})
    tax = {
        "legalEntity": "DE01", "name": "Netherlands, reverse charge", "kind": "reverseCharge", "country": "NL",
        "rate": "0.0000", "validFrom": "2026-09-01", "ledgerAccountNumber": "2320", "status": "active",
    }  # fmt: skip
    answer = platforms.client.put("/erp/tax-configurations/NL-VAT-RC", json=tax, headers=TOKEN)
    assert answer.status_code in (200, 201), answer.text
    posted = platforms.client.put(place, json=stated, headers=TOKEN)
    assert posted.status_code == 200, posted.text
    assert (posted.json()["totalAmount"], posted.json()["deltaAmount"]) == ("144000.00", "24000.00")
    assert posted.json()["entities"][1]["taxConfigurationCode"] == "NL-VAT-RC"
    document = _read(platforms, f"/erp/journal-documents/{posted.json()['documentNumber']}")
    assert (document["source"], document["totalAmount"], document["period"]) == ("obligations", "24000.00", "2026-09")
    assert "obligations.posted" in _names(platforms)


def test_the_card_of_castellan_is_declined_and_charged_at_the_second_attempt(platforms: Served) -> None:
    _control(platforms, "clock", {"now": "2026-11-03T06:00:05Z"})
    _state(platforms, "billing", "the card pm_1101 is declined")
    _state(platforms, "billing", "payment pay_6101 of invoice inv_4101 is about to be charged")
    _control(platforms, "clock", {"advance": "PT4S"})
    payment = _read(platforms, "/billing/payments/pay_6101")
    assert (payment["status"], payment["failure_code"]) == ("failed", "card_declined")
    assert payment["failed_at"] == "2026-11-03T06:00:09Z"
    assert _read(platforms, "/billing/invoices/inv_4101")["status"] == "open"
    assert _names(platforms)[-1] == "payment.failed"

    _state(platforms, "billing", "all cards are charged")
    _control(platforms, "clock", {"advance": "P4D"})
    payment = _read(platforms, "/billing/payments/pay_6101")
    assert (payment["status"], payment["attempt"], payment["paid_at"][:16]) == ("succeeded", 2, "2026-11-06T12:30")
    invoice = _read(platforms, "/billing/invoices/inv_4101")
    assert (invoice["status"], invoice["totals"]["due"]) == ("paid", 0)
    assert {"payment.succeeded", "invoice.paid"} <= set(_names(platforms))


def test_the_invoice_of_pemba_falls_due_and_goes_to_collections(platforms: Served) -> None:
    _control(platforms, "clock", {"now": "2026-09-01T00:00:00Z"})
    _state(platforms, "erp", "an invoice INV-2026-000087 is posted")
    seen = []
    for instant in ("2026-09-15T12:00:00Z", "2026-09-16T06:00:00Z", "2026-10-30T06:00:00Z"):
        _control(platforms, "clock", {"now": instant})
        seen.append(_read(platforms, "/erp/invoices/INV-2026-000087")["status"])
    assert seen == ["posted", "overdue", "inCollections"]
    told = [one for one in _told(platforms) if one["event"].startswith("invoice.")]
    assert [one["event"] for one in told][-2:] == ["invoice.overdue", "invoice.inCollections"]
    assert told[-1]["body"]["data"]["invoiceNumber"] == "INV-2026-000087"
    assert told[-1]["body"]["legalEntity"] == "SG01"


def test_what_is_paid_is_allocated_once_and_no_more_than_is_open(platforms: Served) -> None:
    _state(platforms, "erp", "an invoice INV-2026-000087 is posted")
    payment = {
        "customerNumber": "C-10201", "legalEntity": "SG01", "externalReference": "pay_9001", "method": "bankTransfer",
        "currency": "SGD", "amount": "9810.00", "receivedOn": "2026-11-02",
        "allocations": [{"invoiceNumber": "INV-2026-000087", "amount": "9999.00"}],
    }  # fmt: skip
    for amount in ("9999.00", "9810.01"):
        too_much = payment | {
            "amount": "9811.00",
            "allocations": [{"invoiceNumber": "INV-2026-000087", "amount": amount}],
        }
        refused = platforms.client.post("/erp/payments", json=too_much, headers=TOKEN)
        assert refused.status_code == 422, refused.text
    payment["allocations"] = [{"invoiceNumber": "INV-2026-000087", "amount": "9810.00"}]
    made = platforms.client.post("/erp/payments", json=payment, headers=TOKEN)
    assert made.status_code == 201, made.text
    assert (made.json()["status"], made.json()["unallocatedAmount"]) == ("allocated", "0.00")
    invoice = _read(platforms, "/erp/invoices/INV-2026-000087")
    assert (invoice["status"], invoice["openAmount"], invoice["paidAmount"]) == ("paid", "0.00", "9810.00")
    assert {"payment.recorded", "invoice.paid"} <= set(_names(platforms))


@pytest.mark.parametrize(
    ("state", "method", "path", "body", "status"),
    [
        (("customer-success", "renewal ren_7201 is closed"), "PATCH", "/customer-success/renewals/ren_7201",
         {"dealId": "deal_8201"}, 409),
        (("crm", "deal deal_8201 is won"), "PATCH", "/crm/deals/deal_8201", {"stage": "negotiation"}, 409),
        (("support", "ticket tkt-88002 is closed"), "PATCH", "/support/tickets/tkt-88002", {"status": "open"}, 409),
        (None, "POST", "/billing/payments/pay_6101/retry", {}, 409),
    ],
)  # fmt: skip
def test_what_is_over_is_not_changed(
    platforms: Served, state: tuple[str, str] | None, method: str, path: str, body: Any, status: int
) -> None:
    if state is not None:
        _state(platforms, *state)
    headers = TOKEN | {"If-Match": _tag(platforms, path), "Idempotency-Key": "a-key-of-this-test"}
    if method == "PATCH" and "customer-success" in path:
        headers |= {"Content-Type": "application/merge-patch+json"}
    answer = platforms.client.request(method, path, json=body, headers=headers)
    assert answer.status_code == status, answer.text


def _order(platforms: Served, reference: str, amount: str, **members: Any) -> Any:
    line = {"productCode": "fleet-platform", "quantity": "1", "unitPrice": amount}
    order = {"customerNumber": "C-10101", "externalReference": reference, "currency": "USD", "lines": [line]}
    return platforms.client.post("/erp/sales-orders", json=order | members, headers=TOKEN)


def _limit(platforms: Served) -> tuple[str, str, str]:
    found = _read(platforms, "/erp/customers/C-10101/credit-limit")
    return found["creditLimit"], found["usedAmount"], found["availableAmount"]


def test_orders_are_confirmed_up_to_the_credit_limit(platforms: Served) -> None:
    assert _limit(platforms) == ("50000.00", "0.00", "50000.00")
    draft = _order(platforms, "deal_1", "50000.01").json()  # a draft takes nothing of the limit
    assert (draft["status"], _limit(platforms)[1]) == ("draft", "0.00")
    place = f"/erp/sales-orders/{draft['orderNumber']}"
    refused = platforms.client.post(f"{place}/confirm", headers=TOKEN)
    told = {name: refused.json().get(name) for name in ("type", "creditLimit", "usedAmount", "requestedAmount")}
    assert (refused.status_code, told) == (422, {
        "type": "urn:alderway:erp:credit-limit", "creditLimit": "50000.00", "usedAmount": "0.00",
        "requestedAmount": "50000.01",
    })  # fmt: skip
    assert _read(platforms, place)["status"] == "draft"
    assert _order(platforms, "deal_2", "30000.00", confirm=True).json()["status"] == "confirmed"
    assert _limit(platforms) == ("50000.00", "30000.00", "20000.00")
    assert _order(platforms, "deal_3", "20000.01", confirm=True).json()["usedAmount"] == "30000.00"
    last = _order(platforms, "deal_4", "20000.00", confirm=True)
    assert (last.status_code, _limit(platforms)[2]) == (201, "0.00")
    platforms.client.post(
        f"/erp/sales-orders/{last.json()['orderNumber']}/cancel", json={"reasonCode": "other"}, headers=TOKEN
    )
    assert _limit(platforms)[2] == "20000.00"


def test_a_limit_that_is_set_holds_from_then_on(platforms: Served) -> None:
    wanted = {"creditLimit": "100.00", "currency": "USD", "reviewDate": "2027-05-01", "externalReference": "review-7"}
    answer = platforms.client.put("/erp/customers/C-10101/credit-limit", json=wanted, headers=TOKEN)
    assert (answer.status_code, answer.json()["availableAmount"]) == (200, "100.00")
    found = _read(platforms, "/erp/customers/C-10101/credit-limit")
    assert (found["creditLimit"], found["reviewDate"]) == ("100.00", "2027-05-01")
    assert _read(platforms, "/erp/customers/C-10101")["creditLimit"] == "100.00"
    assert _order(platforms, "deal_5", "100.01", confirm=True).status_code == 422
    other = platforms.client.put(
        "/erp/customers/C-10101/credit-limit", json=wanted | {"currency": "EUR"}, headers=TOKEN
    )
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/currency")


def test_an_invoice_takes_over_what_its_order_took_of_the_limit(platforms: Served) -> None:
    _control(platforms, "clock", {"now": "2026-11-05T08:00:00Z"})
    order = _order(platforms, "deal_6", "45000.00", confirm=True).json()
    invoice = {
        "customerNumber": "C-10101", "legalEntity": "US01", "externalReference": "inv_9009", "currency": "USD",
        "issueDate": "2026-11-05", "dueDate": "2026-12-05", "orderNumber": order["orderNumber"],
        "lines": [{"productCode": "fleet-platform", "netAmount": "45000.00"}],
    }  # fmt: skip
    made = platforms.client.post("/erp/invoices", json=invoice, headers=TOKEN)
    assert made.status_code == 201, made.text
    told = {name: made.json()[name] for name in ("netAmount", "taxAmount", "totalAmount", "openAmount")}
    assert told == {
        "netAmount": "45000.00",
        "taxAmount": "3712.50",
        "totalAmount": "48712.50",
        "openAmount": "48712.50",
    }
    assert _limit(platforms)[1] == "45000.00"
    closed = platforms.client.post(
        f"/erp/invoices/{made.json()['invoiceNumber']}/post", json={"postingDate": "2026-08-31"}, headers=TOKEN
    )
    told = {name: closed.json().get(name) for name in ("type", "period", "periodStatus", "postingDate")}
    assert (closed.status_code, told) == (422, {
        "type": "urn:alderway:erp:closed-period", "period": "2026-08", "periodStatus": "closed",
        "postingDate": "2026-08-31",
    })  # fmt: skip
    posted = platforms.client.post(
        f"/erp/invoices/{made.json()['invoiceNumber']}/post", json={"postingDate": "2026-11-05"}, headers=TOKEN
    )
    assert posted.status_code == 200, posted.text
    assert _limit(platforms)[1] == posted.json()["openAmount"]
    another = invoice | {"externalReference": "inv_9010"}
    del another["orderNumber"]
    made = platforms.client.post("/erp/invoices", json=another, headers=TOKEN)
    refused = platforms.client.post(
        f"/erp/invoices/{made.json()['invoiceNumber']}/post", json={"postingDate": "2026-11-05"}, headers=TOKEN
    )
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:alderway:erp:credit-limit")
    assert _read(platforms, f"/erp/invoices/{made.json()['invoiceNumber']}")["status"] == "draft"


def test_the_lines_of_an_order_are_those_that_were_sent(platforms: Served) -> None:
    lines = [
        {"productCode": "fleet-platform", "quantity": "4", "unitPrice": "25.00"},
        {"productCode": "api-calls", "quantity": "1000", "netAmount": "9.99", "description": "Calls"},
    ]
    order = _order(platforms, "deal_7", "1.00", lines=lines).json()
    kept = [{name: line[name] for name in ("lineNumber", "description", "netAmount")} for line in order["lines"]]
    assert kept == [
        {"lineNumber": 1, "description": "Fleet platform", "netAmount": "100.00"},
        {"lineNumber": 2, "description": "Calls", "netAmount": "9.99"},
    ]
    assert (order["netAmount"], order["legalEntity"]) == ("109.99", "US01")
    place, merge = f"/erp/sales-orders/{order['orderNumber']}", {"Content-Type": "application/merge-patch+json"}
    patched = platforms.client.patch(place, json={"lines": lines[:1]}, headers=TOKEN | merge)
    assert (patched.json()["netAmount"], len(patched.json()["lines"])) == ("100.00", 1)
    assert platforms.client.post(f"{place}/confirm", headers=TOKEN).status_code == 200
    late = platforms.client.patch(place, json={"lines": lines}, headers=TOKEN | merge)
    assert (late.status_code, late.json()["currentStatus"]) == (409, "confirmed")


def _due_soon(platforms: Served) -> dict[str, list[tuple[str, int, str]]]:
    """The notices that renewals are due, by renewal: when, the days that are left, and the state."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for one in _told(platforms):
        if one["event"] == "renewal.dueSoon":
            data, day = one["body"]["data"], one["body"]["occurredAt"][:10]
            assert one["key"] == one["body"]["account"]["externalId"] == data["renewal"]["account"]["externalId"]
            told = (day, data["daysUntilDue"], data["renewal"]["status"])
            found.setdefault(data["renewal"]["renewalId"], []).append(told)
    return found


def test_renewals_are_told_90_60_and_30_days_before_they_are_due(platforms: Served) -> None:
    _control(platforms, "clock", {"now": "2026-11-02T06:00:00Z"})
    records = platforms.client.get("/__govkit__/records?system=customer-success&collection=/renewals").json()
    first = next(one for one in records if one["dueDate"] == "2027-04-30" and one["status"] == "upcoming")
    closed = {one["renewalId"] for one in records if one["status"] in ("won", "lost")}
    _control(platforms, "clock", {"advance": "P60D"})
    assert _due_soon(platforms)
    assert first["renewalId"] not in _due_soon(platforms)
    assert _read(platforms, f"/customer-success/renewals/{first['renewalId']}")["status"] == "upcoming"
    _control(platforms, "clock", {"now": "2027-05-02T06:00:00Z"})
    told = _due_soon(platforms)
    assert told[first["renewalId"]] == [
        ("2027-01-30", 90, "open"),
        ("2027-03-01", 60, "open"),
        ("2027-03-31", 30, "open"),
    ]
    assert not closed & told.keys()
    renewal = _read(platforms, f"/customer-success/renewals/{first['renewalId']}")
    assert (renewal["status"], renewal["updatedAt"][:10]) == ("open", "2027-01-30")  # to be told of changes nothing
    _control(platforms, "clock", {"now": "2027-01-01T06:00:00Z"})
    _control(platforms, "clock", {"now": "2027-05-02T06:00:00Z"})
    assert _due_soon(platforms) == told


def test_a_renewal_that_is_written_late_is_not_told_for_days_that_have_passed(platforms: Served) -> None:
    _control(platforms, "clock", {"now": "2026-11-02T06:00:00Z"})
    where = {"system": "customer-success", "collection": "/renewals"}
    records = platforms.client.get("/__govkit__/records", params=where).json()
    late = next(one for one in records if one["status"] == "upcoming") | {"renewalId": "ren_90001"}
    _control(platforms, "records", where | {"records": [late | {"dueDate": "2026-12-10"}]})
    place = "/customer-success/renewals/ren_90001"
    headers = TOKEN | {"If-Match": _tag(platforms, place), "Content-Type": "application/merge-patch+json"}
    assert platforms.client.patch(place, json={"dealId": "deal_8201"}, headers=headers).status_code == 200
    _control(platforms, "clock", {"now": "2026-12-12T06:00:00Z"})
    assert _due_soon(platforms)["ren_90001"] == [("2026-11-10", 30, "open")]


def test_a_deal_that_is_won_is_told(platforms: Served) -> None:
    _state(platforms, "crm", "deal deal_8201 is being negotiated")
    tag = _tag(platforms, "/crm/deals/deal_8201")
    answer = platforms.client.patch("/crm/deals/deal_8201", json={"stage": "won"}, headers=TOKEN | {"If-Match": tag})
    assert answer.status_code == 200, answer.text
    event = _told(platforms)[-1]
    assert event["event"] == "deal.won"
    assert event["body"]["data"]["deal"]["id"] == "deal_8201"


def test_a_second_record_of_the_same_reference_is_not_refused(platforms: Served) -> None:
    """The ERP says so: who writes again without looking has two, and lists tell both once they have settled."""
    numbers = [_order(platforms, "deal_9", "1.00").json()["orderNumber"] for _ in range(2)]
    assert len(set(numbers)) == 2
    _control(platforms, "clock", {"advance": "PT90S"})
    found = _read(platforms, "/erp/sales-orders?externalReference=deal_9")["items"]
    assert [one["orderNumber"] for one in found] == numbers
