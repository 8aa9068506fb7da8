"""Judges a property that was answered and is only taken now."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is write-only, before it came in answers")


RULE = Rule(
    id="response-property-became-write-only",
    severity=Severity.WARNING,
    summary="A property that came in answers is only taken, and not sent any more.",
    rationale=(
        "Clients that read the value find it missing. Where it was always there, code that relies on it fails: an error. Where it was optional, whoever shows it shows nothing now."
    ),
    fix=("Go on sending it, shortened or masked where it is a secret."),
    on=On("property", "became-write-only", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("iban: {type: string}"),
            response_properties("iban: {type: string, writeOnly: true}"),
            finds=("/iban",),
        ),
        Example(
            response_properties("iban: {type: string}"),
            response_properties("iban: {type: string, writeOnly: false}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
    unpaired=("Requests know `readOnly`: `request-property-became-read-only` speaks of it."),
)
