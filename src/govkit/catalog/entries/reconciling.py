"""What a reconciliation compares: which mappings read the records of a system, and which fields they fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.mapping import MappingSpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec, SourceForm
from govkit.catalog.entries.versions import Order

LINKED = "externalIds"
"""The field that stands in `match` for what is linked."""


def words_of(entity: EntitySpec, spec: ReconciliationSpec, field: str = "") -> tuple[str, ...]:
    """The systems that have the last word on a field, or on the whole, of the objects that count.

    One, unless the entity is divided and `where` does not say of which share the objects are.
    """
    record = entity.record_of(field) if field else str(entity.record)
    return entity.words(record, spec.where)


def source_of(spec: ReconciliationSpec, system: str) -> SourceForm | None:
    """Where the records of a system come from, where the entry says it."""
    return next((one for name, one in spec.sources.items() if str(name) == system), None)


def readings(estate: Estate, spec: ReconciliationSpec, system: str) -> list[Entry[MappingSpec]]:
    """The mappings that read the records of a system: the one that is named, else those of the newest version.

    None where rows of a file are records of the entity itself, and where nothing reads them.
    """
    source = source_of(spec, system)
    if source is not None and source.mapping is not None:
        named = estate.mappings.get(source.mapping.name)
        return [named] if named is not None else []
    if source is not None and source.file is not None:
        return []
    found: dict[str, list[Entry[MappingSpec]]] = {}
    for one in estate.mappings.values():
        api = estate.apis.get(one.spec.api.name)
        fits = one.spec.entity == spec.entity and one.spec.direction != "out"
        if fits and api is not None and str(api.spec.system) == system and _stands(estate, one):
            found.setdefault(one.spec.api.version or "", []).append(one)
    return found[max(found, key=Order)] if found else []


def _stands(estate: Estate, mapping: Entry[MappingSpec]) -> bool:
    meant = estate.meant(mapping.spec.api)
    return bool(meant) and meant[0].lifecycle.value != "retired"


def fills(mapping: MappingSpec, field: str) -> bool:
    """Whether a mapping fills a field of the entity, or a part of it."""
    return any(_meet(name.strip("/"), field) for name in mapping.fields)


def held(estate: Estate, spec: ReconciliationSpec, system: str, field: str) -> bool:
    """Whether the records of a system have a field at all; of a file without a mapping, its rows tell."""
    source = source_of(spec, system)
    if source is not None and source.file is not None and source.mapping is None:
        return True
    return any(fills(one.spec, field) for one in readings(estate, spec, system))


def _meet(one: str, other: str) -> bool:
    first, second = one.split("/"), other.split("/")
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


def repaired_systems(estate: Estate, name: str) -> Iterator[str]:
    """The systems of which a workflow repairs what a reconciliation found."""
    for document in estate.workflow_documents:
        tree: Any = document.tree
        listed = tree.get("workflows") if isinstance(tree, Mapping) else None
        for workflow in listed if isinstance(listed, list) else ():
            said = workflow.get("x-govkit-workflow") if isinstance(workflow, dict) else None
            trigger = said.get("trigger") if isinstance(said, dict) else None
            if isinstance(trigger, dict) and trigger.get("reconciliation") == name:
                yield str(trigger.get("system"))
