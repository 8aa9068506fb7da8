"""Finds properties that an API does not declare."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such property."""
    return Said(f"{fact.field} is not declared: the provider ignores it")


RULE = Rule(
    id="request-property-ignored",
    severity=Severity.WARNING,
    summary="A property that is sent is not declared.",
    rationale=("By the schema it is allowed; the provider ignores it, and a misspelt field is lost in silence."),
    fix=("Remove it, mend its name, or declare it."),
    stricter=True,
    on="request-property-ignored",
    when=check,
    examples=(
        Example(
            None,
            sent("{type: object, properties: {memo: {type: string}}}", "{memmo: Thanks}"),
            finds=("/memmo",),
        ),
        Example(
            None,
            sent("{type: object}", "{memo: Thanks}"),
            because="An object without declared properties may hold any.",
        ),
        Example(
            None,
            sent(
                "{allOf: [{type: object, properties: {memo: {type: string}}}, {type: object, properties: {total: {type: integer}}}]}",
                "{memo: Thanks, total: 5}",
            ),
            because="Another part of the same object declares it.",
        ),
    ),
)
