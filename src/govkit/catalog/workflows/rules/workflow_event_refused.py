"""Finds events that the inputs of a workflow do not take."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Refused
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: Refused) -> Said | None:
    """An event that may come, and that is not as the inputs are declared."""
    if fact.part != "event":
        return None
    return Said(f"{call_of(fact)} may send what the inputs do not take: {fact.because}")


RULE = Rule(
    id="workflow-event-refused",
    severity=Severity.ERROR,
    summary="Checks that the declared inputs of a workflow take every event that starts it.",
    rationale=("The workflow cannot run for such an event, and what it should do is not done."),
    fix="Declare the inputs as the event is, or leave them out: they are then those of the event.",
    on=Refused,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=START + "\ninputs: {$ref: ../../specs/billing.yaml#/components/schemas/Invoice}"),
            finds=("/inputs",),
        ),
        Example(
            None,
            example(INVOICE, start=START + "\ninputs: {$ref: ../../specs/billing.yaml#/components/schemas/Posted}"),
            because="The inputs are the event.",
        ),
        Example(None, example(INVOICE), because="Inputs that nobody declares are those of the event."),
    ),
)
