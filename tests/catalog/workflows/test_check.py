"""Workflows held against what they call: what is right stays silent, what is wrong is told where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.facts import QUIET, Fact
from govkit.catalog.workflows.rules._samples import BILLING, BOOK, INVOICE, LOOK, NOTE, PARK, flow
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract


def facts(text: str) -> list[Fact]:
    estate = load_text(text)
    estate.refuse_problems()

    def read(version: Any) -> Contract:
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    checking = Checking(estate, read)
    assert not checking.read.problems, checking.read.problems
    return [one for checked in checking.all() for one in checked.facts if not isinstance(one, QUIET)]


def said(text: str) -> list[tuple[str, str]]:
    return [(type(one).__name__, one.about.step) for one in facts(text)]


def test_a_workflow_that_can_do_what_it_says_is_not_spoken_of() -> None:
    assert facts(flow(INVOICE + BOOK)) == []


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (INVOICE.replace("getInvoice", "getInvoce"), ("NameUnknown", "invoice")),
        (INVOICE.replace("$inputs.invoice}", "$inputs.invoce}"), ("ValueUnknown", "invoice")),
        (INVOICE.replace("#/memo", "#/memos"), ("ValueUnknown", "invoice")),
        (INVOICE.replace("$inputs.invoice}", "$inputs.customer}"), ("MayLack", "invoice")),
        (INVOICE.replace(PARK, ""), ("FailureOpen", "invoice")),
        (INVOICE + BOOK.replace("document-out", "document-in"), ("NameUnknown", "book")),
        (INVOICE + BOOK.replace("$steps.invoice.outputs.body", "$steps.invoice.outputs.memo"), ("Refused", "book")),
    ],
)
def test_what_is_wrong_is_told_at_its_step(steps: str, told: tuple[str, str]) -> None:
    assert told in said(flow(steps))


def test_a_value_that_a_condition_found_is_known_to_be_there() -> None:
    """What an action rules out holds on the ways behind it."""
    note = f"""
- stepId: note
  operationId: $sourceDescriptions.billing.addNote
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  requestBody: {{payload: {{text: $inputs.customer}}}}
  {PARK}
"""
    asked = INVOICE + "  onSuccess: [{name: none, type: end, criteria: [{condition: $inputs.customer == null}]}]\n"
    without, with_ = said(flow(INVOICE + note)), said(flow(asked + note))
    assert ("MayLack", "note") in without
    assert ("MayLack", "note") not in with_


def test_a_write_that_is_repeated_without_a_key_is_looked_for_first() -> None:
    """A retry from an earlier step that reads is safe once the platform has settled."""
    look = f"""
- stepId: look
  operationId: $sourceDescriptions.ledger.findDocuments
  parameters: [{{name: reference, in: query, value: $inputs.id}}]
  {PARK}
"""
    again = "{name: again, type: retry, retryAfter: 90, criteria: [{condition: $statusCode >= 500}]}, "
    blind = BOOK.replace("onFailure: [", f"onFailure: [{again}")
    looking = blind.replace("type: retry,", "type: retry, stepId: look,")
    assert ("RetryUnsafe", "book") in said(flow(INVOICE + look + blind))
    assert said(flow(INVOICE + look + looking)) == []
    assert ("RetryUnsafe", "book") in said(flow(INVOICE + look + looking.replace("retryAfter: 90", "retryAfter: 5")))


def test_an_answer_that_nobody_describes_may_count_as_a_success_and_has_no_body() -> None:
    """Criteria that a failure of any sort meets let a run go on without what an answer should have given."""
    note = NOTE.replace("Booked.", "$steps.book.outputs.number")
    loose = BOOK + "  successCriteria: [{condition: $statusCode != 422}]\n"
    strict = BOOK + "  successCriteria: [{condition: $statusCode == 201}]\n"
    assert ("MayLack", "note") in said(flow(INVOICE + loose + note))
    assert ("MayLack", "note") not in said(flow(INVOICE + strict + note))


def test_a_guard_on_a_field_of_an_answer_holds_for_the_output_that_it_lies_in() -> None:
    note = NOTE.replace("Booked.", "$steps.invoice.outputs.body#/memo")
    guard = "  onSuccess: [{name: none, type: end, criteria: [{condition: $response.body#/memo == null}]}]\n"
    assert ("MayLack", "note") in said(flow(INVOICE + note))
    assert ("MayLack", "note") not in said(flow(INVOICE + guard + note))


def test_what_no_run_comes_to_leads_nowhere() -> None:
    """A step behind an end is told of once, and takes nothing from what is known where runs do come."""
    ways = (
        "  onSuccess: [{name: on, type: goto, stepId: look, criteria: [{condition: $inputs.customer != null}]}, "
        "{name: done, type: end}]\n"
    )
    look = LOOK.replace("$inputs.id", "$inputs.customer")
    assert said(flow(INVOICE + ways + BOOK + look)) == [("StepUnreachable", "book")]


def test_a_value_that_is_listed_may_be_a_list_or_an_object() -> None:
    """What is compared may be of any form; only texts, numbers, true, false and null are written down."""
    odd = BILLING.replace("status: {enum: [open, paid]}", "status: {enum: [open, [open], {open: true}]}")
    criteria = "successCriteria: [{condition: $response.body#/status == 'open'}]\n  "
    assert facts(flow(INVOICE.replace("onFailure", criteria + "onFailure"), billing=odd)) == []
