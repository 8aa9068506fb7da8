"""The whole catalog, loaded: what there is, who owns it, who uses it, what refers to what."""

from __future__ import annotations

import gc
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeAlias

from govkit.catalog.entries.entry import Entry, PactFile, Workflow, WorkflowDocument
from govkit.catalog.entries.form import ApiRef, Form, Reference
from govkit.catalog.entries.fuzzings import Fuzzing
from govkit.catalog.entries.kind import all_kinds
from govkit.catalog.entries.kinds.api import ApiSpec
from govkit.catalog.entries.kinds.consumer import ConsumerSpec
from govkit.catalog.entries.kinds.domain import DomainSpec
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.environment import Deployment, EnvironmentSpec
from govkit.catalog.entries.kinds.mapping import MappingSpec
from govkit.catalog.entries.kinds.measure import MeasureSpec
from govkit.catalog.entries.kinds.policy import PolicySpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.kinds.system import SystemSpec
from govkit.catalog.entries.kinds.team import TeamSpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import Read
from govkit.catalog.entries.shelf import Shelf
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.uses import Usage, touches
from govkit.catalog.entries.verifications import Verification
from govkit.catalog.entries.versions import VersionOf, meant_by, previous_released, versions_of
from govkit.errors import InputError, Place
from govkit.spec.documents import Files, MemoryFiles, Pointer

Thing: TypeAlias = Entry[Form] | Workflow
"""What may have an owner."""

Role: TypeAlias = Literal["owner", "businessOwner"]

_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, eq=False)
class Owned:
    """Something that a team owns, and as what: `owner` builds or runs it, `businessOwner` decides what it is for."""

    thing: Thing
    role: Role


@dataclass(frozen=True, eq=False)
class Referral:
    """An entry that refers to another, where, and in which words."""

    entry: Entry[Form]
    pointer: Pointer
    reference: Reference


@dataclass(frozen=True, eq=False)
class Running:
    """A version of an API or a consumer that runs in an environment."""

    environment: Entry[EnvironmentSpec]
    deployment: Deployment
    index: int


