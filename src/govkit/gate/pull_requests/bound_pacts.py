"""The pacts of one state of an estate: whose they are, what they speak of, and what is found in them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from govkit.catalog.entries import ConsumerSpec, Entry, Estate, Lifecycle, VersionOf
from govkit.catalog.entries.parties import api_named, consumer_named
from govkit.errors import InputError
from govkit.gate.estates.watched import digest_of
from govkit.gate.options import Options
from govkit.gate.pacts.found import Found
from govkit.gate.pacts.kept import Kept
from govkit.gate.pacts.providers import Registered, meant_by
from govkit.gate.pacts.recorded import Recorded, pacts_of
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract


@dataclass(frozen=True, eq=False)
class Bound:
    """A pact whose provider the catalog knows: its consumer, and the versions of the API that this one uses."""

    recorded: Recorded
    consumer: str
    owner: str
    api: str
    versions: tuple[VersionOf, ...]


class BoundPacts:
    """The pacts of an estate. `known` answers the contract of a version that was read for something else.

    After verdicts: `libraries` are what was read for them, `notes` what could not be.
    """

    def __init__(
        self,
        estate: Estate,
        known: Callable[[VersionOf], Contract | None],
        options: Options,
        here: Path,
    ) -> None:
        self._estate, self._known = estate, known
        self._options, self._here = options, here
        self._against: dict[str, _Version] = {}
        self._told: dict[tuple[str, str], Found | None] = {}
        self.notes: list[str] = []

    @cached_property
    def all(self) -> list[Bound]:
        """The pacts that speak of versions which are not retired. Raises InputError."""
        found = []
        for recorded in pacts_of(self._estate):
            consumer, provider = self._parties(recorded)
            if not consumer or api_named(self._estate, provider) is None:
                continue
            meant = meant_by(self._estate, consumer, provider)
            versions = tuple(one for one in meant.versions if one.lifecycle is not Lifecycle.RETIRED)
            entry = consumer_named(self._estate, consumer)
            name, owner = (entry.name, str(entry.spec.owner)) if entry is not None else (consumer, "")
            found.append(Bound(recorded, name, owner, str(meant.api), versions))
        return found

    def _parties(self, recorded: Recorded) -> tuple[str, str]:
        """The parties of a pact; empty where it cannot be read."""
        try:
            return recorded.parties
        except InputError as error:
            self.notes.append(f"{recorded.label} could not be read: {error.message}")
            return "", ""

    @cached_property
    def _by_party(self) -> dict[tuple[str, str | None], list[Bound]]:
        """The pacts by their API, and by it and their consumer."""
        found: dict[tuple[str, str | None], list[Bound]] = defaultdict(list)
        for one in self.all:
            found[one.api, None].append(one)
            found[one.api, one.consumer].append(one)
        return dict(found)

    def of(self, api: str, consumer: str | None = None) -> list[Bound]:
        """The pacts with an API: of one consumer, or of all."""
        return self._by_party.get((api, consumer), [])

    def running(self, api: str, number: str, on: date) -> list[Bound]:
        """The pacts with a version of an API of those versions of consumers that run somewhere, old ones too."""
        runs = {(one.deployment.name, one.deployment.version) for one in self._estate.running(on=on)}
        found: list[Bound] = []
        for consumer in self._estate.consumers.values():
            for version in consumer.spec.versions:
                calls = not version.apis or any(one.name == api and one.speaks_of(number) for one in version.apis)
                if calls and (consumer.name, version.version) in runs:
                    found += self._with(api, consumer, version.pacts)
        return found

    def _with(self, api: str, consumer: Entry[ConsumerSpec], paths: Iterable[str]) -> Iterator[Bound]:
        for path in paths:
            if self._estate.files.exists(path):
                one = Recorded(self._estate.files.label(path), self._estate.files.read(path), path)
                if api_named(self._estate, self._parties(one)[1]) == api:
                    yield Bound(one, consumer.name, str(consumer.spec.owner), api, ())

    def prepare(self, wanted: Iterable[tuple[Bound, VersionOf]]) -> None:
        """Holds pacts against versions, those of one version together; what is known is not found again."""
        groups: dict[str, tuple[VersionOf, dict[str, Recorded]]] = {}
        for one, version in wanted:
            if (one.recorded.digest, version.name) not in self._told:
                groups.setdefault(version.name, (version, {}))[1][one.recorded.digest] = one.recorded
        for version, pacts in groups.values():
            self._told |= dict.fromkeys(((digest, version.name) for digest in pacts), None)
            self._hold(version, list(pacts.values()))

    def verdict(self, one: Bound, version: VersionOf) -> Found | None:
        """What is found in a pact held against a version; None where one of them cannot be read."""
        self.prepare([(one, version)])
        return self._told.get((one.recorded.digest, version.name))

    def _hold(self, version: VersionOf, pacts: list[Recorded]) -> None:
        if version.name not in self._against:
            known = self._known(version)
            self._against[version.name] = _Version(self._estate, version, self._options, self.notes, known)
        against = self._against[version.name]
        try:
            found, unread = Kept(against, self._options, self._here).hold(pacts)
        except InputError as error:
            self.notes.append(f"no pact could be held against {version.name}: {error.message}")
            return
        labels = {one.digest: one.label for one in pacts}
        notes = [f"{labels[digest]} could not be read: {error.message}" for digest, error in unread.items()]
        self.notes += [note for note in notes if note not in self.notes]
        self._told |= {(digest, version.name): result for digest, result in found.items()}

    def schemas(self, version: VersionOf) -> frozenset[str]:
        """The names of the components of a version that was read for something else."""
        contract = self._known(version)
        tree = contract.document.tree if contract is not None else None
        components = tree.get("components") if isinstance(tree, dict) else None
        schemas = components.get("schemas") if isinstance(components, dict) else None
        return frozenset(map(str, schemas)) if isinstance(schemas, dict) else frozenset()

    @property
    def libraries(self) -> list[Library]:
        """What was read for verdicts."""
        return [one.library for one in self._against.values() if one.library is not None]


class _Version(Registered):
    """A version of an API in one state of an estate; `known` is its contract, where it was read already."""

    def __init__(
        self, estate: Estate, version: VersionOf, options: Options, notes: list[str], known: Contract | None
    ) -> None:
        super().__init__(estate, version, options, notes)
        self._known = known

    @cached_property
    def contract(self) -> Contract:
        """The contract. Raises InputError."""
        return self._known if self._known is not None else super().contract

    @property
    def asked(self) -> dict[str, str | None]:
        """The files that it was read from, by their content."""
        if self._known is None:
            return super().asked
        documents = self._known.source_library.documents
        parts = {part.path: digest_of(part.data) for document in documents for part in document.parts}
        return {path: self._digests[path] for path in self._version.files} | parts
