"""Finds entities whose system of record nobody can find them in."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import entity
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """Systems of record, of the entity and of its fields, without an identifier and without a mapping."""
    estate = scene.estate
    mapped = set()
    for mapping in estate.mappings.values():
        api_ = estate.apis.get(mapping.spec.api.name)
        if api_ is not None:
            mapped.add((mapping.spec.entity.name, str(api_.spec.system)))
    for entity_ in estate.entities.values():
        spec = entity_.spec
        records: dict[str, Pointer] = {str(spec.record): ("spec", "record")}
        for path, said in spec.fields.items():
            if said.record is not None:
                records.setdefault(str(said.record), ("spec", "fields", path, "record"))
        for at, share in enumerate(spec.shares):
            records.setdefault(str(share.record), ("spec", "shares", at, "record"))
        known = {str(identifier.system) for identifier in spec.identifiers}
        for system, pointer in records.items():
            if system not in known and (entity_.name, system) not in mapped:
                message = (
                    f"`{system}` is a record of `{entity_.name}`, and neither an identifier nor a mapping leads there"
                )
                yield Problem(entity_.source, pointer, message, entity_.about)


RULE = Rule(
    id="record-unreachable",
    severity=Severity.WARNING,
    summary="Checks that an entity has an identifier or a mapping for each system that is a record of it.",
    rationale=("The record of a customer is of no use to whoever cannot find the customer in it."),
    fix="Add an identifier for the system, or a mapping from one of its APIs.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entity("identifiers: [{system: billing, type: customer}]"),
            finds=("catalog/entities/customer.yaml#/spec/record",),
        ),
        Example(
            None,
            entity("identifiers: [{system: crm, type: account}]"),
            because="The record knows the customer by a name.",
        ),
    ),
)