class Estate:
    """A catalog as it stood when it was loaded; see `load`. Entries are by name, in the order of their names.

    What could not be read is not in it and stands in `problems`; of two entries of one kind and name the first by path
    is in it, and `duplicates` names the others with the one that counts. `files` are those of the whole estate, with
    the specs that it speaks of.
    """

    def __init__(self, files: Files, folder: str, read: Iterable[Read], problems: Iterable[Problem]) -> None:
        self.files = files
        self.folder = folder
        self.problems: tuple[Problem, ...] = tuple(problems)
        self._meant: dict[str, tuple[VersionOf, ...]] = {}
        self.duplicates: list[tuple[Entry[Form], Entry[Form]]] = []
        self._by_kind: dict[str, dict[str, Entry[Form]]] = {kind: {} for kind in all_kinds()}
        documents: list[WorkflowDocument] = []
        pacts: list[PactFile] = []
        verifications: list[Verification] = []
        fuzzings: list[Fuzzing] = []
        for one in read:
            if isinstance(one, Entry):
                first = self._by_kind[one.kind].setdefault(one.name, one)
                if first is not one:
                    self.duplicates.append((one, first))
            elif isinstance(one, WorkflowDocument):
                documents.append(one)
            elif isinstance(one, PactFile):
                pacts.append(one)
            elif isinstance(one, Fuzzing):
                fuzzings.append(one)
            else:
                verifications.append(one)
        for kind, entries in self._by_kind.items():
            self._by_kind[kind] = dict(sorted(entries.items()))
        self.workflow_documents: tuple[WorkflowDocument, ...] = tuple(documents)
        self.pacts: tuple[PactFile, ...] = tuple(pacts)
        self.verifications: tuple[Verification, ...] = tuple(verifications)
        self.fuzzings: tuple[Fuzzing, ...] = tuple(fuzzings)

    # ------------------------------------------------------------------------------------------------------- what is

    def of(self, kind: str) -> Mapping[str, Entry[Any]]:
        """The entries of a kind, by name. Raises KeyError for a kind that there is not."""
        return self._by_kind[kind]

    def __iter__(self) -> Iterator[Entry[Form]]:
        """Every entry, by kind and name."""
        return (entry for entries in self._by_kind.values() for entry in entries.values())

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._by_kind.values())

    @property
    def domains(self) -> Mapping[str, Entry[DomainSpec]]:
        """The domains."""
        return self.of("Domain")

    @property
    def teams(self) -> Mapping[str, Entry[TeamSpec]]:
        """The teams."""
        return self.of("Team")

    @property
    def systems(self) -> Mapping[str, Entry[SystemSpec]]:
        """The systems."""
        return self.of("System")

    @property
    def apis(self) -> Mapping[str, Entry[ApiSpec]]:
        """The APIs."""
        return self.of("API")

    @property
    def consumers(self) -> Mapping[str, Entry[ConsumerSpec]]:
        """The consumers."""
        return self.of("Consumer")

    @property
    def entities(self) -> Mapping[str, Entry[EntitySpec]]:
        """The canonical entities."""
        return self.of("Entity")

    @property
    def mappings(self) -> Mapping[str, Entry[MappingSpec]]:
        """The mappings."""
        return self.of("Mapping")

    @property
    def measures(self) -> Mapping[str, Entry[MeasureSpec]]:
        """What business processes are measured by."""
        return self.of("Measure")

    @property
    def reconciliations(self) -> Mapping[str, Entry[ReconciliationSpec]]:
        """The reconciliations."""
        return self.of("Reconciliation")

    @property
    def policies(self) -> Mapping[str, Entry[PolicySpec]]:
        """The policies."""
        return self.of("Policy")

    @property
    def environments(self) -> Mapping[str, Entry[EnvironmentSpec]]:
        """The environments."""
        return self.of("Environment")

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """The workflows of all Arazzo documents."""
        return tuple(one for document in self.workflow_documents for one in document.workflows)

    def named(self, about: str) -> Thing | None:
        """What `api:billing` or `workflow:renewal` names; None where there is none."""
        kind, _, name = about.partition(":")
        if kind == "workflow":
            return next((one for one in self.workflows if one.id == name), None)
        found = next((known for known in self._by_kind if known.lower() == kind), None)
        return self._by_kind[found].get(name) if found else None

    # ------------------------------------------------------------------------------------------------------ versions

    @cached_property
    def _versions(self) -> dict[str, tuple[VersionOf, ...]]:
        return {name: versions_of(api) for name, api in self.apis.items()}

    def versions(self, api: str | None = None) -> tuple[VersionOf, ...]:
        """The versions of an API, the lowest first, or of all APIs; empty for an API that there is not."""
        if api is not None:
            return self._versions.get(api, ())
        return tuple(version for versions in self._versions.values() for version in versions)

    def meant(self, reference: str | ApiRef) -> tuple[VersionOf, ...]:
        """The versions that `billing`, `billing@2` or `billing@2.1.0` names, the lowest first; none where unknown.

        Raises ValueError where the text is no such reference.
        """
        found = reference if isinstance(reference, ApiRef) else ApiRef.parse(reference)
        known = self._meant.get(found)
        if known is None:
            known = self._meant[found] = meant_by(found, self.versions(found.name))
        return known

    def previous_released(self, version: VersionOf) -> VersionOf | None:
        """The greatest lower version of the same API that is active or deprecated; None where there is none."""
        return previous_released(version.version.version, self.versions(version.api.name))

    # ----------------------------------------------------------------------------------------------------- ownership

    def owner(self, thing: Thing, role: Role = "owner") -> Entry[TeamSpec] | None:
        """The team that owns something; None where nobody is named, or a team that there is not."""
        name = _owner_name(thing, role)
        return self.teams.get(name) if name else None

    @cached_property
    def _owned(self) -> dict[str, list[Owned]]:
        found: dict[str, list[Owned]] = defaultdict(list)
        roles: tuple[Role, ...] = ("owner", "businessOwner")
        for thing in (*self, *self.workflows):
            for role in roles:
                name = _owner_name(thing, role)
                if name:
                    found[name].append(Owned(thing, role))
        return dict(found)

    def owned_by(self, team: str) -> tuple[Owned, ...]:
        """Everything that a team owns, by kind and name, workflows last."""
        return tuple(self._owned.get(team, ()))

    # -------------------------------------------------------------------------------------------------------- who uses

    @cached_property
    def _usages(self) -> dict[str, list[Usage]]:
        found: dict[str, list[Usage]] = defaultdict(list)
        for consumer in self.consumers.values():
            for index, use in enumerate(consumer.spec.uses):
                found[use.api.name].append(Usage(consumer, use, index))
        return dict(found)

    def usages(
        self, api: str, version: str | None = None, *, operation: str | None = None, field: str | None = None
    ) -> tuple[Usage, ...]:
        """The uses of an API, of one version of it, of an operation (`GET /invoices/{id}`), of a field (`Invoice/id`).

        Path parameters may have any name. A use without fields may use all; `Invoice` is touched where `Invoice/id`
        is, and the other way.
        """
        return tuple(
            usage
            for usage in self._usages.get(api, ())
            if (version is None or usage.use.api.speaks_of(version)) and touches(usage.use, operation, field)
        )

    # ------------------------------------------------------------------------------------------------- what refers to

    @cached_property
    def _referrals(self) -> dict[tuple[str, str], list[Referral]]:
        found: dict[tuple[str, str], list[Referral]] = defaultdict(list)
        for entry in self:
            for reference, pointer in entry.references:
                found[reference.kind, reference.name].append(Referral(entry, pointer, reference))
        return dict(found)

    def referrals(self, entry: Entry[Form]) -> tuple[Referral, ...]:
        """What refers to an entry, by kind and name of what refers to it."""
        return tuple(self._referrals.get((entry.kind, entry.name), ()))

    # ------------------------------------------------------------------------------------------------------ what runs

    def running(self, name: str | None = None, on: date | None = None) -> tuple[Running, ...]:
        """What runs where on a day, or ever: the versions of one API or consumer, or all."""
        return tuple(
            Running(environment, deployment, index)
            for environment in self.environments.values()
            for index, deployment in enumerate(environment.spec.deployments)
            if (name is None or deployment.name == name) and (on is None or deployment.runs_on(on))
        )

    # ---------------------------------------------------------------------------------------------------------- texts

    @cached_property
    def _sources(self) -> dict[str, Source]:
        documents = (*self.workflow_documents, *self.pacts, *self.verifications, *self.fuzzings)
        read = (*self, *documents, *(one for one, _ in self.duplicates), *self.problems)
        return {one.source.label: one.source for one in read}

    def line_of(self, place: Place) -> str | None:
        """The text of the line at a place in the catalog's own files."""
        source = self._sources.get(place.file)
        return source.line(place.line) if source is not None and place.line is not None else None

    def is_broken(self, kind: str, name: str) -> bool:
        """Whether there is such an entry, and it could not be read: told by its name, or by that of its file."""
        return f"{kind.lower()}:{name}" in self._broken or f":{name}" in self._broken

    @cached_property
    def _broken(self) -> frozenset[str]:
        return frozenset(
            problem.about or f":{posixpath.splitext(posixpath.basename(problem.source.path))[0]}"
            for problem in self.problems
        )

    def refuse_problems(self) -> None:
        """Raises InputError where a file of the catalog could not be read: for whoever needs it whole."""
        if self.problems:
            first, more = self.problems[0], len(self.problems) - 1
            hint = first.hint or "`govkit validate` says more"
            also = f" (and {more} more; `govkit validate` lists them)" if more else ""
            raise InputError(f"{first.message}{also}", place=first.place, hint=hint)


