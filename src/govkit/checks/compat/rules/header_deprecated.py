"""Judges a header that was marked as deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_headers
from govkit.checks.compat.rules._wording import code, subject
from govkit.findings import Example, Rule, Severity


def _named(change: Change) -> str:
    if change.pair is not None:
        return subject(change)
    return f"response header {code(change.name)}"


def check(change: Change) -> str:
    """Words one such change."""
    return f"{_named(change)} is deprecated"


RULE = Rule(
    id="header-deprecated",
    severity=Severity.INFO,
    summary="A header was marked as deprecated.",
    rationale=(
        "Nothing breaks yet. Whoever uses it should hear of it now: from here on the time runs in which they have to do without it."
    ),
    fix=("Say in the description what comes in its place and when it goes."),
    on=On("header", "deprecated"),
    when=check,
    examples=(
        Example(
            response_headers("X-Range: {schema: {type: string}}"),
            response_headers("X-Range: {deprecated: true, schema: {type: string}}"),
            finds=("/x-range",),
        ),
        Example(
            response_headers("X-Range: {schema: {type: string}}"),
            response_headers("X-Range: {deprecated: false, schema: {type: string}}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
