"""Finds fields that are read, and may be null."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"{fact.field} may be null")


RULE = Rule(
    id="response-property-nullable",
    severity=Severity.ERROR,
    summary="A field that the consumer reads may be null.",
    rationale=(
        "Where a text or an object is expected, null fails on the first record that has it. Another interaction of the same answer with null shows that it is handled."
    ),
    fix=("Have the description exclude null; or record an interaction with null."),
    stricter=True,
    on="response-property-nullable",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [memo], properties: {memo: {type: [string, 'null']}}}",
                "{memo: Thanks}",
                rules="{$.memo: {matchers: [{match: type}]}}",
            ),
            finds=("/memo",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [memo], properties: {memo: {type: [string, 'null']}}}", "{memo: Thanks}"
            ),
            because="The text is that of this case: null is another.",
        ),
        Example(
            None,
            answered(
                "{type: object, required: [memo], properties: {memo: {type: [string, 'null']}}}",
                "{memo: Thanks}",
                rules="{$.memo: {combine: OR, matchers: [{match: type}, {match: 'null'}]}}",
            ),
            because="The matcher says that null is handled.",
        ),
    ),
)
