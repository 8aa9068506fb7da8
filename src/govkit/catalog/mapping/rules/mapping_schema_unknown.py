"""Finds mappings of schemas that there are not."""

from __future__ import annotations

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.facts import SideUnknown
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: SideUnknown) -> Said:
    """A schema of one of the sides that cannot be had."""
    return Said(fact.message, close_to(fact.name, fact.known))


RULE = Rule(
    id="mapping-schema-unknown",
    severity=Severity.ERROR,
    summary="Checks that the schemas that a mapping joins are there.",
    rationale="A mapping of a schema that is not there maps nothing, and nothing in it can be checked.",
    fix="Name a component of the API, a pointer into its document (`#/…`), or a version that the entity has.",
    on=SideUnknown,
    when=check,
    examples=(
        Example(
            None,
            mapped("schema: Costumer\nfields: {name: name}", "type: object", "{}"),
            finds=("/",),
        ),
        Example(
            None,
            mapped("entityVersion: 2.0.0\nfields: {name: name}", "type: object", "{}"),
            finds=("/",),
        ),
        Example(
            None,
            mapped(
                "schema: '#/components/schemas/Customer/properties/person'\nfields: {name: name}",
                """
                type: object
                properties: {person: {type: object, required: [name], properties: {name: {type: string}}}}
                """,
                '{"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}',
            ),
            because="A pointer leads to a schema without a name.",
        ),
    ),
)
