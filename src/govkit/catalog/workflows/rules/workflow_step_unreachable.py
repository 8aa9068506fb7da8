"""Finds steps that no run comes to."""

from __future__ import annotations

from govkit.catalog.workflows.facts import StepUnreachable
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import INVOICE, NOTE, example
from govkit.findings import Example, Rule, Severity


def check(fact: StepUnreachable) -> Said:
    """A step that stands behind an end."""
    return Said(f"no run comes to {step_of(fact)}")


RULE = Rule(
    id="workflow-step-unreachable",
    severity=Severity.ERROR,
    summary="Checks that a run may come to every step.",
    rationale=("What the step does is never done."),
    fix="Let an action lead to it, or take it out.",
    on=StepUnreachable,
    when=check,
    examples=(
        Example(None, example(INVOICE + "  onSuccess: [{name: done, type: end}]\n" + NOTE), finds=("/note",)),
        Example(
            None,
            example(
                INVOICE
                + "  onSuccess: [{name: done, type: end, criteria: [{condition: $inputs.customer == null}]}]\n"
                + NOTE
            ),
            because="It follows where there is a customer.",
        ),
    ),
)
