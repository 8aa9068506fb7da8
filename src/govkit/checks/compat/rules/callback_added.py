"""Judges a callback that the provider did not make before."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'is', 'are')} new"


RULE = Rule(
    id="callback-added",
    severity=Severity.INFO,
    summary="A callback was added to an operation.",
    rationale=(
        "Who gives no address for it is not called. Consumers that do give one see a request at it that "
        "they did not know."
    ),
    fix=(
        "Call only the addresses that were given for this callback, and describe how the receiver can verify who calls."
    ),
    on=On("operation", "callback-added"),
    when=check,
    examples=(
        Example(
            operation("summary: Draft an invoice"),
            operation("""\
callbacks:
  paid:
    "{$request.query.url}":
      post: {responses: {"204": {description: Done}}}
"""),
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
      post: {summary: The invoice was paid, responses: {"204": {description: Done}}}
"""),
            because="A summary makes no other callback.",
        ),
    ),
)
