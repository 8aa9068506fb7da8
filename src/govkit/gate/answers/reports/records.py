"""Which system is the record of which entity and field: where two claim one, where none is found, what circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govkit.catalog.entries import EntitySpec, Entry, Estate, MappingSpec
from govkit.catalog.mapping.lineage import Line, is_copy, lines_of
from govkit.errors import Place
from govkit.findings import Finding
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import by_place, found, of_rules

_NAME, _NAMES = ColumnType.NAME, ColumnType.NAMES
_RULES = ("record-unreachable", "record-redundant", "record-field-unknown", "reference-unknown")


@dataclass(frozen=True, slots=True)
class _Flow:
    """A mapping's declaration: a field of the entity that comes from a system, or goes to it, or both."""

    mapping: Entry[MappingSpec]
    system: str
    line: Line
    records: tuple[str, ...]

    @property
    def field(self) -> str:
        return self.line.field

    @property
    def gives(self) -> bool:
        """Whether the entity believes it: a copy is read to be compared, and no more."""
        return not self.line.outward and (self.system in self.records or not is_copy(self.mapping.spec, self.field))

    @property
    def takes(self) -> bool:
        return self.line.outward


def make(asked: Asked) -> Report:
    """The report on a day."""
    estate = asked.estate
    flows = {name: _flows(estate, entity) for name, entity in estate.entities.items()}
    overlaps = [one for entity in estate.entities.values() for one in _overlaps(entity, flows[entity.name])]
    circles = [one for entity in estate.entities.values() for one in _circles(entity, flows[entity.name])]
    gaps = [one for one in of_rules(asked, _RULES) if one.rule != "reference-unknown" or _is_record(one)]
    return Report(
        name="records",
        title="Systems of record",
        on=asked.on,
        figures=(
            Figure("entities", "entities", len(estate.entities)),
            Figure("overlaps", "overlaps", len(overlaps), bad=bool(overlaps)),
            Figure("gaps", "gaps", len(gaps), bad=bool(gaps)),
            Figure("circles", "circles", len(circles), bad=bool(circles)),
        ),
        tables=(
            Table(
                name="records",
                title="What is recorded where",
                columns=(
                    Column("entity", "entity", _NAME),
                    Column("field", "field", _NAME),
                    Column("record", "system of record", _NAME),
                    Column("identifier", "identifier there"),
                    Column("from", "filled from", _NAMES),
                    Column("to", "written to", _NAMES),
                ),
                rows=tuple(row for entity in estate.entities.values() for row in _rows(entity, flows[entity.name])),
                empty="there are no entities",
                note="`*` stands for every field that has no line of its own.",
            ),
            _problems(
                "overlaps", "Overlaps: a field filled from where its record is not", overlaps, "no two claim a field"
            ),
            _problems(
                "gaps", "Gaps: a record that is not there, or cannot be found", gaps, "every record can be found"
            ),
            _problems("circles", "Circles: systems that update each other", circles, "no data circles"),
        ),
        findings=by_place([*overlaps, *gaps, *circles]),
    )


def _flows(estate: Estate, entity: Entry[EntitySpec]) -> list[_Flow]:
    flows: list[_Flow] = []
    for mapping in estate.mappings.values():
        api = estate.apis.get(mapping.spec.api.name)
        if mapping.spec.entity.name == entity.name and api is not None:
            system = str(api.spec.system)
            flows += [
                _Flow(mapping, system, line, entity.spec.records_of(line.field)) for line in lines_of(mapping.spec)
            ]
    return flows


def _rows(entity: Entry[EntitySpec], flows: list[_Flow]) -> Iterator[tuple[Cell, ...]]:
    known: dict[str, str] = {}
    for one in entity.spec.identifiers:
        known[str(one.system)] = ", ".join(filter(None, (known.get(str(one.system)), one.type)))
    yield (entity.name, "*", *_recorded(entity.spec.records, known), (), ())
    fields = dict.fromkeys([*entity.spec.fields, *(flow.field for flow in flows)])
    for field in fields:
        yield (
            entity.name,
            field,
            *_recorded(entity.spec.records_of(field), known),
            tuple(sorted({flow.system for flow in flows if flow.field == field and flow.gives})),
            tuple(sorted({flow.system for flow in flows if flow.field == field and flow.takes})),
        )


def _recorded(records: Sequence[str], known: Mapping[str, str]) -> tuple[str, str | None]:
    """The systems of record, that of most objects first, and what each calls the object."""
    identifiers = [known[one] for one in records if one in known]
    return ", ".join(records), "; ".join(identifiers) or None


def _overlaps(entity: Entry[EntitySpec], flows: list[_Flow]) -> Iterator[Finding]:
    for flow in flows:
        if flow.gives and flow.system not in flow.records:
            yield found(
                "record-overlap",
                flow.mapping.about,
                f"`{flow.mapping.name}` fills `{flow.field}` of `{entity.name}` from `{flow.system}`, "
                f"and the record of it is `{flow.records[0]}`",
                _place(flow),
                path=f"/spec/fields/{flow.field.replace('/', '~1')}",
            )


def _circles(entity: Entry[EntitySpec], flows: list[_Flow]) -> Iterator[Finding]:
    """Fields that two systems both give and take: what one writes comes back through the other."""
    for field in dict.fromkeys(flow.field for flow in flows):
        here = [flow for flow in flows if flow.field == field]
        giving = {flow.system for flow in here if flow.gives}
        both = sorted(giving & {flow.system for flow in here if flow.takes})
        if len(both) > 1:
            names = ", ".join(f"`{system}`" for system in both[:-1])
            yield found(
                "record-circular",
                entity.about,
                f"{names} and `{both[-1]}` update each other: both give `{field}` of `{entity.name}` and take it",
                _place(next(flow for flow in here if flow.system == both[0])),
                path=f"/{field}",
            )


def _place(flow: _Flow) -> Place:
    return flow.mapping.place(flow.line.at)


def _is_record(finding: Finding) -> bool:
    path = finding.subject.path
    return finding.subject.api.startswith("entity:") and path.endswith(("/record", "/system"))


def _problems(name: str, title: str, findings: list[Finding], empty: str) -> Table:
    return Table(
        name=name,
        title=title,
        columns=(Column("about", "entry", _NAME), Column("what", "what"), Column("place", "where", _NAME)),
        rows=tuple((one.subject.api, one.message, str(one.new) if one.new else None) for one in findings),
        empty=empty,
    )


REPORT = ReportKind(
    name="records",
    summary="Which system is the record of which entity and field: overlaps, gaps, circles.",
    make=make,
)
