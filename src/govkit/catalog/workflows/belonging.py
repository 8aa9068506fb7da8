"""Whose word a workflow carries, and to whom: from systems of record, to systems that are cleared for it.

What systems are cleared for stands in their entries (`cleared`, `regions`), what fields are in those of entities
(`classification`), and a field of an API is what a mapping makes of it. What a function makes may hold all that it was
given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from govkit.catalog.entries import EntitySpec, Entry, VersionOf, names_field
from govkit.catalog.mapping.check import ENVELOPE
from govkit.catalog.mapping.lineage import lines_of
from govkit.catalog.mapping.trails import component_trails, meets
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.facts import About, Fact, FieldNotOfRecord, NotCleared
from govkit.catalog.workflows.lineage import Touch, lineage
from govkit.catalog.workflows.making import Making
from govkit.catalog.workflows.setting import Setting
from govkit.spec.openapi.payloads import body_spots

_SENDING = ("body", "mapping", "parameter")


@dataclass(frozen=True, slots=True)
class Source:
    """A field of an API whose value a step sends on, with the canonical fields that it is."""

    touch: Touch
    fields: tuple[tuple[Entry[EntitySpec], str], ...]


class Belonging:
    """The workflows of one document, held against who has the word on a field and who may have it."""

    def __init__(self, setting: Setting, checked: Mapping[str, Checked]) -> None:
        self._setting = setting
        self._checked = checked
        self._estate = setting.contracts.estate
        self._versions = {one.name: one for one in self._estate.versions()}
        self._places: dict[tuple[str, str, str, tuple[str, ...]], set[tuple[str, str]]] = {}

    def of(self, name: str) -> Iterator[Fact]:
        """What is found out about one workflow."""
        yield from self._records(self._checked[name])
        yield from self._clearances(self._checked[name])

    # ---------------------------------------------------------------------------------------------------------- records

    def _records(self, checked: Checked) -> Iterator[Fact]:
        for step, sent in checked.course.sent.items():
            about = About(step, sent.called.version.name, sent.called.name)
            for making in sent.makings:
                for field, sources, record in self._foreign(making):
                    yield FieldNotOfRecord(
                        at=making.use.at,
                        field=f"{making.write.spec.entity.name}/{field}",
                        systems=sources,
                        record=record,
                        key=f"{making.write.name} {field}",
                        about=about,
                    )

    def _foreign(self, making: Making) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """The fields that a body takes from systems of which none is their record."""
        entity = self._estate.entities.get(making.write.spec.entity.name)
        if entity is None or None in making.reads.values():
            return
        for field in making.fields:
            top = field.split("/")[0]
            if top in ENVELOPE or _is_its_own(entity, field):
                continue
            records = entity.spec.records_of(field)
            sources = {
                self._system(read.spec.api.name)
                for source, read in making.reads.items()
                if read is not None
                and making.takes(source, field)
                and any(names_field((line.field,), field) for line in lines_of(read.spec) if not line.outward)
            }
            if sources and not sources.union((self._system(making.write.spec.api.name),)).intersection(records):
                yield field, tuple(sorted(sources)), records[0]

    def _system(self, api: str) -> str:
        found = self._estate.apis.get(api)
        return str(found.spec.system) if found is not None else ""

    # ------------------------------------------------------------------------------------------------------- clearances

    def _clearances(self, checked: Checked) -> Iterator[Fact]:
        told: set[tuple[str, str, str]] = set()
        for touch in self._touches:
            if touch.workflow != checked.workflow.id or touch.writes or not touch.how.startswith(_SENDING):
                continue
            sent = checked.course.sent.get(touch.step)
            if sent is None or self._setting.contracts.is_function(sent.called.version):
                continue
            target = sent.called.version
            for source in self._sources(touch):
                for fact in self._uncleared(checked, source, target, sent.called.name):
                    if (touch.step, fact.key, fact.what) not in told:
                        told.add((touch.step, fact.key, fact.what))
                        yield fact

    @cached_property
    def _touches(self) -> list[Touch]:
        return lineage(self._checked).touches

    def _sources(self, touch: Touch, seen: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Source]:
        """What a value is that a step sends on; of what a function made, all that it was given."""
        version = self._versions.get(touch.version)
        if version is None:
            return
        key = (touch.version, touch.operation)
        if not self._setting.contracts.is_function(version):
            yield Source(touch, self._canonical(touch, version))
        elif key not in seen:
            for other in self._touches:
                if not other.writes and self._calls(other.workflow, other.step, key):
                    yield from self._sources(other, seen | {key})

    def _calls(self, workflow: str, step: str, key: tuple[str, str]) -> bool:
        sent = self._checked[workflow].course.sent.get(step)
        return sent is not None and (sent.called.version.name, sent.called.name) == key

    def _canonical(self, touch: Touch, version: VersionOf) -> tuple[tuple[Entry[EntitySpec], str], ...]:
        """The canonical fields that a field of an API is."""
        if touch.field:
            name, _, field = touch.field.partition("/")
            entity = self._estate.entities.get(name)
            return ((entity, field),) if entity is not None and field else ()
        found: dict[tuple[str, str], tuple[Entry[EntitySpec], str]] = {}
        places = self._trails(touch, version)
        for mapping in self._estate.mappings.values():
            entity = self._estate.entities.get(mapping.spec.entity.name)
            if entity is None or mapping.spec.api.name != version.api.name:
                continue
            for field, ways in self._setting.known.fields_of(mapping):
                if _is_at(ways, places):
                    found[entity.name, field] = (entity, field)
        return tuple(found.values())

    def _trails(self, touch: Touch, version: VersionOf) -> set[tuple[str, str]]:
        key = (touch.version, touch.operation, touch.part, touch.trail)
        if key not in self._places:
            contract = self._setting.contracts.contract(version)
            operation = contract.operations.get(touch.operation) if contract is not None else None
            found: set[tuple[str, str]] = set()
            if contract is not None and operation is not None:
                for spot in body_spots(operation, sends=touch.part == "event"):
                    found |= component_trails(contract, self._setting.fitting, spot, touch.trail)
            self._places[key] = found
        return self._places[key]

    def _uncleared(self, checked: Checked, source: Source, target: VersionOf, operation: str) -> Iterator[NotCleared]:
        """The classes of a value that the target may not have, and the regions that it would leave."""
        system = self._setting.contracts.system(target)
        origin = self._versions.get(source.touch.version)
        home = self._setting.contracts.system(origin) if origin is not None else None
        if system is None:
            return
        name, about = str(target.api.spec.system), About(source.touch.step, target.name, operation)
        for entity, field in source.fields:
            classes = classes_of(entity.spec, field)
            first = f"{source.touch.version} {source.touch.operation} {source.touch.part} {source.touch.way}".strip()
            way = (first, f"{entity.name}/{field}", f"step {source.touch.step}", f"{target.name} {operation}")
            key = f"{entity.name}/{field}"
            for one in sorted(classes - set(system.cleared)):
                yield NotCleared(
                    at=source.touch.at, what=f"data that is {one}", system=name, way=way, key=key, about=about
                )
            left = set(home.regions) - set(system.regions) if home is not None and classes and system.regions else set()
            start = checked.workflow.start
            if start is not None and start.regions is not None:
                left &= set(start.regions.are)  # no run of another gets as far as this
            for one in sorted(left):
                yield NotCleared(
                    at=source.touch.at,
                    what=f"{', '.join(sorted(classes))} data of the region {one}",
                    system=name,
                    way=way,
                    key=key,
                    about=about,
                )


def classes_of(entity: EntitySpec, field: str) -> set[str]:
    """The classes of a field: those of the entity, of the fields that it lies in, and of those that lie in it."""
    found = set(entity.classification)
    for name, said in entity.fields.items():
        if names_field((name,), field):
            found |= set(said.classification)
    return found


def _is_its_own(entity: Entry[EntitySpec], field: str) -> bool:
    """Whether each system has its own value of a field."""
    return any(said.per_system and names_field((name,), field) for name, said in entity.spec.fields.items())


def _is_at(ways: Iterable[tuple[str, str]], places: set[tuple[str, str]]) -> bool:
    """Whether one of some ways, each a component and the rest, leads to a place."""
    below = {name for name, path in places if path}
    return any(schema in below and meets(places, schema, rest) for schema, rest in ways)
