"""Finds triggers that nobody sends."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind not in ("webhook", "poll", "reconciliation"):
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-trigger-unknown",
    severity=Severity.ERROR,
    summary="Checks that what starts a workflow is a webhook of the version, a poll of its system, or a reconciliation.",
    rationale=("The workflow never runs, and nobody notices until somebody misses what it does."),
    fix="Name a webhook as the description has it, a poll that the System declares under `integration`, or a Reconciliation and one of its systems.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=START.replace("invoice.posted", "invoice.post")),
            finds=("/x-govkit-workflow/trigger",),
        ),
        Example(
            None,
            example(INVOICE, start="x-govkit-workflow: {owner: team:revenue, trigger: {poll: billing.getInvoice}}"),
            finds=("/x-govkit-workflow/trigger/poll",),
        ),
        Example(
            None,
            example(
                INVOICE,
                start="x-govkit-workflow: {owner: team:revenue, trigger: {reconciliation: invoices, system: billing}}",
            ),
            finds=("/x-govkit-workflow/trigger/reconciliation",),
        ),
        Example(None, example(INVOICE), because="Billing sends the webhook."),
    ),
)
