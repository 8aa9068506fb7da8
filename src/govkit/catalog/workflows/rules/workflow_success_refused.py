"""Finds successes that count as failures."""

from __future__ import annotations

from govkit.catalog.workflows.facts import SuccessRefused
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of, step_of
from govkit.catalog.workflows.rules._samples import BILLING, INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: SuccessRefused) -> Said:
    """A declared 2xx that the criteria do not meet, and that no action of a failure names."""
    return Said(
        f"{call_of(fact)} may answer {fact.status}, which the success criteria of {step_of(fact)} count as a failure"
    )


RULE = Rule(
    id="workflow-success-refused",
    severity=Severity.WARNING,
    summary="Checks that every 2xx that an operation declares meets the success criteria, or is dealt with by its status.",
    rationale=("The call was done (RFC 9110, section 15.3), and the run stops as if it was not."),
    fix="Take the status in, or name it in an action of `onFailure`.",
    on=SuccessRefused,
    when=check,
    examples=(
        Example(
            None,
            example(
                INVOICE + "  successCriteria: [{condition: $statusCode == 200}]\n",
                billing=BILLING.replace(
                    "'200': {description: It.", "'203': {description: Copied.}\n        '200': {description: It."
                ),
            ),
            finds=("/invoice",),
        ),
        Example(
            None,
            example(INVOICE + "  successCriteria: [{condition: $statusCode == 200}]\n"),
            because="There is no other 2xx.",
        ),
    ),
)
