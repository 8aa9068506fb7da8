"""Finds fields that name the record of their entity again."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import entity
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Fields whose record is that of what they lie in: the nearest field above, or the entity."""
    for entity_ in scene.estate.entities.values():
        fields = entity_.spec.fields
        for path, said in fields.items():
            if said.record is not None and said.record == _above(path, entity_.spec):
                pointer = ("spec", "fields", path, "record")
                message = f"`{path}` has the record `{said.record}` already, from what it lies in"
                yield Problem(entity_.source, pointer, message, entity_.about)


def _above(path: str, spec: EntitySpec) -> str:
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        field = spec.fields.get("/".join(parts[:length]))
        if field is not None and field.record is not None:
            return str(field.record)
    return str(spec.record)


RULE = Rule(
    id="record-redundant",
    severity=Severity.WARNING,
    summary="Checks that a field names a system of record only where it differs from that of the entity.",
    rationale=("Two places that say the same will say different things one day."),
    fix="Take `record` out of the field.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entity("fields: {name: {record: crm}}"),
            finds=("catalog/entities/customer.yaml#/spec/fields/name/record",),
        ),
        Example(
            None,
            entity("fields: {address: {record: erp}, address/notes: {record: crm}}"),
            because="The address has another record, and its notes are back with that of the entity.",
        ),
    ),
)
