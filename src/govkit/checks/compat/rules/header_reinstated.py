"""Judges a header that is no longer deprecated."""

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
    return f"{_named(change)} is no longer deprecated"


RULE = Rule(
    id="header-reinstated",
    severity=Severity.INFO,
    summary="A header is no longer marked as deprecated.",
    rationale=("Those who had planned to do without it need not. It is listed so that they hear of it."),
    fix=("Tell those who were told of the deprecation."),
    on=On("header", "reinstated"),
    when=check,
    examples=(
        Example(
            response_headers("X-Range: {deprecated: true, schema: {type: string}}"),
            response_headers("X-Range: {schema: {type: string}}"),
            finds=("/x-range",),
        ),
        Example(
            response_headers("X-Range: {deprecated: false, schema: {type: string}}"),
            response_headers("X-Range: {schema: {type: string}}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
