"""Finds steps of workflows for which a contract no longer holds what they rely on."""

from __future__ import annotations

from govkit.catalog.workflows.rules._samples import BILLING, LEDGER, PARK, flow
from govkit.findings import Example, Rule, Severity

_STEPS = f"""
- stepId: invoice
  operationId: $sourceDescriptions.billing.getInvoice
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  successCriteria:
    - {{condition: $statusCode == 200}}
    - {{condition: "$response.body#/status == 'open' || $response.body#/status == 'paid'"}}
  {PARK}
  outputs: {{body: $response.body}}
- stepId: book
  operationId: $sourceDescriptions.ledger.bookDocument
  requestBody: {{x-govkit-mapping: document-out, payload: {{invoice-in: $steps.invoice.outputs.body}}}}
  {PARK}
"""
_BEFORE = flow(_STEPS)
_AT_INVOICE = "catalog/workflows/posting.arazzo.yaml#/workflows/0/steps/0/successCriteria/1/condition"


def check(message: str) -> str:
    """The message; what is hit is found by who looks at both contracts."""
    return message


RULE = Rule(
    id="workflow-step-hit",
    severity=Severity.ERROR,
    summary="Checks that a change of an API leaves every step of the workflows that call it able to do its work.",
    rationale=(
        "A workflow reads some fields, sends some others and decides by a few values. Whether a change matters to a "
        "business process is told by these, and not by whether it breaks the API as a whole."
    ),
    fix="Keep what the step relies on, or change the workflow first, and wait for the runs that began before.",
    on="change",
    when=check,
    examples=(
        Example(
            _BEFORE,
            flow(_STEPS, billing=BILLING.replace("[open, paid]", "[open, paid, paused]")),
            finds=(_AT_INVOICE,),
            title="A status that no condition knows",
        ),
        Example(
            _BEFORE,
            flow(
                _STEPS, ledger=LEDGER.replace("required: [reference, amount]", "required: [reference, amount, period]")
            ),
            finds=("catalog/workflows/posting.arazzo.yaml#/workflows/0/steps/1/requestBody/x-govkit-mapping",),
            title="A field that the mapping does not fill",
        ),
        Example(
            _BEFORE,
            flow(
                _STEPS,
                billing=BILLING.replace("memo: {type: string, maxLength: 100}", "memo: {type: string, maxLength: 900}"),
            ),
            finds=("catalog/workflows/posting.arazzo.yaml#/workflows/0/steps/1/requestBody/payload/invoice-in",),
            title="A text that becomes longer than the canonical one may be",
        ),
        Example(
            _BEFORE,
            flow(_STEPS, billing=BILLING.replace("maxLength: 40", "maxLength: 20")),
            because="No step writes a note.",
        ),
        Example(
            _BEFORE,
            flow(
                _STEPS,
                billing=BILLING.replace(
                    "lines: {type: array, items:", "tax: {type: string}\n        lines: {type: array, items:"
                ),
            ),
            because="Another field in an answer stops nothing.",
        ),
    ),
)
