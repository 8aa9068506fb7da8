"""Finds numbers that may have a fraction where whole ones are handled."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such number."""
    return Said(f"{fact.field} may be {shown(fact.said['value'])}, and only whole numbers are handled")


RULE = Rule(
    id="response-fraction-unhandled",
    severity=Severity.WARNING,
    summary="A number may have a fraction, and only whole ones are handled.",
    rationale=("Many descriptions say `number` where they mean whole numbers, so this is a warning."),
    fix=("Say `integer` in the description, or handle fractions."),
    stricter=True,
    on="response-fraction-unhandled",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [total], properties: {total: {type: number}}}",
                "{total: 5}",
                rules="{$.total: {matchers: [{match: integer}]}}",
            ),
            finds=("/total",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [total], properties: {total: {type: number}}}",
                "{total: 5}",
                rules="{$.total: {matchers: [{match: type}]}}",
            ),
            because="The type of 5 is any number.",
        ),
    ),
)
