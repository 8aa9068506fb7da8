"""Finds steps that cannot go well."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NeverSucceeds
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of, some, step_of
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: NeverSucceeds) -> Said:
    """A step whose criteria no declared answer meets."""
    declared = some(fact.declared) if fact.declared else "no answer"
    return Said(f"no answer of {call_of(fact)} meets the success criteria of {step_of(fact)}: it declares {declared}")


RULE = Rule(
    id="workflow-step-never-succeeds",
    severity=Severity.ERROR,
    summary="Checks that an answer that the description declares meets the success criteria of a step.",
    rationale=("Every run fails at this step."),
    fix="Wait for a status that the operation declares.",
    on=NeverSucceeds,
    when=check,
    examples=(
        Example(None, example(INVOICE + "  successCriteria: [{condition: $statusCode == 201}]\n"), finds=("/invoice",)),
        Example(
            None,
            example(INVOICE + "  successCriteria: [{condition: $statusCode == 200}]\n"),
            because="The operation answers 200.",
        ),
    ),
)
