"""Judges a new or another `pattern` of a text that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.before is None:
        return f"{subject(change)} must match {one_or_all(change.after)}, before there was no pattern"
    return f"{subject(change)} must match {one_or_all(change.after)}, before {one_or_all(change.before)}"


RULE = Rule(
    id="request-property-pattern-changed",
    severity=Severity.ERROR,
    summary="A text in a request must match a pattern that it need not match before.",
    rationale=(
        "Clients format such texts as the old contract let them: with spaces, in lower case, without a "
        "prefix. What does not match any more is refused, and identifiers that exist cannot be respelled."
    ),
    fix=(
        "Normalise on the server (trim, change case, add the prefix) and keep the old pattern. A pattern "
        "that takes all that the old one took is proved harmless and reported as information."
    ),
    on=(On("property", "pattern-added", Direction.REQUEST), On("property", "pattern-changed", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            request_properties("code: {type: string}"),
            request_properties("code: {type: string, pattern: '^[A-Z]{3}$'}"),
            finds=("/code",),
        ),
        Example(
            request_properties("code: {type: string, pattern: '^[A-Z]{3}$'}"),
            request_properties("code: {type: string, pattern: '^[A-Z]{2,4}$'}"),
            title="A wider pattern: reported, and refuted",
            finds=("/code",),
        ),
        Example(
            request_properties("code: {type: string, pattern: '^[A-Z]{3}$'}"),
            request_properties("code: {type: string}"),
            because="Without a pattern every old text is still taken.",
        ),
    ),
)
