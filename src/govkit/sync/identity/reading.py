"""Links out of the systems themselves: all records of their lists are read, and what these say is learnt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from govkit.catalog.entries import Entry, MappingSpec, Order, VersionOf
from govkit.catalog.entries.kinds.system import Pagination
from govkit.catalog.mapping.identifiers import Identifier
from govkit.catalog.workflows.contracts import Contracts
from govkit.errors import GovkitError, UsageError
from govkit.spec.expressions import close_to
from govkit.spec.openapi.contract import Operation
from govkit.sync.calls.lists import Call, List, pages
from govkit.sync.calls.paging import PageFailed
from govkit.sync.identity.answers import Answers
from govkit.sync.identity.register import Register
from govkit.sync.values import Json

_SIZE = 100
"""Records a page, where the system takes a size."""
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Listing:
    """An operation that lists records which a mapping reads."""

    api: str
    operation: Operation
    mapping: Entry[MappingSpec]
    paging: Pagination | None
    parameters: tuple[tuple[str, str | None, Json], ...] = ()
    """What each page is asked with, beside what `paging` says."""

    @property
    def entity(self) -> str:
        """What the records are."""
        return self.mapping.spec.entity.name

    @property
    def sort(self) -> tuple[str, str]:
        """What the records are, and the type of their identifiers: an entity may be of two lists of a system."""
        identity = self.mapping.spec.identity
        return self.entity, (identity.type if identity is not None else None) or ""

    def __str__(self) -> str:
        return f"{self.operation.name} of {self.api}"


@dataclass(slots=True)
class Read:
    """What came of reading: who was in the records, what is in doubt, and lists that could not be read."""

    records: int = 0
    told: dict[tuple[str, Identifier], None] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of an entity: the objects that are known by several systems, by one alone, and those with two of a sort."""

    entity: str
    linked: int
    alone: int
    double: int


class Reader:
    """Reads the lists of systems. `consumer` is whose grants are used, `sleep` waits where a system is busy."""

    def __init__(
        self, contracts: Contracts, register: Register, call: Call, consumer: str, sleep: Callable[[float], None]
    ) -> None:
        self._contracts = contracts
        self._register = register
        self._answers = Answers(contracts, register)
        self._call = call
        self._consumer = consumer
        self._sleep = sleep

    def listings(self, system: str, entities: tuple[str, ...] = ()) -> list[Listing]:
        """The lists of a system, each of the newest version that has it. Raises UsageError where there are none."""
        estate = self._contracts.estate
        if system not in estate.systems:
            raise UsageError(f"there is no system `{system}`", hint=close_to(system, sorted(estate.systems)))
        versions = [one for one in estate.versions() if str(one.api.spec.system) == system]
        found: dict[tuple[str, str], Listing] = {}
        for version in sorted(versions, key=lambda one: Order(one.version.version)):
            found |= {listing.sort: listing for listing in self._of(version)}
        chosen = [one for one in found.values() if not entities or one.entity in entities]
        if not chosen:
            raise UsageError(f"no operation of {system} lists what a mapping reads")
        return sorted(chosen, key=lambda one: one.sort)

    def _of(self, version: VersionOf) -> list[Listing]:
        """Of each mapping of a version the plainest list that can be asked for without knowing more."""
        integration = self._contracts.integration(version)
        paging = integration.pagination if integration is not None else None
        way = (*self._contracts.items_of(version), "*")
        best: dict[str, tuple[tuple[int, str], Listing]] = {}
        for name, operation in self._contracts.operations(version).items():
            required = any(one.required for one in operation.parameters.values())
            if operation.method.upper() != "GET" or "{" in operation.path or required:
                continue
            for reading in self._answers.readings(version.name, name):
                if reading.way != way:
                    continue
                rank = (len(operation.path), operation.path)
                if reading.mapping.name not in best or rank < best[reading.mapping.name][0]:
                    best[reading.mapping.name] = rank, Listing(version.name, operation, reading.mapping, paging)
        return [listing for _, listing in best.values()]

    def read(self, listing: Listing, into: Read) -> None:
        """Reads one list to its end; what was read before it broke off counts."""
        try:
            for items in self.pages(listing):
                self.learn(listing, items, into)
        except (PageFailed, GovkitError) as error:
            said = error.message if isinstance(error, GovkitError) else str(error)
            into.unread.append(f"{listing}: {said}")
        finally:
            self._register.links.forget()

    def pages(self, listing: Listing) -> Iterator[list[Json]]:
        """The records of a list, page by page. Raises PageFailed, CallRefused, NotGranted."""
        paging = listing.paging
        known = {one.name for one in listing.operation.parameters.values()}
        first = {paging.size: _SIZE} if paging is not None and paging.size in known else {}
        assert listing.operation.id is not None, "it was found by its id"
        is_paged = paging is not None and paging.leads_through(known)
        read = List(
            self._consumer, listing.api, listing.operation.id, listing.parameters, paging, is_paged=is_paged, size=first
        )
        for page in pages(read, self._call, self._sleep, _MOST_PAGES):
            yield page.items

    def learn(self, listing: Listing, items: list[Json], into: Read) -> None:
        """Learns a page in one transaction."""
        links, entity = self._register.links, listing.entity
        into.records += len(items)
        told = [self._register.identifiers(listing.mapping, item) for item in items if isinstance(item, dict)]
        into.told |= dict.fromkeys((entity, one[0]) for one in told if one)
        with links.database.begin() as connection:
            several = [one for one in told if len(one) > 1]
            doubts = links.learn_all_in(connection, entity, several, f"import {listing.mapping.name}")
        into.doubtful += [f"{entity}: {error.message}" for error in doubts]

    def named(self, api: str, operation: str, mapping: Entry[MappingSpec] | None = None) -> Listing | None:
        """The list of a version that people name (`GET /accounts`), which a mapping reads; None where none does.

        Raises UsageError for an operation that there is not.
        """
        (version,) = self._contracts.estate.meant(api)[-1:] or (None,)
        operations = {one.name: one for one in self._contracts.operations(version).values()} if version else {}
        found = operations.get(operation)
        if version is None or found is None or found.id is None:
            raise UsageError(f"{api} has no operation {operation}", hint=close_to(operation, sorted(operations)))
        integration = self._contracts.integration(version)
        paging = integration.pagination if integration is not None else None
        read = mapping or next((one.mapping for one in self._answers.readings(version.name, found.id)), None)
        return Listing(version.name, found, read, paging) if read is not None else None

    def standing(self, into: Read) -> list[Standing]:
        """How the objects of the records that were read stand now, entity by entity."""
        links = self._register.links
        objects: dict[str, dict[str, set[str]]] = {}
        for entity, identifier in into.told:
            golden = links.golden(entity, identifier)
            objects.setdefault(entity, {}).setdefault(golden, set()).add(identifier.system)
        return [self._standing(entity, found) for entity, found in sorted(objects.items())]

    def _standing(self, entity: str, objects: Mapping[str, set[str]]) -> Standing:
        """`objects` are the systems whose records told of each."""
        linked, double = 0, 0
        for golden, systems in objects.items():
            known = [one.identifier for one in self._register.links.of(entity, golden) if not one.second]
            linked += len(systems | {one.system for one in known}) > 1
            double += len({one[:2] for one in known}) < len(known)
        return Standing(entity, linked, len(objects) - linked, double)
