"""Finds calls that lack a body."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Missing
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of
from govkit.catalog.workflows.rules._samples import NOTE, example
from govkit.findings import Example, Rule, Severity


def check(fact: Missing) -> Said | None:
    """A body that the operation requires and the call does not give."""
    if fact.kind != "body":
        return None
    return Said(f"there is no request body, and {call_of(fact)} requires one")


RULE = Rule(
    id="workflow-body-missing",
    severity=Severity.ERROR,
    summary="Checks that a call gives a body where the operation requires one.",
    rationale=("The operation refuses it, every time."),
    fix="Write it under `requestBody`, or name the mapping that makes it.",
    on=Missing,
    when=check,
    examples=(
        Example(
            None,
            example(NOTE.replace("requestBody: {payload: {text: Booked.}}", "description: Leaves a note.")),
            finds=("/note",),
        ),
        Example(None, example(NOTE), because="There is one."),
    ),
)
