"""Judges credentials that were marked as deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} are deprecated"


RULE = Rule(
    id="security-scheme-deprecated",
    severity=Severity.INFO,
    summary="A security scheme was marked as deprecated.",
    rationale=("Nothing breaks yet, but whoever uses these credentials has to get others before they go."),
    fix=("Say in the description what comes in their place, and until when they are accepted."),
    on=On("security-scheme", "deprecated"),
    when=check,
    examples=(
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"),
            secured("{type: apiKey, in: header, name: X-Key, deprecated: true}"),
            finds=("",),
        ),
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"),
            secured("{type: apiKey, in: header, name: X-Key, deprecated: false}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
