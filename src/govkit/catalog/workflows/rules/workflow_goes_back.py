"""Finds actions that lead to an earlier step."""

from __future__ import annotations

from govkit.catalog.workflows.facts import GoesBack
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import INVOICE, NOTE, example
from govkit.findings import Example, Rule, Severity


def check(fact: GoesBack) -> Said:
    """A goto that does not lead forwards, or a retry that leads forwards."""
    return Said(f"`{fact.action}` leads from {step_of(fact)} to `{fact.target}`, which is not the way of its type")


RULE = Rule(
    id="workflow-goes-back",
    severity=Severity.ERROR,
    summary="Checks that `goto` leads to later steps, and `retry` to the same or an earlier one.",
    rationale=("Whatever goes forwards comes to an end; a way back may be gone for ever. A retry has a limit."),
    fix="Lead to a later step. What must be done again is a `retry`, what is done for each of several is `x-govkit-for-each`.",
    on=GoesBack,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + NOTE + "  onSuccess: [{name: again, type: goto, stepId: invoice}]\n"),
            finds=("/note/onSuccess/again/stepId",),
        ),
        Example(
            None,
            example(INVOICE + "  onSuccess: [{name: on, type: goto, stepId: note}]\n" + NOTE),
            because="It leads forwards.",
        ),
    ),
)
