"""Finds workflows whose writes may start them again."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Circular
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import BILLING, INVOICE, PARK, example
from govkit.findings import Example, Rule, Severity

_POSTING = BILLING.replace(
    "  /invoices/{id}/notes:\n",
    "  /invoices/{id}/post:\n"
    "    post:\n"
    "      operationId: postInvoice\n"
    "      parameters: [{name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}]\n"
    "      responses: {'200': {description: Posted.}}\n"
    "  /invoices/{id}/notes:\n",
)
_POST = f"""
- stepId: post
  operationId: $sourceDescriptions.billing.postInvoice
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  {PARK}
"""


def check(fact: Circular) -> Said:
    """A way from a write back to the workflow that makes it."""
    return Said(f"{step_of(fact)} may start the workflow again: {'; that starts '.join(fact.way)}")


RULE = Rule(
    id="workflow-circular",
    severity=Severity.WARNING,
    summary="Checks that no workflow's writes send an event that leads back to it.",
    rationale=(
        "Two systems that tell each other of each other's changes do so for ever; an echo is told from a change by who "
        "made it, and where nobody looks for that, one update becomes a storm."
    ),
    fix="Start the workflow by another event, end it early where nothing changed, or do not write what comes from there.",
    on=Circular,
    when=check,
    examples=(
        Example(None, example(INVOICE + _POST, billing=_POSTING), finds=("/post",)),
        Example(
            None,
            example(
                INVOICE + _POST,
                billing=_POSTING.replace("  invoice.posted:\n", "  invoice.approved:\n"),
                start="x-govkit-workflow: {owner: team:revenue, trigger: billing.invoice.approved, key: $inputs.invoice}",
            ),
            because="What starts it is another event than the one that the write sends.",
        ),
    ),
)
