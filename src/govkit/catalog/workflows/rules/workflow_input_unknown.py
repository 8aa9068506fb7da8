"""Finds inputs that the workflow that is called does not have."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import OTHER, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "input":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-input-unknown",
    severity=Severity.ERROR,
    summary="Checks that what a workflow is given are inputs that it declares.",
    rationale=("It is not used, and the one that was meant is missing."),
    fix="Name the input as the workflow declares it.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(
                "- {stepId: rest, workflowId: rest, parameters: [{name: inovice, value: $inputs.invoice}]}",
                more=OTHER.replace("steps:", "inputs: {type: object, properties: {invoice: {type: string}}}\n  steps:"),
            ),
            finds=("/rest/parameters/inovice",),
        ),
        Example(
            None,
            example(
                "- {stepId: rest, workflowId: rest, parameters: [{name: invoice, value: $inputs.invoice}]}",
                more=OTHER.replace("steps:", "inputs: {type: object, properties: {invoice: {type: string}}}\n  steps:"),
            ),
            because="The workflow declares it.",
        ),
    ),
)
