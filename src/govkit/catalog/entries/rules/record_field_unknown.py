"""Finds fields of which an entity speaks and that its schema does not have."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.fields import field_paths
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import entity, file
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import Order
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """Fields, that of the state, and those that are matched, which the newest version of the schema does not declare."""
    for entity_ in scene.estate.entities.values():
        newest = max(entity_.spec.versions, key=lambda version: Order(version.version))
        known = field_paths(scene.estate.files, newest.definition)
        if known is None:
            continue
        for path, pointer in _named(entity_.spec):
            if not known.has(path):
                message = f"the schema of `{entity_.name}` has no field {shown(path)}"
                yield Problem(entity_.source, pointer, message, entity_.about, close_to(path, known.names))


def _named(spec: EntitySpec) -> Iterator[tuple[str, Pointer]]:
    """Every field that is named, with its place."""
    yield from ((path, ("spec", "fields", path)) for path in spec.fields)
    yield from ((one.by, ("spec", "shares", at, "by")) for at, one in enumerate(spec.shares))
    if spec.states is not None and spec.states.field not in spec.fields:
        yield spec.states.field, ("spec", "states", "field")
    if spec.match is None:
        return
    for number, key in enumerate(spec.match.keys):
        yield from ((path, ("spec", "match", "keys", number, at)) for at, path in enumerate(key))
    for number, similar in enumerate(spec.match.similar):
        place = ("spec", "match", "similar", number, "fields")
        yield from ((path, (*place, at)) for at, path in enumerate(similar.fields))


RULE = Rule(
    id="record-field-unknown",
    severity=Severity.ERROR,
    summary="Checks that every field that an entity speaks of is one of its schema.",
    rationale=(
        "The record, the class or the state of a field that does not exist protects nothing, and the real one is "
        "left without. Records are never recognised by it."
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
            entity("match: {keys: [[taxIds/*/value], [tax_id]], similar: [{fields: [title]}]}")
            + file(
                "catalog/entities/customer.schema.json",
                """
                {"properties": {"taxIds": {"type": "array", "items": {"properties": {"value": {"type": "string"}}}}}}
                """,
            ),
            finds=(
                "catalog/entities/customer.yaml#/spec/match/keys/1/0",
                "catalog/entities/customer.yaml#/spec/match/similar/0/fields/0",
            ),
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
