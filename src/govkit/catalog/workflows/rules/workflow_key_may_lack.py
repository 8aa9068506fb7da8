"""Finds keys that may not be there."""

from __future__ import annotations

from govkit.catalog.workflows.facts import MayLack
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import is_key
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: MayLack) -> Said | None:
    """A key that may not be there."""
    if not is_key(fact):
        return None
    return Said(f"the {fact.what} is `{fact.expression}`, which may have no value: {fact.because}")


RULE = Rule(
    id="workflow-key-may-lack",
    severity=Severity.ERROR,
    summary="Checks that the key of a workflow, and that of each item of a list, is always there.",
    rationale=(
        "Runs of one key go one after the other; without a key nobody knows what must wait for what, nor whether an item was dealt with already."
    ),
    fix="Take a field that is always there.",
    on=MayLack,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=START.replace("$inputs.invoice", "$inputs.customer")),
            finds=("/x-govkit-workflow/key",),
        ),
        Example(None, example(INVOICE), because="The field is required."),
    ),
)
