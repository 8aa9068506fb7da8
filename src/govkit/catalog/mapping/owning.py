"""Which fields go back to a system: those whose record is another, at whatever depth the entity says so."""

from __future__ import annotations

from collections.abc import Mapping

from govkit.catalog.entries import Entry
from govkit.catalog.entries.declarations import Declaration, EachForm
from govkit.catalog.entries.kinds.entity import EntitySpec


def written_back(entity: Entry[EntitySpec], fields: Mapping[str, Declaration], system: str) -> dict[str, Declaration]:
    """The fields of a mapping but for those whose record is the system itself, in items of lists as well."""
    return _elsewhere(entity.spec, fields, system, "")


def _elsewhere(
    entity: EntitySpec, fields: Mapping[str, Declaration], system: str, above: str
) -> dict[str, Declaration]:
    found: dict[str, Declaration] = {}
    for name, declared in fields.items():
        way = f"{above}{name.strip('/')}"
        if system in entity.records_of(way):
            continue
        if isinstance(declared, EachForm) and declared.fields is not None:
            inside = _elsewhere(entity, declared.fields, system, f"{way}/*/")
            if inside:
                found[name] = declared.model_copy(update={"fields": inside})
        else:
            found[name] = declared
    return found
