"""Judges an operation that is no longer marked as deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'is', 'are')} no longer deprecated"


RULE = Rule(
    id="operation-reinstated",
    severity=Severity.INFO,
    summary="An operation is no longer marked as deprecated.",
    rationale=(
        "Consumers that planned to move away need not, and those who did so already may ask why. It is "
        "listed so that nobody learns it by chance."
    ),
    fix="Tell the consumers that were told to move, and take back the date of sunset where it was published.",
    on=On("operation", "operation-reinstated"),
    when=check,
    examples=(
        Example(
            operation("deprecated: true"),
            operation("summary: Draft an invoice"),
            finds=("",),
        ),
        Example(
            operation("deprecated: true"),
            operation("""\
deprecated: true
summary: Draft an invoice
"""),
            because="It is as deprecated as it was.",
        ),
    ),
)
