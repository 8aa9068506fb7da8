"""Finds fields that the target requires and no declaration fills."""

from __future__ import annotations

from govkit.catalog.mapping.facts import Unfilled
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: Unfilled) -> Said:
    """A required field that nothing fills."""
    side = "the API" if fact.outward else "the entity"
    if fact.enveloped:
        return Said(
            f"the entity requires `{fact.name}`, and the mapping does not say which object it is",
            "say under `identity: {id: …}` where the identifier stands in the API's schema",
        )
    return Said(f"{side} requires `{fact.target}`, and nothing fills it")


RULE = Rule(
    id="mapping-required-unfilled",
    severity=Severity.ERROR,
    summary="Checks that every field that the target requires is filled.",
    rationale=("Without it no record is whole, and each is refused."),
    fix="Say what it is made of, `{value: …}` where it is always the same.",
    on=Unfilled,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            finds=("/name",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: name}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}, "required": ["id", "name"]}
            """,
            ),
            finds=("/id",),
        ),
        Example(
            None,
            mapped(
                """
            identity: {id: id}
            fields: {name: name}
            """,
                """
            type: object
            required: [name, id]
            properties: {name: {type: string}, id: {type: string}}
            """,
                """
            {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}, "required": ["id", "name"]}
            """,
            ),
            because="Who the object is follows from its identifier in the system.",
        ),
    ),
)
