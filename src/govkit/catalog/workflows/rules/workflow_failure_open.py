"""Finds failures after which nothing is said to happen."""

from __future__ import annotations

from govkit.catalog.workflows.facts import FailureOpen
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import INVOICE, PARK, example
from govkit.findings import Example, Rule, Severity


def check(fact: FailureOpen) -> Said | None:
    """An end of a call that no action follows."""
    if fact.quiet:
        return None
    return Said(f"nothing is said of what follows {step_of(fact)} where it ends with {fact.outcome}")


RULE = Rule(
    id="workflow-failure-open",
    severity=Severity.ERROR,
    summary="Checks that every failure of a step has an end.",
    rationale=("A run that nobody ends stops somewhere between two systems, and nobody is told."),
    fix="End the list with an action that has no criteria, of type `end`, with `x-govkit-exception`.",
    on=FailureOpen,
    when=check,
    examples=(
        Example(None, example(INVOICE.replace(PARK, "")), finds=("/invoice",)),
        Example(
            None,
            example(INVOICE.replace("type: end,", "type: end, criteria: [{condition: $statusCode >= 400}],")),
            finds=("/invoice",),
        ),
        Example(
            None,
            example(
                INVOICE.replace(
                    "park, type: end, x-govkit-exception: {kind: exhausted}", "again, type: retry, retryLimit: 3"
                )
            ),
            finds=("/invoice",),
        ),
        Example(None, example(INVOICE), because="Whatever fails ends there."),
    ),
)
