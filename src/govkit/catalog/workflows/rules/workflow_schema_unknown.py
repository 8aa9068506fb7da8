"""Finds schemas of inputs that refer to what is not there."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A reference in the inputs that leads nowhere, or out of the estate."""
    if fact.kind != "schema":
        return None
    return Said(fact.message)


RULE = Rule(
    id="workflow-schema-unknown",
    severity=Severity.ERROR,
    summary="Checks that the schemas of inputs refer to what there is in the estate.",
    rationale=("Nobody knows what the workflow is given, so nothing that it does can be checked."),
    fix="Let `$ref` lead to a schema of a description, or of this document; or leave the inputs out: they are then those of the event.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=START + "\ninputs: {$ref: ../../specs/billing.yaml#/components/schemas/Post}"),
            finds=("/inputs/$ref",),
        ),
        Example(
            None,
            example(INVOICE, start=START + "\ninputs: {$ref: ../../../elsewhere.yaml}"),
            finds=("/inputs/$ref",),
        ),
        Example(
            None,
            example(INVOICE, start=START + "\ninputs: {$ref: ../../specs/billing.yaml#/components/schemas/Posted}"),
            because="The schema is in the description.",
        ),
    ),
)
