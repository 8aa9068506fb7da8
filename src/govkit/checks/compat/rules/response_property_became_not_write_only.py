"""Judges a property that was only taken and is answered now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} comes in answers, before it was write-only"


RULE = Rule(
    id="response-property-became-not-write-only",
    severity=Severity.INFO,
    summary="A property that was only taken comes in answers as well.",
    rationale=(
        "Clients ignore what they do not know. It is listed because what was kept back, a secret perhaps, is sent now."
    ),
    fix=("Check that it may be seen by everyone who may read the answer."),
    on=On("property", "became-not-write-only", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("iban: {type: string, writeOnly: true}"),
            response_properties("iban: {type: string}"),
            finds=("/iban",),
        ),
        Example(
            response_properties("iban: {type: string, writeOnly: false}"),
            response_properties("iban: {type: string}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
    unpaired=("Requests know `readOnly`: `request-property-became-not-read-only` speaks of it."),
)
