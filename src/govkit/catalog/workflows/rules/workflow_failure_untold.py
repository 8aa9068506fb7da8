"""Finds failures that nobody is told of."""

from __future__ import annotations

from govkit.catalog.workflows.facts import FailureOpen
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: FailureOpen) -> Said | None:
    """An unconditional end without an exception."""
    if not fact.quiet:
        return None
    return Said(f"`{fact.outcome}` ends {step_of(fact)} whatever failed, and tells nobody")


RULE = Rule(
    id="workflow-failure-untold",
    severity=Severity.ERROR,
    summary="Checks that a run that ends with any failure tells people.",
    rationale=("The run is over and nothing is done; the first to notice is a customer."),
    fix="Give it an `x-govkit-exception` that says what happened.",
    on=FailureOpen,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("type: end, x-govkit-exception: {kind: exhausted}", "type: end")),
            finds=("/invoice/onFailure/park",),
        ),
        Example(
            None,
            example(
                INVOICE.replace(
                    "onFailure: [", "onFailure: [{name: gone, type: end, criteria: [{condition: $statusCode == 404}]}, "
                )
            ),
            because="A failure that is known, and of no account, may end quietly.",
        ),
    ),
)
