"""Finds fields that are compared and that the records of the systems do not have."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reconciling import held, readings, source_of, words_of
from govkit.catalog.entries.rules._samples import COMPARED, entry, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Systems whose records nothing reads, and fields that only one side of the comparison has."""
    estate = scene.estate
    for one in estate.reconciliations.values():
        spec = one.spec
        entity = estate.entities.get(spec.entity.name)
        if entity is None:
            continue
        unread = [system for system in map(str, spec.systems) if not _is_read(estate, spec, system)]
        for system in unread:
            if system in estate.systems:
                message = f"no mapping reads what `{system}` says of `{entity.name}`"
                place = ("spec", "systems", [str(each) for each in spec.systems].index(system))
                yield Problem(one.source, place, message, one.about)
        for at, field in enumerate(spec.fields):
            record = words_of(entity.spec, spec, field)[0]
            if record in unread or record not in map(str, spec.systems):
                continue
            message = _lacks(estate, spec, field, record)
            if message:
                yield Problem(one.source, ("spec", "fields", at), message, one.about)


def _is_read(estate: Estate, spec: ReconciliationSpec, system: str) -> bool:
    source = source_of(spec, system)
    return bool(readings(estate, spec, system)) or (source is not None and source.file is not None)


def _lacks(estate: Estate, spec: ReconciliationSpec, field: str, record: str) -> str:
    if not held(estate, spec, record, field):
        return f"`{record}` is the record of {shown(field)}, and no mapping of it fills that field"
    others = [system for system in map(str, spec.systems) if system != record]
    if not any(held(estate, spec, system, field) for system in others):
        return f"no system but `{record}` has {shown(field)}: there is nothing that it could be compared with"
    return ""


RULE = Rule(
    id="reconciliation-field-unfilled",
    severity=Severity.ERROR,
    summary="Checks that mappings read the fields that a reconciliation compares, from both of its sides.",
    rationale="A field that nothing fills is never found to differ, and the report would call it equal.",
    fix="Fill the field in the mapping of the system, or take it out of `fields`.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            COMPARED + reconciliation("fields: [name, email]"),
            finds=("catalog/reconciliations/customers.yaml#/spec/fields/1",),
        ),
        Example(
            None,
            COMPARED
            + entry("System", "support", "domain: sales\nowner: revenue\nbusinessOwner: finance\nrole: support")
            + reconciliation("fields: [name]\nrepair: report").replace("[crm, billing]", "[crm, billing, support]"),
            finds=("catalog/reconciliations/customers.yaml#/spec/systems/2",),
        ),
        Example(
            None,
            COMPARED
            + reconciliation("fields: [name]\nsources: {support: {file: exports/support.csv}}").replace(
                "[crm, billing]", "[crm, support]"
            ),
            because="Rows of a file are records of the entity themselves.",
        ),
    ),
)
