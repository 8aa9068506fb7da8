"""Judges a new or another `pattern` of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.before is None:
        return f"{subject(change)} must match {one_or_all(change.after)}, before there was no pattern"
    return f"{subject(change)} must match {one_or_all(change.after)}, before {one_or_all(change.before)}"


RULE = Rule(
    id="request-parameter-pattern-changed",
    severity=Severity.ERROR,
    summary="A parameter must match a pattern that it need not match before.",
    rationale=(
        "Identifiers in paths and queries are kept by others: in bookmarks, e-mails and databases. Those "
        "of the old form lead to an error, though what they name still exists."
    ),
    fix=(
        "Take the old form as well and redirect or convert it. A pattern that takes all that the old one "
        "took is proved harmless."
    ),
    on=(On("parameter", "pattern-added", Direction.REQUEST), On("parameter", "pattern-changed", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            parameters("- {name: customer, in: query, schema: {type: string}}"),
            parameters("- {name: customer, in: query, schema: {type: string, pattern: '^C[0-9]+$'}}"),
            finds=("/customer",),
        ),
        Example(
            parameters("- {name: customer, in: query, schema: {type: string, pattern: '^C[0-9]+$'}}"),
            parameters("- {name: customer, in: query, schema: {type: string}}"),
            because="Without a pattern every old value is still taken.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
