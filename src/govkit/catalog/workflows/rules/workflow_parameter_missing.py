"""Finds calls that lack a parameter."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Missing
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of
from govkit.catalog.workflows.rules._samples import INVOICE, NOTE, example
from govkit.findings import Example, Rule, Severity


def check(fact: Missing) -> Said | None:
    """A parameter that the operation requires and the call does not give."""
    if fact.kind != "parameter":
        return None
    return Said(f"the {fact.what} is missing, and {call_of(fact)} requires it")


RULE = Rule(
    id="workflow-parameter-missing",
    severity=Severity.ERROR,
    summary="Checks that a call gives every parameter that the operation requires.",
    rationale=("The operation refuses it, every time."),
    fix="Give it a value under `parameters`.",
    on=Missing,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("parameters: [{name: id, in: path, value: $inputs.invoice}]", "parameters: []")),
            finds=("/invoice",),
        ),
        Example(
            None,
            example(NOTE),
            because="The header of the key is sent by whoever runs the workflow: the system declares it.",
        ),
    ),
)
