"""Judges another format that no validator asserts."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import code, joined, subject
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    was, now = (
        "none" if one is None else joined([code(name) for name in one]) for one in (change.before, change.after)
    )
    return f"the format of {subject(change)} is {now}, before {was}"


RULE = Rule(
    id="property-format-hint-changed",
    severity=Severity.INFO,
    summary="The format of a value changed, where formats are hints (in the profile `source`).",
    rationale=(
        "No message is refused for it, but generators choose types by it: a float becomes a double, a text a URL."
    ),
    fix=("Keep the hint, or announce it together with a release of the generated clients."),
    on=(
        On("property", "format-hint-changed"),
        On("parameter", "format-hint-changed"),
        On("header", "format-hint-changed"),
    ),
    when=check,
    examples=(
        Example(
            request_properties("rate: {type: number, format: float}"),
            request_properties("rate: {type: number, format: double}"),
            finds=("/rate",),
        ),
        Example(
            request_properties("due: {type: string, format: date}"),
            request_properties("due: {type: string, format: date-time}"),
            because="These are asserted: `request-property-format-changed` tells it.",
        ),
    ),
)
