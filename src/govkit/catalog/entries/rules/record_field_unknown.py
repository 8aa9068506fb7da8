"""Finds fields of an entity that its schema does not have."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.fields import field_paths
from govkit.catalog.entries.form import shown
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import entity, file
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import Order
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Fields, and the field of the state, that the newest version of the schema does not declare."""
    for entity_ in scene.estate.entities.values():
        newest = max(entity_.spec.versions, key=lambda version: Order(version.version))
        known = field_paths(scene.estate.files, newest.definition)
        if known is None:
            continue
        named = {path: ("spec", "fields", path) for path in entity_.spec.fields}
        states = entity_.spec.states
        if states is not None:
            named.setdefault(states.field, ("spec", "states", "field"))
        for path, pointer in named.items():
            if not known.has(path):
                message = f"the schema of `{entity_.name}` has no field {shown(path)}"
                yield Problem(entity_.source, pointer, message, entity_.about, close_to(path, known.names))


RULE = Rule(
    id="record-field-unknown",
    severity=Severity.ERROR,
    summary="Checks that every field that an entity speaks of is one of its schema.",
    rationale=(
        "The record, the class or the state of a field that does not exist protects nothing, and the real one is "
        "left without."
    ),
    fix="Name the field as the schema does: `billingAddress/country`, `lines/*/amount`.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entity("fields: {tax_id: {record: erp}}")
            + file(
                "catalog/entities/customer.schema.json",
                '{"type": "object", "properties": {"taxId": {"type": "string"}}}',
            ),
            finds=("catalog/entities/customer.yaml#/spec/fields/tax_id",),
        ),
        Example(
            None,
            entity("fields: {address/country: {record: erp}}")
            + file(
                "catalog/entities/customer.schema.json",
                """
                {"properties": {"address": {"$ref": "#/$defs/Address"}},
                 "$defs": {"Address": {"properties": {"country": {"type": "string"}}}}}
                """,
            ),
            because="References of the schema are followed.",
        ),
    ),
)
