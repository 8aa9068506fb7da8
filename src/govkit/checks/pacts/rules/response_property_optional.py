"""Finds fields that are read, and may be missing."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"{fact.field} is read, and may be missing")


RULE = Rule(
    id="response-property-optional",
    severity=Severity.ERROR,
    summary="A field that the consumer reads is not always there.",
    rationale=(
        "Pact has no word for a field that may be missing, so an answer without it is not handled: it fails on the first record that lacks it. Another interaction of the same answer without the field shows that its absence is handled."
    ),
    fix=("Require the field in the description; or record an interaction whose example lacks it."),
    stricter=True,
    on="response-property-optional",
    when=check,
    examples=(
        Example(
            None, answered("{type: object, properties: {memo: {type: string}}}", "{memo: Thanks}"), finds=("/memo",)
        ),
        Example(
            None,
            answered(
                "{type: object, required: [lines], properties: {lines: {type: array, items: {type: object, properties: {memo: {type: string}}}}}}",
                "{lines: [{memo: a}, {}]}",
            ),
            because="The second line of the example lacks it: the consumer handles that.",
        ),
        Example(
            None,
            answered("{type: object, required: [memo], properties: {memo: {type: string}}}", "{memo: Thanks}"),
            because="It is always there.",
        ),
    ),
)
