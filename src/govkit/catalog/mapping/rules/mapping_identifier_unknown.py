"""Finds identifiers in mappings that their entity does not name."""

from __future__ import annotations

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.facts import IdentifierUnknown
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: IdentifierUnknown) -> Said:
    """An identifier of a system and a type that no other mapping will ever ask for."""
    return Said(
        f"the {fact.entity} has no identifier `{fact.type}` of {fact.system}",
        close_to(f"{fact.system}: {fact.type}", fact.known),
    )


_SIDES = (
    """
    type: object
    required: [id, name]
    properties: {id: {type: string, minLength: 1}, name: {type: string}, crm_id: {type: string, minLength: 1}}
    """,
    """
    {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    """,
)

RULE = Rule(
    id="mapping-identifier-unknown",
    severity=Severity.ERROR,
    summary="Checks that every identifier that a mapping reads is one that its entity names.",
    rationale=(
        "What an object is called in other systems is found by the system and the type of the identifier. One that is "
        "kept under a name that the entity does not have is found by nobody."
    ),
    fix="Name the type as the entity does, or add the identifier to the entity's `identifiers`.",
    on=IdentifierUnknown,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            identity: {id: id, others: [{system: crm, type: company, id: crm_id}]}
            fields: {name: name}
            """,
                *_SIDES,
            ),
            finds=("/externalIds/crm:company",),
        ),
        Example(
            None,
            mapped(
                """
            identity: {id: id}
            fields: {name: name}
            unmapped: {crm_id: Nobody asks for it.}
            """,
                *_SIDES,
            ),
            because="It claims no type of its identifier.",
        ),
    ),
)
