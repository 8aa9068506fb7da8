"""Finds fields of which a reconciliation speaks and that the schema of its entity does not have."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.fields import field_paths
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.reconciling import LINKED
from govkit.catalog.entries.rules._samples import COMPARED, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import Order
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """Fields that are matched, compared or chosen by, which the newest version of the schema does not declare."""
    for one in scene.estate.reconciliations.values():
        entity = scene.estate.entities.get(one.spec.entity.name)
        if entity is None:
            continue
        newest = max(entity.spec.versions, key=lambda version: Order(version.version))
        known = field_paths(scene.estate.files, newest.definition)
        for path, pointer in _named(one.spec) if known is not None else ():
            if known is not None and not known.has(path):
                message = f"the schema of `{entity.name}` has no field {shown(path)}"
                yield Problem(one.source, pointer, message, one.about, close_to(path, known.names))


def _named(spec: ReconciliationSpec) -> Iterator[tuple[str, Pointer]]:
    """Every field that is named, with its place."""
    yield from ((name, ("spec", "match", at)) for at, name in enumerate(spec.match) if name != LINKED)
    yield from ((name, ("spec", "fields", at)) for at, name in enumerate(spec.fields))
    yield from ((name, ("spec", "where", name)) for name in spec.where)
    yield from ((name, ("spec", "tolerances", name)) for name in spec.tolerances)


RULE = Rule(
    id="reconciliation-field-unknown",
    severity=Severity.ERROR,
    summary="Checks that every field of which a reconciliation speaks is one of its entity.",
    rationale="A field that does not exist is equal everywhere, and the one that was meant is never compared.",
    fix="Name the field as the schema does: `billingAddress/country`.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            COMPARED + reconciliation("fields: [name, mail]\nwhere: {state: [active]}"),
            finds=(
                "catalog/reconciliations/customers.yaml#/spec/fields/1",
                "catalog/reconciliations/customers.yaml#/spec/where/state",
            ),
        ),
        Example(None, COMPARED + reconciliation("fields: [name]"), because="`externalIds` stands for what is linked."),
    ),
)
