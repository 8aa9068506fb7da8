"""Judges a `pattern` lifted from, or changed for, a text that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.after is None:
        return f"{subject(change)} may be any text, before it matched {one_or_all(change.before)}"
    return f"{subject(change)} matches {one_or_all(change.after)}, before {one_or_all(change.before)}"


RULE = Rule(
    id="response-property-pattern-changed",
    severity=Severity.WARNING,
    summary="A text in a response need not match the pattern that it matched before.",
    rationale=(
        "Consumers take such texts apart by the pattern (a prefix, a number after a dash), use them as "
        "keys, and check them again. A text of another form falls through all of that."
    ),
    fix=(
        "Keep the form of what exists, and give texts of a new form their own property. A pattern that "
        "lies within the old one is proved harmless and reported as information."
    ),
    on=(On("property", "pattern-removed", Direction.RESPONSE), On("property", "pattern-changed", Direction.RESPONSE)),
    when=check,
    examples=(
        Example(
            response_properties("number: {type: string, pattern: '^INV-[0-9]+$'}"),
            response_properties("number: {type: string, pattern: '^[0-9]+$'}"),
            finds=("/number",),
        ),
        Example(
            response_properties("number: {type: string, pattern: '^INV-[0-9]+$'}"),
            response_properties("number: {type: string}"),
            finds=("/number",),
        ),
        Example(
            response_properties("number: {type: string}"),
            response_properties("number: {type: string, pattern: '^INV-[0-9]+$'}"),
            because="A pattern where any text was possible only promises more.",
        ),
    ),
)
