"""Finds values of headers that may come, and are not handled."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such header."""
    said = fact.said
    severity = Severity.ERROR if said["closed"] else None
    return Said(f"the header `{said['name']}` may be {shown(said['value'])}, which is not handled", severity)


RULE = Rule(
    id="response-header-value-unhandled",
    severity=Severity.WARNING,
    summary="A header may have values that the consumer does not handle.",
    rationale=(
        "A matcher names the values that are handled; others may come. An error where the description lists them."
    ),
    fix=("Handle them, or have the description say that they do not come."),
    stricter=True,
    on="response-header-value-unhandled",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, headers: {X-Kind: {required: true, schema: {type: string, enum: [a, b]}}}}}',
                response="status: 200\nheaders: {X-Kind: a}\nmatchingRules: {header: {X-Kind: {matchers: [{match: regex, regex: a}]}}}",
            ),
            finds=("/X-Kind",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, headers: {X-Kind: {required: true, schema: {type: string, enum: [a, b]}}}}}',
                response="status: 200\nheaders: {X-Kind: a}",
            ),
            because="One value is recorded as that of this case: others are other cases.",
        ),
    ),
)
