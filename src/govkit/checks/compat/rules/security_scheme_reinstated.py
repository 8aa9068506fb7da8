"""Judges credentials that are no longer deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} are no longer deprecated"


RULE = Rule(
    id="security-scheme-reinstated",
    severity=Severity.INFO,
    summary="A security scheme is no longer marked as deprecated.",
    rationale=("Clients that had planned to move need not. It is listed so that they hear of it."),
    fix=("Tell those who were told of the deprecation."),
    on=On("security-scheme", "reinstated"),
    when=check,
    examples=(
        Example(
            secured("{type: apiKey, in: header, name: X-Key, deprecated: true}"),
            secured("{type: apiKey, in: header, name: X-Key}"),
            finds=("",),
        ),
        Example(
            secured("{type: apiKey, in: header, name: X-Key, deprecated: false}"),
            secured("{type: apiKey, in: header, name: X-Key}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
