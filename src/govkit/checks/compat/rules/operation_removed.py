"""Judges an operation, or a webhook, that is no longer there."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operations
from govkit.checks.compat.rules._wording import says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'is', 'are')} removed"


RULE = Rule(
    id="operation-removed",
    severity=Severity.ERROR,
    summary="An operation was removed.",
    rationale=(
        "Every call of it ends in 404 or 405, and whatever process stood on it stops. There is no message "
        "that a client could send in its place."
    ),
    fix=(
        "Mark it as deprecated, with a date of sunset, and watch who still calls it. Remove it in a new "
        "major version; until then let it call its successor."
    ),
    on=On("operation", "operation-removed"),
    when=check,
    examples=(
        Example(
            operations("""\
/invoices:
  get: {responses: {"204": {description: Done}}}
/reminders:
  post: {responses: {"204": {description: Done}}}
"""),
            operations("""\
/invoices:
  get: {responses: {"204": {description: Done}}}
"""),
            finds=("",),
        ),
        Example(
            operations("""\
/invoices/{id}:
  get:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    responses: {"204": {description: Done}}
"""),
            operations("""\
/invoices/{number}:
  get:
    parameters: [{name: number, in: path, required: true, schema: {type: string}}]
    responses: {"204": {description: Done}}
"""),
            because="The name of a path parameter is not part of any URL.",
        ),
    ),
)
