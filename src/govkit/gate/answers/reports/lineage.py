"""Where each canonical field comes from, and where it goes: field by field, as mappings declare it."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import EntitySpec, Entry, Estate, MappingSpec
from govkit.catalog.mapping.check import is_record
from govkit.catalog.mapping.lineage import Line, is_copy, lines_of
from govkit.gate.answers.named import field_named
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import Contracts, meant_versions
from govkit.gate.answers.touching import Touching

_NAME, _NAMES = ColumnType.NAME, ColumnType.NAMES


def make(asked: Asked) -> Report:
    """The report, narrowed to an API and a field of it."""
    contracts = Contracts(asked.estate)
    versions = meant_versions(asked)
    names = {version.name for version in versions}
    field = field_named(contracts, versions, asked.field) if asked.field else None
    touching = Touching(contracts, versions, field)
    mappings = [one for one in asked.estate.mappings.values() if asked.api is None or _version(one) in names]
    rows = [
        row
        for mapping in mappings
        for line in lines_of(mapping.spec)
        if touching.line(mapping.spec, line)
        for row in _rows(asked.estate, mapping, line)
    ]
    rows.sort(key=lambda row: tuple(map(str, row)))
    return Report(
        name="lineage",
        title="Lineage",
        on=asked.on,
        about=" · ".join(filter(None, (asked.api, field))),
        figures=(
            Figure("mappings", "mappings", len(mappings)),
            Figure("fields", "canonical fields", len({row[:2] for row in rows})),
        ),
        tables=(
            Table(
                name="lineage",
                title="Which field is made of which",
                columns=(
                    Column("entity", "entity", _NAME),
                    Column("field", "field", _NAME),
                    Column("way", "way"),
                    Column("fields", "fields of the API", _NAMES),
                    Column("how", "how"),
                    Column("role", "system is"),
                    Column("mapping", "mapping", _NAME),
                ),
                rows=tuple(rows),
                empty="no mapping has to do with it",
                note="`from`: the field is made of the API's; `to`: the API's are made of it.",
            ),
        ),
        notes=contracts.told(),
    )


def _version(mapping: Entry[MappingSpec]) -> str:
    return f"{mapping.spec.api.name}@{mapping.spec.api.version}"


def _rows(estate: Estate, mapping: Entry[MappingSpec], line: Line) -> Iterator[tuple[Cell, ...]]:
    spec = mapping.spec
    entity = estate.entities.get(spec.entity.name)
    api = estate.apis.get(spec.api.name)
    role = role_of(entity, spec, line, str(api.spec.system)) if entity is not None and api is not None else ""
    way = "to" if line.outward else "from"
    fields = tuple(f"{spec.api} {one}" for one in line.api)
    yield (spec.entity.name, line.field, way, fields, line.how or None, role or None, mapping.name)


def role_of(entity: Entry[EntitySpec], spec: MappingSpec, line: Line, system: str) -> str:
    """What a system is to the field of a line: its `record`, a `copy`, or nothing that is said."""
    if is_record(entity, line.field, system):
        return "record"
    return "copy" if line.outward or is_copy(spec, line.field) else ""


REPORT = ReportKind(
    name="lineage",
    summary="Which canonical field is made of which fields of which API, and where it is written.",
    make=make,
    takes=("api", "field"),
)
