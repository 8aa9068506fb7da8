"""Judges credentials that let a caller in and do not any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import document, operation
from govkit.checks.compat.rules._wording import credentials, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'asks', 'ask')} for {credentials(change.after)}, before for {credentials(change.before)}"


RULE = Rule(
    id="request-security-narrowed",
    severity=Severity.ERROR,
    summary="An operation no longer lets in callers with credentials that sufficed before.",
    rationale=(
        "Tokens that were issued for this client carry the old scopes, or there are none at all: calls "
        "end in 401 or 403 until somebody with the right to do so grants more."
    ),
    fix=(
        "Accept the old credentials beside the new ones, as a further entry of `security`. Move the "
        "consumers, then drop the old entry in a new version."
    ),
    on=On("security", "narrowed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("security: [{oauth: [read]}]"),
            operation("security: [{oauth: [read, write]}]"),
            finds=("",),
        ),
        Example(
            operation("security: [{oauth: [read]}, {key: []}]"),
            operation("security: [{oauth: [read]}]"),
            finds=("",),
        ),
        Example(
            operation("security: [{oauth: [read]}]"),
            operation("security: [{key: []}, {oauth: [read]}]"),
            because="A second way in leaves the first one open.",
        ),
        Example(
            operation("security: [{oauth: [read]}]"),
            document("""\
security: [{oauth: [read]}]
paths:
  /invoices:
    post: {responses: {"204": {description: Done}}}
"""),
            because="The requirement was stated for all operations in place of this one.",
        ),
    ),
)
