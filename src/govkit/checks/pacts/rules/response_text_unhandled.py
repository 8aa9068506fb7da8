"""Finds values that may come, and that no matcher stands for."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    said = fact.said
    severity = Severity.ERROR if said["closed"] else Severity.WARNING if said["constrained"] else None
    return Said(f"{fact.field} may be {shown(said['value'])}, which is not handled", severity)


RULE = Rule(
    id="response-text-unhandled",
    severity=Severity.INFO,
    summary="A field may have values that the consumer does not handle.",
    rationale=(
        "A matcher says what is handled, and the description allows more. An error where the matcher lists its values, a warning where the description says of the value how it looks, a hint where it says nothing."
    ),
    fix=("Say in the description how the value looks, or widen the matcher."),
    stricter=True,
    on="response-text-unhandled",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [at], properties: {at: {type: string, format: date-time}}}",
                "{at: '2026-01-31T00:00:00Z'}",
                rules="{$.at: {matchers: [{match: regex, regex: 'Z$'}]}}",
            ),
            finds=("/at",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [at], properties: {at: {type: string, format: date}}}",
                "{at: '2026-01-31'}",
                rules="{$.at: {matchers: [{match: date, format: yyyy-MM-dd}]}}",
            ),
            because="The matcher says the same as the format.",
        ),
    ),
)
