"""Finds fields that mappings fill and their targets do not have."""

from __future__ import annotations

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.facts import TargetUnknown
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: TargetUnknown) -> Said:
    """A field that the target does not declare."""
    side = "the schema of the API" if fact.outward else "the entity"
    return Said(f"`{fact.target}` is filled, and {side} has no `{fact.name}`", close_to(fact.name, fact.known))


RULE = Rule(
    id="mapping-target-unknown",
    severity=Severity.ERROR,
    summary="Checks that every field that a mapping fills is declared by its target.",
    rationale=("What is put where nothing is declared is refused, or lost on the way."),
    fix="Name the field as the target's schema does.",
    on=TargetUnknown,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {name: name, nam: name}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"], "additionalProperties": false}
            """,
            ),
            finds=("/nam",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: name, other: name}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": {"type": "string"}}
            """,
            ),
            because="The target says that any other name may come.",
        ),
    ),
)
