"""Finds fields that are compared without the system that has the last word on them."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reconciling import words_of
from govkit.catalog.entries.rules._samples import COMPARED, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """The record of the entity, and of each field that is compared, where it is not among the systems."""
    for one in scene.estate.reconciliations.values():
        entity = scene.estate.entities.get(one.spec.entity.name)
        if entity is None:
            continue
        systems = [str(system) for system in one.spec.systems]
        whole = words_of(entity.spec, one.spec)
        for record in whole:
            if record not in systems:
                message = f"`{record}` is the record of `{entity.name}`, and is not among the systems"
                yield Problem(one.source, ("spec", "systems"), message, one.about)
        for at, field in enumerate(one.spec.fields):
            for record in set(words_of(entity.spec, one.spec, field)).difference(systems, whole):
                message = f"`{record}` is the record of {shown(field)}, and is not among the systems"
                yield Problem(one.source, ("spec", "fields", at), message, one.about)


RULE = Rule(
    id="reconciliation-record-missing",
    severity=Severity.ERROR,
    summary="Checks that the system of record of each field is among those that are compared.",
    rationale="Two copies that differ say nothing of which is right, and nothing could be repaired by either.",
    fix="Add the system of record to `systems`, or take the field out.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            COMPARED + reconciliation("fields: [name, terms]"),
            finds=("catalog/reconciliations/customers.yaml#/spec/fields/1",),
        ),
        Example(None, COMPARED + reconciliation("fields: [name]"), because="The CRM is the record of names."),
    ),
)
