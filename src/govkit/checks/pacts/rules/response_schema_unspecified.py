"""Tells of expected content where the description says nothing of it."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such place."""
    return Said(f"the description does not say what {fact.field} holds")


RULE = Rule(
    id="response-schema-unspecified",
    severity=Severity.INFO,
    summary="Fields are read where the description says nothing of what there is.",
    rationale=("Whether they are there, nobody knows from the description."),
    fix=("Describe what is there."),
    stricter=True,
    on="response-schema-unspecified",
    when=check,
    examples=(
        Example(
            None,
            answered("{type: object, required: [extra], properties: {extra: {type: object}}}", "{extra: {a: 1}}"),
            finds=("/extra",),
        ),
        Example(
            None,
            answered("{type: object, required: [extra], properties: {extra: {type: object}}}", "{extra: {}}"),
            because="Nothing in it is read.",
        ),
    ),
)