def _owner_name(thing: Thing, role: Role) -> str | None:
    if isinstance(thing, Workflow):
        return thing.owner if role == "owner" else None
    found = getattr(thing.spec, "owner" if role == "owner" else "business_owner", None)
    return str(found) if found else None


def load(files: Files, folder: str = "catalog", shelf: Shelf | None = None) -> Estate:
    """The estate in some files: one entry a file below `folder`, however nested. What is broken is a problem.

    The files are those of the whole estate: paths in entries start at their top. A shelf that several loads share
    reads what is equal in them once. Raises GitError where a revision cannot be read.
    """
    collecting = gc.isenabled()
    gc.disable()  # entries live to the end, and the collector would go over them again and again
    try:
        return _loaded(files, folder, shelf if shelf is not None else Shelf())
    finally:
        if collecting:
            gc.enable()


def _loaded(files: Files, folder: str, shelf: Shelf) -> Estate:
    found: list[Read] = []
    problems: list[Problem] = []
    for path in files.list(folder):
        if not path.lower().endswith(_SUFFIXES):
            continue
        try:
            read = shelf.read(files, path)
        except InputError as error:
            at = (error.place.line, error.place.column) if error.place else (None, None)
            source = Source(path, files.label(path), b"")
            problems.append(Problem(source, (), error.message, hint=error.hint or "", at=at))
            continue
        if isinstance(read, list):
            problems += read
        elif read is not None:
            found.append(read)
    return Estate(files, folder, found, problems)


def load_text(text: str) -> Estate:
    """The estate in one text of several files, each begun by a line `# file: catalog/teams/x.yaml`: for examples."""
    rows: dict[str, list[str]] = {}
    path = "catalog/entry.yaml"
    for row in text.splitlines(keepends=True):
        if row.startswith("# file: "):
            path = row.removeprefix("# file: ").strip()
        rows.setdefault(path, []).append(row)
    return load(MemoryFiles({path: "".join(some).encode() for path, some in rows.items()}))
