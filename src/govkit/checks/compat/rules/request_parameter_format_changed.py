"""Judges a new or another `format` of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.before is None:
        return f"{subject(change)} must be formatted as {one_or_all(change.after)}, before there was no format"
    return f"{subject(change)} must be formatted as {one_or_all(change.after)}, before {one_or_all(change.before)}"


RULE = Rule(
    id="request-parameter-format-changed",
    severity=Severity.ERROR,
    summary="A parameter must be of a format that it need not have before.",
    rationale=(
        "A filter by day (`since=2026-01-31`) is refused where an instant is asked for, and the other way "
        "round. Scheduled jobs build it the old way each night."
    ),
    fix="Parse both forms: a day can stand for its first instant. Or add a parameter for the new form.",
    on=(On("parameter", "format-added", Direction.REQUEST), On("parameter", "format-changed", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            parameters("- {name: since, in: query, schema: {type: string, format: date}}"),
            parameters("- {name: since, in: query, schema: {type: string, format: date-time}}"),
            finds=("/since",),
        ),
        Example(
            parameters("- {name: since, in: query, schema: {type: string, format: date}}"),
            parameters("- {name: since, in: query, schema: {type: string}}"),
            because="Without a format every old value is still taken.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
