"""Finds properties in requests that the API alone sets."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such property."""
    return Said(f"{fact.field} is read-only: the provider ignores it")


RULE = Rule(
    id="request-property-read-only",
    severity=Severity.WARNING,
    summary="A property that is read-only is sent.",
    rationale=("The provider ignores it, or refuses the request."),
    fix=("Do not send it."),
    stricter=True,
    on="request-property-read-only",
    when=check,
    examples=(
        Example(
            None,
            sent(
                "{type: object, properties: {id: {type: string, readOnly: true}, memo: {type: string}}}",
                "{id: a, memo: Thanks}",
            ),
            finds=("/id",),
        ),
        Example(
            None,
            sent("{type: object, properties: {secret: {type: string, writeOnly: true}}}", "{secret: a}"),
            because="What is write-only is meant to be sent.",
        ),
    ),
)
