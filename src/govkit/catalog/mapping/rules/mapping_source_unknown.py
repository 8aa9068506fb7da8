"""Finds ways in mappings that lead nowhere."""

from __future__ import annotations

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.facts import SourceUnknown
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: SourceUnknown) -> Said:
    """A name on a way that the source does not declare."""
    side = "the entity" if fact.outward else "the schema of the API"
    where = f" on the way `{fact.way}`" if fact.way != fact.name else ""
    return Said(
        f"`{fact.target}` is made of `{fact.name}`{where}, which {side} does not have", close_to(fact.name, fact.known)
    )


RULE = Rule(
    id="mapping-source-unknown",
    severity=Severity.ERROR,
    summary="Checks that every field that a mapping reads is declared where it is read.",
    rationale=("A field that is not there gives no value, and nobody notices until somebody misses it."),
    fix="Name the field as the schema does, with `/` before the names of members.",
    on=SourceUnknown,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {name: full_name}
            """,
                """
            type: object
            required: [fullname]
            properties: {fullname: {type: string}}
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
            fields: {name: labels/name}
            """,
                """
            type: object
            required: [labels]
            properties:
              labels: {type: object, required: [name], additionalProperties: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            because="An object that takes any name has this one.",
        ),
        Example(
            None,
            mapped(
                """
            identity: {id: id, others: [{system: crm, type: company, each: others, where: {kind: crm}, id: number}]}
            fields: {name: name}
            """,
                """
            type: object
            required: [id, name, others]
            properties:
              id: {type: string, minLength: 1}
              name: {type: string}
              others: {type: array, items: {type: object, properties: {kind: {type: string}, id: {type: string}}}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
                entity_spec="record: crm\nidentifiers: [{system: crm, type: company}]",
            ),
            finds=("/externalIds/crm:company",),
        ),
    ),
)
