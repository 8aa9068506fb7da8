"""Which fields a workflow touches, through mappings, steps and the workflows that it calls."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.lineage import Touch, lineage
from govkit.catalog.workflows.rules._samples import PARK, flow
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract

INVOICE = f"""
- stepId: invoice
  operationId: $sourceDescriptions.billing.getInvoice
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  successCriteria: [{{condition: $response.body#/status == 'open'}}]
  {PARK}
  outputs: {{body: $response.body, lines: $response.body#/lines}}
"""
BOOK = f"""
- stepId: book
  operationId: $sourceDescriptions.ledger.bookDocument
  requestBody: {{x-govkit-mapping: document-out, payload: {{invoice-in: $steps.invoice.outputs.body}}}}
  {PARK}
"""
EACH = """
- stepId: each
  workflowId: note
  x-govkit-for-each: {items: $steps.invoice.outputs.lines, as: line, key: /sku}
  parameters: [{name: invoice, value: $inputs.invoice}]
"""
NOTE = f"""
- workflowId: note
  inputs:
    type: object
    required: [invoice, line]
    properties:
      invoice: {{type: string}}
      line: {{type: object, required: [sku], properties: {{sku: {{type: string}}}}}}
  steps:
    - stepId: add
      operationId: $sourceDescriptions.billing.addNote
      parameters: [{{name: id, in: path, value: $inputs.invoice}}]
      requestBody: {{payload: {{text: $inputs.line#/sku}}}}
      {PARK}
"""


def touches(steps: str, more: str = "") -> list[Touch]:
    estate = load_text(flow(steps, more=more))

    def read(version: Any) -> Contract:
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    checking = Checking(estate, read)
    (document,) = checking.read.documents
    return lineage(checking.document(document)).touches


def test_a_mapping_leads_from_a_field_that_is_read_to_one_that_is_written() -> None:
    found = {(one.operation, one.part, one.way, one.field) for one in touches(INVOICE + BOOK) if one.mapping}
    assert ("GET /invoices/{id}", "response body", "total", "document/amount") in found
    assert ("POST /documents", "request body", "amount", "document/amount") in found


def test_what_nothing_reads_or_sends_is_not_touched() -> None:
    assert not any(one.way.startswith("lines") for one in touches(INVOICE + BOOK))


def test_a_condition_reads_what_it_decides_by() -> None:
    (told,) = [one for one in touches(INVOICE) if one.how == "condition"]
    assert (told.step, told.way, told.writes) == ("invoice", "status", False)


def test_the_input_of_a_called_workflow_is_what_its_caller_gives() -> None:
    """The item of a list is a field of the answer that the list came from, the invoice one of the event."""
    read = {
        (one.operation, one.part, one.way)
        for one in touches(INVOICE + EACH, NOTE)
        if one.step == "add" and not one.writes
    }
    assert read == {
        ("GET /invoices/{id}", "response body", "lines/*/sku"),
        ("POST webhook:invoice.posted", "event", "invoice"),
    }
