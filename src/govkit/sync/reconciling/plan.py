"""What a reconciliation compares: the fields, each with its record, and the systems that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec, SourceForm
from govkit.catalog.entries.reconciling import LINKED, held, readings, source_of, words_of
from govkit.errors import InputError, UsageError
from govkit.spec.expressions import close_to
from govkit.sync.reconciling.canonical import Compared, Sort, canonical, sorts


@dataclass(frozen=True, slots=True)
class Part:
    """A copy that is held against a record in some fields. `presence`: it is told which objects one alone has."""

    record: str
    copy: str
    fields: tuple[Compared, ...]
    presence: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done. `base` is the record of the entity, `chosen` the canonical texts that fields must have."""

    entry: Entry[ReconciliationSpec]
    entity: Entry[EntitySpec]
    estate: Estate
    sorts: dict[str, Sort]
    parts: tuple[Part, ...]
    chosen: dict[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The name of the reconciliation."""
        return self.entry.name

    @property
    def spec(self) -> ReconciliationSpec:
        """What the entry says."""
        return self.entry.spec

    @property
    def base(self) -> str:
        """The system of record of the entity."""
        return words_of(self.entity.spec, self.entry.spec)[0]

    def record_of(self, field: str) -> str:
        """The system that has the last word on a field."""
        return words_of(self.entity.spec, self.entry.spec, field)[0]

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems, that of record first."""
        return tuple(sorted(map(str, self.spec.systems), key=lambda one: one != self.base))

    @property
    def is_linked(self) -> bool:
        """Whether objects are recognised by what is linked."""
        return LINKED in self.spec.match

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields by which objects are recognised, all together."""
        return tuple(one for one in self.spec.match if one != LINKED)

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that are read: those that are compared, matched, and chosen by."""
        return tuple(dict.fromkeys((*self.spec.fields, *self.keys, *self.spec.where)))

    def source(self, system: str) -> SourceForm | None:
        """Where the records of a system come from, where the entry says it."""
        return source_of(self.spec, system)

    def mappings(self, system: str) -> list[Entry[MappingSpec]]:
        """The mappings that read them."""
        return readings(self.estate, self.spec, system)

    def file(self, system: str, top: Path) -> Path | None:
        """The file that they lie in; None where the API has them."""
        source = self.source(system)
        return top / source.file if source is not None and source.file is not None else None


def plan_of(estate: Estate, name: str) -> Plan:
    """The plan of a reconciliation. Raises UsageError where there is none, InputError where it cannot be done."""
    entry = estate.reconciliations.get(name)
    if entry is None:
        known = sorted(estate.reconciliations)
        hint = close_to(name, known) or (f"there are: {', '.join(known)}" if known else "the catalog has none")
        raise UsageError(f"there is no reconciliation `{name}`", hint=hint)
    spec = entry.spec
    entity = estate.entities.get(spec.entity.name)
    if entity is None:
        raise InputError(f"there is no entity `{spec.entity}`", place=entry.place(("spec", "entity")))
    systems = [str(one) for one in spec.systems]
    for field in ("", *spec.fields):
        undivided(entry, entity, field)
    base = words_of(entity.spec, spec)[0]
    missing = dict.fromkeys(
        record for field in spec.fields if (record := words_of(entity.spec, spec, field)[0]) not in systems
    )
    if missing or base not in systems:
        one = next(iter(missing), base)
        raise InputError(
            f"`{one}` has the last word and is not among the systems",
            place=entry.place(("spec", "systems")),
            hint="`govkit validate` says more",
        )
    named = tuple(dict.fromkeys((*spec.fields, *(one for one in spec.match if one != LINKED), *spec.where)))
    kinds = sorts(estate, entity, list(named))
    chosen = {
        field: tuple(text for value in values if (text := canonical(kinds[field], value)) is not None)
        for field, values in spec.where.items()
    }
    return Plan(entry, entity, estate, kinds, tuple(_parts(estate, spec, entity, kinds)), chosen)


def undivided(entry: Entry[ReconciliationSpec], entity: Entry[EntitySpec], field: str) -> None:
    """Raises InputError where two systems have the last word on a field, each on objects of its share."""
    words = words_of(entity.spec, entry.spec, field)
    if len(words) > 1:
        raise InputError(
            f"{_either(words)} has the last word, each on its share of {entity.name}",
            place=entry.place(("spec", "where") if entry.spec.where else ("spec", "entity")),
            hint="compare each share by itself: `govkit validate` says more",
        )


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"`{one}`" for one in words)


def _parts(
    estate: Estate, spec: ReconciliationSpec, entity: Entry[EntitySpec], kinds: dict[str, Sort]
) -> Iterator[Part]:
    """Each copy beside the record of the entity, and beside those of single fields."""
    base = words_of(entity.spec, spec)[0]
    for copy in map(str, spec.systems):
        by_record: dict[str, list[Compared]] = {base: []} if copy != base else {}
        for field in spec.fields:
            record = words_of(entity.spec, spec, field)[0]
            if record != copy and held(estate, spec, copy, field):
                by_record.setdefault(record, []).append(Compared(field, kinds[field], spec.tolerances.get(field)))
        for record, fields in by_record.items():
            yield Part(record, copy, tuple(fields), record == base)
