"""Judges an operation, or a webhook, that was not there."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operations
from govkit.checks.compat.rules._wording import says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'is', 'are')} new"


RULE = Rule(
    id="operation-added",
    severity=Severity.INFO,
    summary="An operation was added.",
    rationale=(
        "No existing client can be hurt by it. It is listed for the changelog, and because what is "
        "published once has to be kept."
    ),
    fix=(
        "Nothing for compatibility. See that it has an owner, an operationId and its security declared "
        "before somebody relies on it."
    ),
    on=On("operation", "operation-added"),
    when=check,
    examples=(
        Example(
            operations("""\
/invoices:
  get: {responses: {"204": {description: Done}}}
"""),
            operations("""\
/invoices:
  get: {responses: {"204": {description: Done}}}
/reminders:
  post: {responses: {"204": {description: Done}}}
"""),
            finds=("",),
        ),
        Example(
            operations("""\
/invoices:
  get: {responses: {"204": {description: Done}}}
"""),
            operations("""\
/invoices:
  get: {summary: All invoices, responses: {"204": {description: Done}}}
"""),
            because="A summary is no operation.",
        ),
    ),
)
