"""Judges a `multipleOf` lifted from, or changed for, a number that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.after is None:
        return f"{subject(change)} may be any number, before a multiple of {one_or_all(change.before)}"
    return f"{subject(change)} is a multiple of {one_or_all(change.after)}, before of {one_or_all(change.before)}"


RULE = Rule(
    id="response-property-multiple-of-changed",
    severity=Severity.WARNING,
    summary="A number in a response need not keep to the step that it kept to before.",
    rationale=(
        "Consumers keep amounts in columns with so many decimals, or count in whole packs. Values between "
        "the steps are rounded without notice, and sums no longer agree."
    ),
    fix=(
        "Round before sending, as before, and add a property for the exact value. A step that is a "
        "multiple of the old one is proved harmless."
    ),
    on=(
        On("property", "multiple-of-removed", Direction.RESPONSE),
        On("property", "multiple-of-changed", Direction.RESPONSE),
    ),
    when=check,
    examples=(
        Example(
            response_properties("amount: {type: number, multipleOf: 0.01}"),
            response_properties("amount: {type: number, multipleOf: 0.001}"),
            finds=("/amount",),
        ),
        Example(
            response_properties("packs: {type: integer, multipleOf: 6}"),
            response_properties("packs: {type: integer, multipleOf: 12}"),
            title="A coarser step: reported, and refuted",
            finds=("/packs",),
        ),
        Example(
            response_properties("amount: {type: number}"),
            response_properties("amount: {type: number, multipleOf: 0.01}"),
            because="A step where there was none only promises more.",
        ),
    ),
)
