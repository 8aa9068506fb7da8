"""Judges a webhook that goes by another name."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import document
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the webhook {code(change.before)} is called {code(change.after)} now"


RULE = Rule(
    id="webhook-renamed",
    severity=Severity.WARNING,
    summary="A webhook goes by another name.",
    rationale=("Receivers subscribe to events by name, and tell them apart by it. What the event carries is the same."),
    fix=("Send the event under both names until every receiver has subscribed to the new one."),
    on=On("operation", "renamed"),
    when=check,
    examples=(
        Example(
            document('paths: {}\nwebhooks: {paid: {post: {responses: {"204": {description: Done}}}}}'),
            document('paths: {}\nwebhooks: {invoice-paid: {post: {responses: {"204": {description: Done}}}}}'),
            finds=("",),
        ),
        Example(
            document('paths: {}\nwebhooks: {paid: {post: {responses: {"204": {description: Done}}}}}'),
            document('paths: {}\nwebhooks: {paid: {post: {responses: {"204": {description: Done}}}}}'),
            because="Nothing was renamed.",
        ),
    ),
)
