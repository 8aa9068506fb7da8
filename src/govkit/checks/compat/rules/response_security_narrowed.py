"""Judges credentials that a webhook carries in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation, webhook
from govkit.checks.compat.rules._wording import credentials, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'comes', 'come')} with {credentials(change.after)}, before with {credentials(change.before)}"


RULE = Rule(
    id="response-security-narrowed",
    severity=Severity.INFO,
    summary="A webhook no longer comes with some of the credentials that it might come with before.",
    rationale=(
        "Receivers that check nothing lose nothing, and those that check the remaining ones go on as "
        "before. It is listed so that receivers can begin to verify what is sent."
    ),
    fix="Tell the receivers what they can verify now, and how.",
    on=On("security", "narrowed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            webhook("security: []"),
            webhook("security: [{signature: []}]"),
            finds=("",),
        ),
        Example(
            operation("security: []"),
            operation("security: [{signature: []}]"),
            because="This asks more of clients and is no webhook: `request-security-narrowed` speaks of it.",
        ),
    ),
)
