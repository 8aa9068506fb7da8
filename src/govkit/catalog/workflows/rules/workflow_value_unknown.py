"""Finds expressions that name what is not there."""

from __future__ import annotations

from govkit.catalog.workflows.facts import ValueUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: ValueUnknown) -> Said:
    """A name on the way of an expression that leads nowhere."""
    return Said(f"`{fact.expression}`: {fact.message}", meant(fact.name, fact.known) if fact.name else "")


RULE = Rule(
    id="workflow-value-unknown",
    severity=Severity.ERROR,
    summary="Checks that every expression names an input, an output or a field that there is.",
    rationale=("It has no value when the workflow runs: what needs it is not sent, and a condition on it never holds."),
    fix="Name the field as the description has it, and an output as its step does.",
    on=ValueUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("$inputs.invoice}", "$inputs.invoce}")),
            finds=("/invoice/parameters/id/value",),
        ),
        Example(None, example(INVOICE.replace("#/memo", "#/memos")), finds=("/invoice/outputs/memo",)),
        Example(
            None,
            example(INVOICE + BOOK.replace("invoice.outputs.body", "invoice.outputs.bdy")),
            finds=("/book/requestBody/payload/invoice-in",),
        ),
        Example(
            None,
            example(INVOICE, start=START.replace("$inputs.invoice", "$inputs.contract")),
            finds=("/x-govkit-workflow/key",),
        ),
        Example(None, example(INVOICE), because="Every name is declared."),
    ),
)
