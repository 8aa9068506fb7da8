"""Finds listed values that may come, and are not handled."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"{fact.field} may be {', '.join(map(shown, fact.said['values'][:6]))}, which is not handled")


RULE = Rule(
    id="response-enum-value-unhandled",
    severity=Severity.ERROR,
    summary="The description lists values that the consumer does not handle.",
    rationale=(
        "A matcher names the values that are handled: a new state of an order is met by nobody. Values that other interactions of the same answer expect are handled."
    ),
    fix=("Handle the value, or have the description exclude it."),
    stricter=True,
    on="response-enum-value-unhandled",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [status], properties: {status: {enum: [open, paid, void]}}}",
                "{status: open}",
                rules="{$.status: {matchers: [{match: regex, regex: '^(open|paid)$'}]}}",
            ),
            finds=("/status",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [status], properties: {status: {enum: [open, paid, void]}}}", "{status: open}"
            ),
            because="One value is recorded as that of this case: others are other cases.",
        ),
        Example(
            None,
            answered(
                "{type: object, required: [status], properties: {status: {enum: [open, paid, void]}}}",
                "{status: open}",
                rules="{$.status: {matchers: [{match: type}]}}",
            ),
            because="Any text is handled.",
        ),
    ),
)
