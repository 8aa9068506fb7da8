"""Judges credentials that a webhook need not carry any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import credentials, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'comes', 'come')} with {credentials(change.after)}, before with {credentials(change.before)}"


RULE = Rule(
    id="response-security-widened",
    severity=Severity.WARNING,
    summary="A webhook may come with credentials that it did not come with before.",
    rationale=(
        "The receiver checks who calls. A notification with fewer credentials, or others, is refused by "
        "those who check, as they should, and its content is lost."
    ),
    fix="Go on sending the old credentials beside the new ones, until every receiver checks the new.",
    on=On("security", "widened", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            webhook("security: [{signature: []}]"),
            webhook("security: []"),
            finds=("",),
        ),
        Example(
            webhook("security: [{signature: []}]"),
            webhook("""\
security: [{signature: []}]
summary: An invoice was paid
"""),
            because="A summary changes no credentials.",
        ),
    ),
)
