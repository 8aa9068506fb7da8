"""What each served entity is read from: per system of record the calls that read one record, and all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from govkit.catalog.entries import Entry, Estate, Lifecycle, MappingSpec, VersionOf
from govkit.catalog.entries.kinds.api import ServedEntity
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.system import Pagination
from govkit.catalog.entries.versions import Order
from govkit.catalog.mapping.identifiers import kind_of
from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.openapi.contract import Operation
from govkit.sync.identity.answers import Answers
from govkit.sync.records import plain


@dataclass(frozen=True, eq=False)
class Source:
    """A call that reads records of an entity, and the mapping of what it answers.

    `kind` is the type of the identifier that `parameter` takes; the latter is None where the call lists records, which
    stand at `way` of the answer.
    """

    system: str
    api: str
    operation: Operation
    mapping: Entry[MappingSpec]
    kind: str
    parameter: str | None = None
    paging: Pagination | None = None
    way: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """The operationId."""
        return self.operation.id or self.operation.name

    def __str__(self) -> str:
        return f"{self.called} of {self.api}"


@dataclass(frozen=True, eq=False)
class Sources:
    """What an entity is read from: by system, those of its system of record first."""

    entity: Entry[EntitySpec]
    reads: tuple[Source, ...]
    lists: tuple[Source, ...]
    finders: tuple[Source, ...]
    """Calls that read what other systems have: they tell who it is, and nothing else of them is believed."""

    @property
    def records(self) -> tuple[str, ...]:
        """The systems of record of the whole: that of most objects first, then those that have a share."""
        return self.entity.spec.records

    def of(self, system: str) -> list[Source]:
        """The calls that read one record of a system, the type that its identifiers name first, first."""
        return [one for one in self.reads if one.system == system]

    @property
    def systems(self) -> list[str]:
        """The systems that are read, the system of record first."""
        found = dict.fromkeys(one.system for one in self.reads)
        return sorted(found, key=lambda one: one not in self.records)


class Finding:
    """Finds what entities are read from, in the newest versions that are in use."""

    def __init__(self, contracts: Contracts, answers: Answers) -> None:
        self._contracts = contracts
        self._answers = answers

    @property
    def _estate(self) -> Estate:
        return self._contracts.estate

    def of(self, served: ServedEntity) -> Sources:
        """The sources of an entity."""
        entity = self._estate.entities[served.entity.name]
        systems = entity.spec.systems
        known = {str(one.system) for one in entity.spec.identifiers}
        found: dict[tuple[str, str, bool], Source] = {}
        for version in self._versions(systems | known):
            for source in self._of(version, served):
                key = (source.system, source.kind, source.parameter is None)
                kept = found.get(key)
                shorter = kept is None or kept.api != source.api or _rank(source) < _rank(kept)
                found.update({key: source} if shorter else {})
        ranks = {(str(one.system), one.type): rank for rank, one in enumerate(entity.spec.identifiers)}
        ordered = sorted(found.values(), key=lambda one: ranks.get((one.system, one.kind), len(ranks)))
        records = entity.spec.records
        return Sources(
            entity,
            tuple(one for one in ordered if one.parameter is not None and one.system in systems),
            tuple(one for record in records for one in ordered if one.parameter is None and one.system == record),
            tuple(one for one in ordered if one.parameter is not None),
        )

    def _versions(self, systems: Set[str]) -> list[VersionOf]:
        """The versions of some systems that are in use, those that are best spoken to last."""
        usable = [
            one
            for one in self._estate.versions()
            if str(one.api.spec.system) in systems
            and one.lifecycle in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED)
            and not self._contracts.is_function(one)
        ]
        return sorted(usable, key=lambda one: (one.lifecycle is Lifecycle.ACTIVE, Order(one.version.version)))

    def _of(self, version: VersionOf, served: ServedEntity) -> Iterator[Source]:
        integration = self._contracts.integration(version)
        paging = integration.pagination if integration is not None else None
        items = (*self._contracts.items_of(version), "*")
        for name, operation in self._contracts.operations(version).items():
            if operation.method.upper() != "GET":
                continue
            required = [one for one in operation.parameters.values() if one.required]
            for reading in self._answers.readings(version.name, name):
                mapping = reading.mapping
                if not self._fits(mapping, served):
                    continue
                system = str(version.api.spec.system)
                if reading.way == items and not required:
                    kind = self._own_kind(mapping, system)
                    yield Source(system, version.name, operation, mapping, kind, None, paging, reading.way)
                elif not reading.way and len(required) == 1 and required[0].location == "path":
                    kinds = self._kinds(mapping, system, required[0].name)
                    yield from (
                        Source(system, version.name, operation, mapping, kind, required[0].name) for kind in kinds
                    )

    def _fits(self, mapping: Entry[MappingSpec], served: ServedEntity) -> bool:
        """Whether a mapping makes objects of the version that is served."""
        if mapping.spec.entity.name != served.entity.name or mapping.spec.identity is None:
            return False
        made = mapping.spec.entity_version
        newest = max((one.version for one in self._estate.entities[served.entity.name].spec.versions), key=Order)
        return (made or newest).partition(".")[0] == served.version.partition(".")[0]

    def _own_kind(self, mapping: Entry[MappingSpec], system: str) -> str:
        identity = mapping.spec.identity
        assert identity is not None, "only such mappings are asked"
        return identity.type or kind_of(self._estate, mapping.spec.entity.name, system)

    def _kinds(self, mapping: Entry[MappingSpec], system: str, parameter: str) -> Sequence[str]:
        """The type of the identifiers that a parameter takes: it is called as the field that holds them is.

        Nothing where it is called otherwise: it may be the identifier of something else.
        """
        identity = mapping.spec.identity
        assert identity is not None, "only such mappings are asked"
        known = [(identity.id, self._own_kind(mapping, system))]
        known += [
            (one.id, one.type)
            for one in identity.others
            if str(one.system) == system and one.each is None and one.prefix is None
        ]
        schema, wanted = plain(mapping.spec.schema_), plain(parameter)
        return [kind for way, kind in known if wanted in (plain(way), schema + plain(way))][:1]


def _rank(source: Source) -> tuple[int, str]:
    return len(source.operation.path), source.operation.path
