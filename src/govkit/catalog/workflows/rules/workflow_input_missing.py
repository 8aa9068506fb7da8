"""Finds calls of workflows that lack an input."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Missing
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import BULK, INVOICE, LISTING, OTHER, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: Missing) -> Said | None:
    """An input that the workflow requires and the call does not give."""
    if fact.kind != "input":
        return None
    return Said(f"the {fact.what} is missing, and the workflow requires it")


RULE = Rule(
    id="workflow-input-missing",
    severity=Severity.ERROR,
    summary="Checks that a workflow is given every input that it requires.",
    rationale=("The steps that need it cannot run."),
    fix="Give it a value under `parameters`, or under `inputs` of the bulk path.",
    on=Missing,
    when=check,
    examples=(
        Example(
            None,
            example(
                "- {stepId: rest, workflowId: rest}",
                more=OTHER.replace(
                    "steps:",
                    "inputs: {type: object, required: [invoice], properties: {invoice: {type: string}}}\n  steps:",
                ),
            ),
            finds=("/rest",),
        ),
        Example(
            None,
            example(INVOICE, start=START.replace("}", BULK.replace("id: $item#/id, ", "") + "}")) + LISTING,
            finds=("/x-govkit-workflow/bulk/inputs",),
        ),
        Example(
            None,
            example(
                "- {stepId: rest, workflowId: rest}",
                more=OTHER.replace("steps:", "inputs: {type: object, properties: {invoice: {type: string}}}\n  steps:"),
            ),
            because="It can do without.",
        ),
    ),
)
