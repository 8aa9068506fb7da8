"""Finds shares of an entity that no object belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.fields import field_paths
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import entity, file
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import Order
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Values of shares that the field by which the entity is divided never has."""
    for entity_ in scene.estate.entities.values():
        if not entity_.spec.shares:
            continue
        newest = max(entity_.spec.versions, key=lambda version: Order(version.version))
        known = field_paths(scene.estate.files, newest.definition)
        if known is not None:
            yield from _never(entity_, known.values)


def _never(entity_: Entry[EntitySpec], known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for at, share in enumerate(entity_.spec.shares):
        values = known.get(share.by.strip("/"))
        for number, value in enumerate(share.of if values is not None else ()):
            if values is not None and value not in values:
                message = f"`{share.by}` of `{entity_.name}` is never {shown(value)}"
                pointer = ("spec", "shares", at, "of", number)
                yield Problem(entity_.source, pointer, message, entity_.about, close_to(value, sorted(values)))


_SCHEMA = file(
    "catalog/entities/customer.schema.json",
    '{"properties": {"region": {"$ref": "#/$defs/Region"}}, "$defs": {"Region": {"enum": ["eu", "us", "apac"]}}}',
)


def _divided(by: str, of: str) -> str:
    return entity(f"shares: [{{by: {by}, of: {of}, record: erp, insteadOf: crm}}]\nfields: {{{by}: {{record: hr}}}}")


RULE = Rule(
    id="record-share-unknown",
    severity=Severity.ERROR,
    summary="Checks that the field by which an entity is divided has the values of its shares.",
    rationale="A share that no object belongs to leaves them all to the other system of record, and nobody is told.",
    fix="Name the value as the schema of the entity does.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            _divided("region", "[apac, apec]") + _SCHEMA,
            finds=("catalog/entities/customer.yaml#/spec/shares/0/of/1",),
        ),
        Example(None, _divided("region", "[apac]") + _SCHEMA, because="The schema has the region."),
        Example(
            None,
            _divided("seller", "[SG01]")
            + file("catalog/entities/customer.schema.json", '{"properties": {"seller": {"type": "string"}}}'),
            because="The schema takes any text.",
        ),
    ),
)
