"""Judges a property that only the server set and that clients may send now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be sent by clients, before it was read-only"


RULE = Rule(
    id="request-property-became-not-read-only",
    severity=Severity.INFO,
    summary="A property that only the server set may be sent by clients.",
    rationale=(
        "Clients that send nothing get what they got. It is listed because the value is no longer the server's alone."
    ),
    fix=("Say what holds where the property is left out, and check who may set it."),
    on=On("property", "became-not-read-only", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("state: {type: string, readOnly: true}"),
            request_properties("state: {type: string}"),
            finds=("/state",),
        ),
        Example(
            request_properties("state: {type: string, readOnly: false}"),
            request_properties("state: {type: string}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
    unpaired=("Answers know `writeOnly`: `response-property-became-not-write-only` speaks of it."),
)
