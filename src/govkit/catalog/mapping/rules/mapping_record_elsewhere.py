"""Finds fields that are written to the system that has the last word on them."""

from __future__ import annotations

from govkit.catalog.mapping.facts import RecordElsewhere
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: RecordElsewhere) -> Said:
    """A field that is written to its own record."""
    return Said(
        f"`{fact.target}` writes `{fact.field}` to `{fact.system}`, which is the record of it",
        "leave it out: its value comes from there",
    )


RULE = Rule(
    id="mapping-record-elsewhere",
    severity=Severity.ERROR,
    summary="Checks that no field is written to its own system of record.",
    rationale=("What comes back to its record late overwrites what was decided there since."),
    fix="Leave the field out of what is written.",
    on=RecordElsewhere,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            direction: out
            fields: {name: name}
            """,
                """
            type: object
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
                entity_spec="record: billing",
            ),
            finds=("/name",),
        ),
        Example(
            None,
            mapped(
                """
            direction: out
            fields: {name: name}
            """,
                """
            type: object
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
                entity_spec="record: crm",
            ),
            because="The record is another system.",
        ),
        Example(
            None,
            mapped(
                """
            direction: out
            fields: {reference: id}
            """,
                """
            type: object
            properties: {reference: {type: string}}
            """,
                """
            {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
            """,
                entity_spec="record: billing",
            ),
            because="Who the object is no system decides for the others.",
        ),
    ),
)
