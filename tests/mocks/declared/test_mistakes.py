"""Mistakes in a mock.yaml: each is told at its place, with a hint, and all at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govkit.errors import InputError
from govkit.gate.mocking import Mocks
from tests.mocks.declared.shops import MOCK, SPEC
from tests.mocks.serving import serving

TEXT = MOCK.read_text("utf-8")
SPOT = "§"
"""Where the mistake is told, in the text that is put in."""

MISTAKES = [
    ("kind: Mock", "§kind: Moc", "there is no kind `Moc`", "did you mean `Mock`?"),
    ("  settings:", "  §setings:", "there is no `setings` in `spec`", "did you mean `settings`?"),
    ("    /customers:\n", "    §/customer:\n", "there is no collection `/customer` in shop", "`/customers`"),
    ("'c_{sequence}'", "'§c_'", "a form has one `{sequence}`", "INV-{year}-{sequence:000000}"),
    ("'p_{sequence}'", "'p_{$§recor.id}{sequence}'".replace("§", ""), "there is no `$recor` here", "`$record`"),
    ("initial: draft", "initial: §drafted", "there is no state `drafted`", "did you mean `draft`?"),
    ("from: draft\n", "from: §open\n", "there is no state `open`", "draft"),
    ("to: overdue}", "to: §overdu}", "there is no state `overdu`", "did you mean `overdue`?"),
    ("by: postInvoice", "by: §postInvoices", "there is no operation `postInvoices`", "did you mean `postInvoice`?"),
    ("by: postInvoice", "by: §createPayment", "`createPayment` is about `/payments`, not about `/invoices`", ""),
    ("{postedAt: $now,", "{§postedOn: $now,", "there is no field `postedOn`", "did you mean `postedAt`?"),
    ("next_number('D-{sequence:0000}')", "§next_numbr('D')", "there is no function `next_numbr`", "`next_number`"),
    ("next_number('D-{sequence:0000}')", "next_number(§'D')", "a form has one `{sequence}`", "next_number("),
    ("lines/*/amount: round", "§lines/*/amout: round", "there is no field `amout`", "did you mean `amount`?"),
    ("round($item.quantity *", "round(§$item.quantit *", "there is no field `quantit` in `$item`", "`quantity`"),
    ("sum($record.lines, $item.amount)", "sum(§$record.line, $item.amount)", "there is no field `line`", "`lines`"),
    ("sum($record.lines, $item.amount)", "sum($record.lines, §$item.sum)", "there is no field `sum` in `$item`", ""),
    ("sum($record.lines, $item.amount)", "sum(§$record.lines.amount)", "is a list, and has no `amount`", "`*`"),
    ("sum($record.lines, $item.amount), 2)", "sum($record.lines, $item.amount),§", "a value is missing", ""),
    ("{customerId: {to: /customers,", "{customerId: {to: §/customer,", "there is no collection `/customer`", ""),
    ("{customerId: {to: /customers,", "{customerId: {to: §erp:/customers,", "there is no system `erp`",
     "there are shop"),
    ("{customerId: {to", "{§customer: {to", "there is no field `customer`", "did you mean `customerId`?"),
    ("unique: [externalReference]", "unique: [§external]", "there is no field `external`", "`externalReference`"),
    ("immutable: customerId", "immutable: §customer", "there is no field `customer`", "did you mean `customerId`?"),
    ("where: $item.id == $each.invoiceId\n", "where: §$item.number == $each.invoiceId\n",
     "there is no field `number` in `$item`", ""),
    ("transition: pay\n", "transition: §paid\n", "there is no transition `paid`", "fallDue, pay, post"),
    ("emits: payment.settled\n", "emits: §payment.setled\n", "there is no event `payment.setled`", "`payment.settled`"),
    ("  operations:\n    createInvoice:", "  operations:\n    §makeInvoice:",
     "there is no operation `makeInvoice`", ""),
    ("when: count($record.lines) == 0", "when: §count($record.lines)", "this is no condition", "compare it"),
    ("  operations:\n", "  operations:\n    createPayment: {instead: '§$item.amout == 1'}\n",
     "there is no field `amout` in `$item`", "did you mean `amount`?"),
    ("  operations:\n", "  operations:\n    getInvoice: {instead: §$item.id == 'x'}\n",
     "`getInvoice` makes no record", ""),
    ("when: count($record.lines) == 0", "when: count($record.lines) §= 0", "`=` compares nothing", "write `==`"),
    ("when: count($record.lines) == 0", "when: §$invoice.lines == 0", "there is no `$invoice` here", "$record"),
    ("in $settings.taxCountries", "in §$settings.taxCountry", "there is no `taxCountry` in `$settings`",
     "`taxCountries`"),
    ("detail: The limit of {$record.customerId}", "detail: The limit of {§$record.customer}",
     "no field `customer`", ""),
    ("at: /lines", "at: §lines", "`lines` is no JSON Pointer", "write `/lines`"),
    ("          code: credit_limit", "          status: §302", "must be at least 400", ""),
    ("answer: {record: {of: /invoices,", "answer: {record: {of: §/invoice,",
     "there is no collection `/invoice`", "`/invoices`"),
    ("where: $item.customerId == $request.path", "where: §$item.customer == $request.path",
     "there is no field `customer` in `$item`", "`customerId`"),
    ("      answer: {record: {of", "      §answer: {body: 1, record: {of", "has a `record` or a `body`, not both", ""),
    ("answer: {body:", "answer: {status: §201, body:", "the status 201 is not declared", "there are 202"),
    ("    invoice.posted: {collection:", "    §invoice.post: {collection:",
     "there is no webhook `invoice.post`", "did you mean `invoice.posted`?"),
    ("reaches: posted, key", "reaches: §open, key", "there is no state `open`", ""),
    ("collection: /payments, when", "collection: §/payment, when", "there is no collection `/payment`", "`/payments`"),
    ("after: PT2H, transition: settle", "after: §2 hours, transition: settle", "must be a duration of ISO 8601", ""),
    ("after: PT2H, transition: settle", "after: PT2H, transition: §settled", "there is no transition `settled`",
     "`settle`"),
    (" when: $record.state == 'pending', after: PT2H,", "", "says when: either `at` an instant", ""),
    ("after: PT2H, transition: settle", "scenario: true, after: PT2H, transition: settle",
     "happens to what the scenario tells only `at` an instant", ""),
    ("status: overdue, customerId: c_1,", "§state: overdue, customerId: c_1,", "there is no field `state`", ""),
    ("settings: {taxCountries: []}", "settings: {§taxes: []}", "there is no setting `taxes`", ""),
    ("  settings: {", "  seed: §records.yaml\n  settings: {", "there is no file `records.yaml`", ""),
    ("  settings: {", "  seed: §../records.yaml\n  settings: {", "`../records.yaml` leads out of the folder", "beside"),
    ("  settings: {", "  rateLimit: §system\n  settings: {", "the System says no limit", "requests: 600"),
    ("      unique:", "      settle: §system\n      unique:", "the System says no settle time", "PT90S"),
    ("      unique:", "      unique: externalReference\n      §unique:", "stands here twice", "keep one"),
]  # fmt: skip


def refusal(text: str, folder: Path) -> InputError:
    """What is said of a mock.yaml."""
    file = folder / "mock.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        Mocks([str(SPEC)], cwd=folder, behaviour=["mock.yaml"])
    return caught.value


@pytest.mark.parametrize(("old", "new", "message", "hint"), MISTAKES, ids=lambda one: one[:40].strip())
def test_a_mistake_is_told_at_its_place(old: str, new: str, message: str, hint: str, tmp_path: Path) -> None:
    assert old in TEXT
    marked = TEXT.replace(old, new, 1)
    before, spot, _ = marked.partition(SPOT)
    error = refusal(marked.replace(SPOT, "", 1), tmp_path)
    assert message in error.message
    assert hint in str(error)
    assert error.place is not None
    assert error.place.file == "mock.yaml"
    if spot:
        wanted = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert wanted[0] == error.place.line
        assert error.place.column in (wanted[1], _key(marked, before)), error


def _key(marked: str, before: str) -> int:
    """The column of the key before the spot: forms are told at their keys."""
    line = before[before.rfind("\n") + 1 :]
    inner = max(line.rfind(sign) for sign in "{,[") + 1
    rest = line[inner:]
    return inner + len(rest) - len(rest.lstrip(" -")) + 1


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = TEXT.replace("initial: draft", "initial: drafted", 1).replace("emits: payment.settled\n", "emits: nothing\n")
    (tmp_path / "seed.yaml").write_text(
        "/customers:\n  - {id: c_1, name: Ada}\n  - {id: c_2, name: 5}\n/orders: []\n", "utf-8"
    )
    error = refusal(text.replace("  settings: {", "  seed: seed.yaml\n  settings: {", 1), tmp_path)
    told = str(error)
    assert "mock.yaml:13:18: there is no state `drafted`" in told
    assert "there is no event `nothing`" in told
    assert 'seed.yaml:3:15: record 2, /name: 5 is not of type "string"' in told
    assert "seed.yaml:4:1: there is no collection `/orders` in shop" in told


def test_the_command_line_tells_mistakes_and_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "mock.yaml").write_text(TEXT.replace("initial: draft", "initial: drafted", 1), "utf-8")
    command = [sys.executable, "-m", "govkit", "mock", "up", str(SPEC), "--behaviour", "mock.yaml", "--port", "0"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, env={**os.environ}, check=False)
    assert done.returncode == 2
    assert b"mock.yaml:12:18: there is no state `drafted`" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_of_several_errors_any_code_may_be_meant(tmp_path: Path) -> None:
    """What a branch of a union knows is not told for a mistake."""
    spec = SPEC.read_text("utf-8").replace(
        "schema: {$ref: '#/components/schemas/Problem'}",
        "schema: {oneOf: [{$ref: '#/components/schemas/Problem'}, {$ref: '#/components/schemas/Special'}]}",
    )
    special = "    Special: {type: object, required: [code], properties: {code: {enum: [special]}}}\n"
    (tmp_path / "spec.yaml").write_text(f"{spec}{special}", "utf-8")
    (tmp_path / "mock.yaml").write_text(TEXT, "utf-8")
    with serving("spec.yaml", cwd=tmp_path, behaviour=["mock.yaml"]) as served:
        assert served.client.get("/customers").status_code == 200
