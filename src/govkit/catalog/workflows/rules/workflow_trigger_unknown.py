"""Finds triggers that nobody sends."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind not in ("webhook", "poll"):
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-trigger-unknown",
    severity=Severity.ERROR,
    summary="Checks that what starts a workflow is a webhook of the version, or a poll that its system declares.",
    rationale=("The workflow never runs, and nobody notices until somebody misses what it does."),
    fix="Name a webhook as the description has it, or a poll that the System declares under `integration`.",
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
        Example(None, example(INVOICE), because="Billing sends the webhook."),
    ),
)
