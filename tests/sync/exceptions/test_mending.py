"""A mended body is held against the contract of the version that its run calls, and against whose the record is."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from govkit.catalog.entries import VersionOf, load_text
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, NOTE, PARK, UNDO, flow
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.sync.exceptions.diffs import differences
from govkit.sync.exceptions.mending import LONGEST, Mending, Verdict, measured
from govkit.sync.running.pins import Pin, pinned
from govkit.sync.values import MISSING, Json
from tests.sync.inbox.estates import reference

PLAIN = f"""
- stepId: book
  operationId: $sourceDescriptions.ledger.bookDocument
  requestBody: {{payload: {{reference: $inputs.id, amount: '7'}}}}
  {PARK}
"""
BODY = {"reference": "inv_1", "amount": "100"}


@cache
def trial(steps: str) -> tuple[Mending, Pin]:
    """The small estate of rules with a workflow of some steps."""
    estate = load_text(flow(steps))

    def read(version: VersionOf) -> Contract:
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    (written,) = estate.workflow_documents
    document = read_document(written)
    assert not isinstance(document, list), document
    return Mending(Contracts(estate, read)), pinned(estate, document, document.workflows["posting"], ())


def said(steps: str, place: str, after: Json, before: Json = BODY) -> Verdict:
    mending, pin = trial(steps)
    return mending.verdict(pin, place, before, after, differences(before, after))


@pytest.mark.requirement("S4")
def test_what_the_contract_takes_is_taken() -> None:
    found = said(INVOICE + BOOK, "book", {**BODY, "amount": "99"})
    assert found == Verdict(takes="ledger@1.0.0 POST /documents takes it")


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({**BODY, "amount": "9.5"}, "/amount: "),
        ({**BODY, "amount": 9}, "/amount: "),
        ({"reference": "inv_1"}, '"amount" is a required property'),
        ({**BODY, "colour": "red"}, "colour"),
        ([BODY], "the whole body: "),
        (None, "the whole body: "),
        ("x", "the whole body: "),
    ],
)
def test_what_it_does_not_take_is_refused_with_the_place_and_why(after: Json, told: str) -> None:
    found = said(INVOICE + BOOK, "book", after)
    assert not found.takes
    assert found.refused.startswith("ledger@1.0.0 POST /documents does not take it: ")
    assert told in found.refused


@pytest.mark.requirement("S6")
def test_a_field_whose_record_is_another_system_is_not_mended_into_a_body() -> None:
    found = said(INVOICE + PLAIN, "book", {**BODY, "memo": "by hand"})
    assert found.refused == "`/memo` is `document/memo`, whose record is billing: it is mended there"
    whole = said(INVOICE + PLAIN, "book", {**BODY, "memo": "by hand"}, before=MISSING)
    assert whole.refused == found.refused


@pytest.mark.requirement("S6")
def test_what_the_workflow_sends_by_itself_may_be_mended() -> None:
    """The mapping sends the memo; the payload that is written down has an amount."""
    assert said(INVOICE + BOOK, "book", {**BODY, "memo": "by hand"}).takes
    assert said(INVOICE + PLAIN, "book", {**BODY, "amount": "8"}).takes


def test_a_field_that_no_mapping_knows_is_of_no_record() -> None:
    assert said(INVOICE + NOTE, "note", {"text": "Booked.", "urgent": True}, {"text": "Booked."}).takes


def test_a_call_without_a_body_takes_none() -> None:
    assert "takes no body" in said(INVOICE + BOOK, "invoice", {"a": 1}, MISSING).refused
    assert "takes no body" in said(INVOICE + BOOK + UNDO, "book!undo", {"a": 1}, MISSING).refused


@pytest.mark.parametrize("place", ["nowhere", "", "book!undo"])
def test_what_is_no_call_has_no_request_to_mend(place: str) -> None:
    assert "there is no request to mend" in said(INVOICE + BOOK, place, {}).refused


def test_a_version_that_is_gone_refuses_everything() -> None:
    _, pin = trial(INVOICE + BOOK)
    mending = Mending(Contracts(load_text(""), lambda _: None))  # type: ignore[arg-type,return-value]
    found = mending.verdict(pin, "book", BODY, {}, differences(BODY, {}))
    assert "the estate has no ledger@1.0.0" in found.refused


def nested(depth: int) -> Json:
    value: Json = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (nested(101), "nests deeper than 100"),
        ([0] * 20_001, "more than 20,000 values"),
        ({"a": "x" * LONGEST}, "longer than 256 KiB"),
        (nested(50_000), "nests deeper than 100"),
    ],
)
def test_what_nobody_sends_is_refused_before_it_is_looked_at(body: Json, told: str) -> None:
    assert told in measured(body)


def test_what_people_send_is_not() -> None:
    assert measured(nested(99)) == measured({"a": ["x"] * 10_000}) == measured(None) == ""


@pytest.mark.requirement("S4")
def test_the_invoices_of_the_reference_estate_are_held_against_its_erp() -> None:
    contracts = reference()
    document = next(
        found
        for found in map(read_document, contracts.estate.workflow_documents)
        if not isinstance(found, list) and "invoice-to-ledger" in found.workflows
    )
    pin = pinned(contracts.estate, document, document.workflows["invoice-to-ledger"], ())
    version = next(one for one in contracts.estate.versions() if one.name == "erp@2.2.0")
    operation = contracts.operations(version)["createInvoice"]
    assert operation.body is not None
    shown = operation.body.content["application/json"].node.child("examples").child("invoiceInput")
    written = operation.contract.resolved(shown)
    assert written is not None
    body: dict[str, Any] = written.value["value"]
    mending = Mending(contracts)

    def held(after: Json) -> Verdict:
        return mending.verdict(pin, "draft", body, after, differences(body, after))

    (line,) = body["lines"]
    assert held({**body, "lines": [{**line, "taxConfigurationCodes": ["US-TX-USE"]}]}).takes
    assert held({**body, "dueDate": "2026-12-24"}).takes
    assert "/currency" in held({**body, "currency": "Dollar"}).refused
    assert "/lines/0/netAmount" in held({**body, "lines": [{**line, "netAmount": 2500}]}).refused
