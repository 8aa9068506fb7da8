"""Finds documents of workflows that cannot be read."""

from __future__ import annotations

from govkit.catalog.entries import Problem
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import INVOICE, PARK, example
from govkit.findings import Example, Rule, Severity


def check(problem: Problem) -> Said:
    """Whatever is wrong with the text, before anybody asks what it calls."""
    return Said(problem.message, problem.hint)


RULE = Rule(
    id="workflow-invalid",
    severity=Severity.ERROR,
    summary="Checks that every document of workflows is in the profile of Arazzo 1.1 that govkit runs.",
    rationale=(
        "A misspelt key would be ignored in silence, and what has no clear meaning when it runs would mean something else to everybody who reads it."
    ),
    fix="Write it as the reference page of workflows shows; `govkit schema Workflow` gives editors a schema to complete by.",
    on=Problem,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("onFailure", "onFailur")),
            finds=("/workflows/posting/steps/invoice/onFailur",),
        ),
        Example(
            None,
            example(INVOICE.replace("$inputs.invoice}", "$input.invoice}")),
            finds=("/workflows/posting/steps/invoice/parameters/id/value",),
        ),
        Example(
            None,
            example(INVOICE.replace(PARK, "onFailure: [{reference: $components.failureActions.park}]")),
            finds=("/workflows/posting/steps/invoice/onFailure/*/reference",),
        ),
        Example(
            None,
            example(INVOICE + "  x-govkit-priority: high\n"),
            finds=("/workflows/posting/steps/invoice/x-govkit-priority",),
        ),
        Example(
            None,
            example(
                INVOICE.replace(PARK, "onFailure: [{reference: $components.failureActions.park}]"),
                shared="components: {failureActions: {park: {name: park, type: end, x-govkit-exception: {kind: exhausted}}}}",
            ),
            because="The component is declared in the same document.",
        ),
    ),
)
