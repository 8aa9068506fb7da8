"""Bulk paths held against the lists that they read: what records make is what the workflow takes, or it is told."""

from __future__ import annotations

import pytest

from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.rules._samples import BULK, INVOICE, LISTING, START, example, whole
from govkit.findings import Finding, Severity, Verdict
from tests.catalog.workflows.helpers import checking_of, found_in


def start(bulk: str = BULK, head: str = START) -> str:
    return head.replace("}", bulk + "}", 1)


def told(bulk: str, *, head: str = START, listing: str = LISTING, steps: str = INVOICE) -> list[Finding]:
    found = found_in(whole(example(steps, start=start(bulk, head)) + listing))
    return [one for one in found if one.severity is not Severity.INFO]


def test_a_record_that_makes_an_event_is_not_spoken_of() -> None:
    assert told(BULK) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        ("billing.listInvoices", "billing.listInvoice", "workflow-operation-unknown", "/list"),
        ("billing.listInvoices", "bill.listInvoices", "workflow-source-unknown", "/list"),
        ("status: open", "state: open", "workflow-parameter-unknown", "/parameters/state"),
        ("status: open", "status: opened", "workflow-value-refused", "/parameters/status"),
        ("invoice: $item#/id", "invoice: $item#/number", "workflow-value-unknown", "/inputs/invoice"),
        ("invoice: $item#/id", "invoice: $item", "workflow-value-refused", "/inputs/invoice"),
        ("invoice: $item#/id", "invoice: '{$item#/id}'", "workflow-value-refused", None),
        ("invoice: $item#/id", "invoice: $item#/memo", "workflow-value-refused", "/inputs/invoice"),
        ("invoice: $item#/id", "invoice: inv_x", "workflow-value-refused", "/inputs/invoice"),
        (", invoice: $item#/id", "", "workflow-input-missing", "/inputs"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(old: str, new: str, rule: str, path: str | None) -> None:
    assert old in BULK
    found = [(one.rule, one.subject.path) for one in told(BULK.replace(old, new))]
    wanted = (rule, f"/x-govkit-workflow/bulk{path}")
    assert wanted in found if path is not None else wanted not in found


def test_what_a_record_makes_and_the_workflow_refuses_is_shown_by_a_witness() -> None:
    (one,) = told(BULK.replace("invoice: $item#/id", "invoice: $item#/total"))
    assert one.verdict is Verdict.PROVEN
    assert one.witness is not None
    assert not str(one.witness.value["invoice"]).startswith("inv_")
    assert "the bulk path may give" in one.message


def test_the_inputs_are_held_as_a_whole_as_well() -> None:
    """Each is taken alone; that both stand together is not."""
    head = START + (
        "\ninputs: {oneOf: [{type: object, required: [id, invoice], properties: {id: {type: string}, invoice: "
        "{type: string, pattern: '^inv_[0-9]{1,8}$'}, customer: {type: string}}}, {type: object, required: [none]}], "
        "dependentSchemas: {customer: {properties: {id: {const: x}}}}}"
    )
    beside = "invoice: $item#/id, customer: $item#/status"
    found = told(BULK.replace("invoice: $item#/id", beside), head=head)
    assert ("workflow-value-refused", "/x-govkit-workflow/bulk/inputs") in [
        (one.rule, one.subject.path) for one in found
    ]
    without = [one for one in told(BULK, head=head) if "bulk" in one.subject.path]
    assert without == []


def test_a_workflow_without_a_trigger_may_have_a_bulk_path() -> None:
    head = START.replace(" trigger: billing.invoice.posted,", "") + (
        "\ninputs: {type: object, required: [invoice], "
        "properties: {invoice: {type: string, pattern: '^inv_[0-9]{1,8}$'}}}"
    )
    assert told(BULK.replace("id: $item#/id, ", ""), head=head) == []
    assert [one.rule for one in told("", head=head, listing="")] == ["workflow-never-started"]


@pytest.mark.parametrize(
    ("bulk", "hint"),
    [
        (", bulk: {list: listInvoices, inputs: {id: a}}", "source.operationId"),
        (", bulk: {list: billing.listInvoices, inputs: {id: $items#/id}}", ""),
        (", bulk: {list: billing.listInvoices, inputs: {id: $item.id}}", "$item#/"),
        (", bulk: {list: billing.listInvoices, inputs: {id: $inputs.id}}", ""),
        (", bulk: {list: billing.listInvoices, parameters: {status: $item#/id}, inputs: {id: a}}", ""),
        (", bulk: {list: billing.listInvoices}", ""),
        (", bulk: {list: billing.listInvoices, inputs: {}, each: a}", ""),
        (", bulk: []", ""),
    ],
)
def test_a_text_that_is_no_bulk_path_is_refused_with_its_place(bulk: str, hint: str) -> None:
    estate = load_text(whole(example(INVOICE, start=start(bulk)) + LISTING))
    problems = [*estate.problems, *checking_of(estate).read.problems]
    assert problems
    assert all(one.place.line for one in problems)
    assert any(hint in (one.hint or "") for one in problems)


def test_where_no_records_are_known_nothing_is_concluded() -> None:
    listing = LISTING.replace("{type: array, items: {$ref: '#/components/schemas/Invoice'}}", "{type: string}")
    assert [one.rule for one in told(BULK, listing=listing)] == ["workflow-bulk-unlisted"]
