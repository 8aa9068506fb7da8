"""Judges a callback that the provider no longer makes."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'is', 'are')} removed"


RULE = Rule(
    id="callback-removed",
    severity=Severity.WARNING,
    summary="A callback was removed from an operation.",
    rationale=(
        "Consumers that wait to be called wait for ever. Nothing fails: the confirmation of a payment, "
        "say, just never comes."
    ),
    fix=(
        "Go on calling those who registered, and offer the new way (a webhook, a status to poll) beside "
        "it until they have moved."
    ),
    on=On("operation", "callback-removed"),
    when=check,
    examples=(
        Example(
            operation("""\
callbacks:
  paid:
    "{$request.query.url}":
      post: {responses: {"204": {description: Done}}}
"""),
            operation("summary: Draft an invoice"),
            finds=("",),
        ),
        Example(
            operation("""\
callbacks:
  paid:
    "{$request.query.url}":
      post: {responses: {"204": {description: Done}}}
"""),
            operation("""\
callbacks:
  paid:
    "{$request.query.url}":
      post: {responses: {"204": {description: Done}}}
summary: Draft an invoice
"""),
            because="The callback stayed; only the operation got a summary.",
        ),
    ),
)
