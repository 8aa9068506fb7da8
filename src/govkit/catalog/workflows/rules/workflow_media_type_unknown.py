"""Finds bodies of a media type that the operation does not take."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import INVOICE, NOTE, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "media type":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-media-type-unknown",
    severity=Severity.ERROR,
    summary="Checks that the body of a call is of a media type that the operation takes.",
    rationale=("The operation answers 415, every time."),
    fix="Give `contentType` as the description has it, or leave the body out where it takes none.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(NOTE.replace("{payload:", "{contentType: application/xml, payload:")),
            finds=("/note/requestBody",),
        ),
        Example(None, example(INVOICE + "  requestBody: {payload: {full: true}}\n"), finds=("/invoice/requestBody",)),
        Example(None, example(NOTE), because="JSON is what it takes, and what a body is where nothing is said."),
    ),
)
