"""What every look at a workflow needs: the contracts, schemas held against each other, mappings judged once."""

from __future__ import annotations

from dataclasses import dataclass, field

from govkit.catalog.entries import Entry, Estate, MappingSpec, VersionOf
from govkit.catalog.mapping.check import Checked, checked
from govkit.catalog.mapping.lineage import Line, lines_of
from govkit.catalog.mapping.ways import Way
from govkit.catalog.workflows.conditions import Judge
from govkit.catalog.workflows.contracts import Contracts, Spaces
from govkit.catalog.workflows.types import Typing
from govkit.spec.documents import Files, Library
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting


@dataclass(slots=True)
class Known:
    """What was found out of contracts and mappings: several looks share it, so that only what differs is looked at.

    They are told apart by identity and kept, so that each is itself for good.
    """

    fitting: Fitting = field(default_factory=Fitting)
    spaces: Spaces = field(default_factory=dict)
    mappings: dict[tuple[int, int], tuple[Entry[MappingSpec], Contract, Checked]] = field(default_factory=dict)

    _fields: dict[int, tuple[Entry[MappingSpec], list[tuple[str, list[tuple[str, str]]]]]] = field(default_factory=dict)
    _libraries: dict[int, tuple[Files, Library]] = field(default_factory=dict)

    def library(self, files: Files) -> Library:
        """What was read of some files for the sake of workflow documents: each file once."""
        if id(files) not in self._libraries:
            self._libraries[id(files)] = (files, Library(files))
        return self._libraries[id(files)][1]

    def fields_of(self, mapping: Entry[MappingSpec]) -> list[tuple[str, list[tuple[str, str]]]]:
        """The canonical fields of a mapping, each with what it is of the API: a component, and the way on."""
        if id(mapping) not in self._fields:
            self._fields[id(mapping)] = (mapping, [(one.field, _ways(one)) for one in lines_of(mapping.spec)])
        return self._fields[id(mapping)][1]

    def mapping(self, estate: Estate, mapping: Entry[MappingSpec], contract: Contract) -> Checked:
        """What a mapping does with a contract. Whoever shares this has the same entities."""
        key = (id(mapping), id(contract))
        if key not in self.mappings:
            self.mappings[key] = (mapping, contract, checked(estate, mapping, contract, self.fitting))
        return self.mappings[key][2]


def _ways(line: Line) -> list[tuple[str, str]]:
    found = []
    for way in line.api:
        schema, *steps = Way.parse(way).steps
        found.append((schema, "".join(f"/{step}" for step in steps)))
    return found


@dataclass(slots=True)
class Setting:
    """The estate with its contracts, and what was found out already."""

    contracts: Contracts
    known: Known
    typing: Typing = field(init=False)
    judge: Judge = field(init=False)

    @property
    def fitting(self) -> Fitting:
        """What holds schemas against each other."""
        return self.known.fitting

    def __post_init__(self) -> None:
        """Makes what stands on the schemas."""
        self.typing = Typing(self.fitting)
        self.judge = Judge(self.fitting)

    def mapping(self, name: str) -> Entry[MappingSpec] | None:
        """A mapping of the estate."""
        return self.contracts.estate.mappings.get(name)

    def version(self, mapping: Entry[MappingSpec]) -> VersionOf | None:
        """The version of the API that a mapping is of."""
        return next(iter(self.contracts.estate.meant(mapping.spec.api)), None)

    def checked(self, mapping: Entry[MappingSpec]) -> Checked | None:
        """What a mapping does, and where it does not fit; None where its API cannot be read."""
        version = self.version(mapping)
        contract = self.contracts.contract(version) if version is not None else None
        return self.known.mapping(self.contracts.estate, mapping, contract) if contract is not None else None
