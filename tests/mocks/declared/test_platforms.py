"""Several systems with declared behaviour: references and effects between them, writes seen late, snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from govkit.errors import InputError
from tests.mocks.declared.shops import HERE, LINE, MOCK, SPEC, Shop, shop
from tests.mocks.serving import serving

TEXT = MOCK.read_text("utf-8")
BOOKS = """\
apiVersion: govkit/v1
kind: Mock
metadata: {name: books}
spec:
  collections:
    /partners:
      identifier: {form: '{sequence}'}
      derived: {balance: 'round(default($record.balance, 0), 2)'}
      derivedSent: refuse
      references: {ref: {to: 'shop:/customers', refusal: {code: unknown_customer}}}
      settle: {after: PT90S, only: lists}
  operations:
    addNote:
      set: {by: '$parent.name'}
      refuse:
        - {when: $parent.balance > 900, status: 409, code: blocked, detail: '{$parent.name} owes {$parent.balance}.'}
"""
EFFECT = """\
            effects:
              - update: 'books:/partners'
                where: $item.ref == $record.customerId
                set: {balance: '= $item.balance + $record.total'}
"""


@contextmanager
def both(folder: Path) -> Iterator[httpx.Client]:
    shop_text = TEXT.replace("            by: postInvoice\n", f"            by: postInvoice\n{EFFECT}", 1)
    (folder / "shop.yaml").write_text(shop_text, "utf-8")
    (folder / "books.yaml").write_text(BOOKS, "utf-8")
    files = [str(folder / "shop.yaml"), str(folder / "books.yaml")]
    with serving(str(SPEC), str(HERE / "books.yaml"), behaviour=files) as served:
        yield served.client


def _posted(client: httpx.Client, **members: Any) -> Any:
    made = client.post("/shop/invoices", json={"customerId": "c_1", "lines": [LINE], **members}).json()
    return client.post(f"/shop/invoices/{made['id']}/post")


def test_an_effect_reaches_the_records_of_another_system(tmp_path: Path) -> None:
    with both(tmp_path) as client:
        assert _posted(client).status_code == 200
        assert client.get("/books/partners/1").json()["balance"] == 31.5
        assert _posted(client).status_code == 200
        assert client.get("/books/partners/1").json()["balance"] == 63


def test_a_reference_leads_into_another_system(tmp_path: Path) -> None:
    with both(tmp_path) as client:
        refused = client.post("/books/partners", json={"name": "x", "ref": "c_9"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_customer")
        assert refused.json()["error"]["message"] == "there is no customer `c_9`"
        client.post("/shop/customers", json={"name": "Eve"})
        made = client.post("/books/partners", json={"name": "x", "ref": "c_2"})
        assert (made.status_code, made.json()["number"]) == (201, 2)


def test_derived_fields_that_are_sent_may_be_refused(tmp_path: Path) -> None:
    with both(tmp_path) as client:
        refused = client.post("/books/partners", json={"name": "x", "balance": 7})
        assert refused.status_code == 400
        assert "follows from other fields" in refused.json()["error"]["message"]


def test_the_item_above_has_a_say(tmp_path: Path) -> None:
    with both(tmp_path) as client:
        made = client.post("/books/partners/1/notes", json={"text": "hello"})
        assert (made.status_code, made.json()["by"]) == (201, "Ada")
        for _ in range(3):
            assert _posted(client, lines=[LINE | {"quantity": 30}]).status_code == 200
        refused = client.post("/books/partners/1/notes", json={"text": "hello"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "blocked")
        assert refused.json()["error"]["message"].startswith("Ada owes 945")


def test_a_list_shows_a_write_when_it_has_settled(tmp_path: Path) -> None:
    with both(tmp_path) as client:
        number = client.post("/books/partners", json={"name": "late"}).json()["number"]
        assert client.get(f"/books/partners/{number}").status_code == 200
        listed = client.get("/books/partners").json()
        assert (len(listed["items"]), listed["total"]) == (1, 1)
        client.post("/__govkit__/clock", json={"advance": "PT90S"})
        assert len(client.get("/books/partners").json()["items"]) == 2


def test_a_write_is_read_back_when_it_has_settled(tmp_path: Path) -> None:
    text = TEXT.replace("      unique:", "      settle: PT90S\n      unique:", 1)
    with shop(text, tmp_path) as found:
        name = found.invoice(externalReference="e-1")["id"]
        assert found.client.get(f"/invoices/{name}").status_code == 404
        assert found.read("/invoices?externalReference=e-1") == []
        twice = found.client.post("/invoices", json={"customerId": "c_1", "lines": [], "externalReference": "e-1"})
        assert twice.status_code == 409  # it is there all the same
        found.advance("PT90S")
        assert found.read(f"/invoices/{name}")["status"] == "draft"
        assert found.client.post(f"/invoices/{name}/post").json()["status"] == "posted"
        assert found.read(f"/invoices/{name}")["status"] == "draft"
        found.advance("PT90S")
        assert found.read(f"/invoices/{name}")["status"] == "posted"


def test_a_snapshot_holds_numbers_settings_and_what_is_due() -> None:
    with shop() as found:
        name = found.invoice()["id"]
        found.client.post(f"/invoices/{name}/post")
        body = {"amount": "31.50", "allocations": [{"invoiceId": name, "amount": "31.50"}]}
        payment = found.client.post("/payments", json=body).json()["id"]
        found.client.post("/__govkit__/snapshot", json={"id": "one"})
        last = _disturb(found)
        found.client.post("/__govkit__/restore", json={"id": "one"})
        second = found.invoice()["id"]
        assert second[-6:] == "000002"
        assert second < last
        assert found.client.post(f"/invoices/{second}/post").status_code == 200
        assert found.read(f"/payments/{payment}")["state"] == "pending"
        found.advance("PT3H")
        assert found.read(f"/payments/{payment}")["state"] == "settled"
        assert [name for name, _, _ in found.sent].count("payment.settled") == 1


def _disturb(found: Shop) -> str:
    last = [found.invoice()["id"] for _ in range(3)][-1]
    found.client.post("/__govkit__/states", json={"state": "the customer has no tax configuration"})
    return str(last)


def test_a_code_that_the_contract_does_not_know_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "books.yaml"
    file.write_text(BOOKS.replace("code: blocked", "code: blockd").replace("shop:", ""), "utf-8")
    with pytest.raises(InputError) as caught, serving(str(HERE / "books.yaml"), behaviour=[str(file)]):
        pass
    assert "the contract has no code `blockd`\n  hint: did you mean `blocked`?" in str(caught.value)
