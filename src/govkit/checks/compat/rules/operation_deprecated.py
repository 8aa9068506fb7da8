"""Judges an operation that was marked as deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'is', 'are')} deprecated"


RULE = Rule(
    id="operation-deprecated",
    severity=Severity.INFO,
    summary="An operation was marked as deprecated.",
    rationale=(
        "Nothing breaks yet, but its consumers should hear of it now: from here on the time runs in which "
        "they have to move."
    ),
    fix=(
        "Name the successor and the date of removal in the description, send `Deprecation` and `Sunset` "
        "headers, and tell the consumers."
    ),
    on=On("operation", "operation-deprecated"),
    when=check,
    examples=(
        Example(
            operation("summary: Draft an invoice"),
            operation("""\
summary: Draft an invoice
deprecated: true
"""),
            finds=("",),
        ),
        Example(
            operation("summary: Draft an invoice"),
            operation("""\
summary: Draft an invoice
deprecated: false
"""),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
