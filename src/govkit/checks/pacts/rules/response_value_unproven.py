"""Tells of values that could be neither proved handled nor shown not to be."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"whether all values of {fact.field} are handled could not be decided")


RULE = Rule(
    id="response-value-unproven",
    severity=Severity.INFO,
    summary="Whether all values that may come are handled could not be decided.",
    rationale=("The expressions of both sides are beyond what is decided here."),
    fix=("Write them plainer, or compare them by eye."),
    stricter=True,
    on="response-value-unproven",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [code], properties: {code: {type: string, pattern: '^(?=[A-Z])[A-Z]{2}$'}}}",
                "{code: AB}",
                rules="{$.code: {matchers: [{match: regex, regex: '^(?=[A-Z])[A-Z]+$'}]}}",
            ),
            finds=("/code",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [code], properties: {code: {type: string, pattern: '^[A-Z]{2}$'}}}",
                "{code: AB}",
                rules="{$.code: {matchers: [{match: regex, regex: '^[A-Z]+$'}]}}",
            ),
            because="It is decided: all of them are.",
        ),
    ),
)
