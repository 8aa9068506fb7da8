"""What every look at a workflow needs: the contracts, schemas held against each other, mappings judged once."""

from __future__ import annotations

from dataclasses import dataclass, field

from govkit.catalog.entries import Entry, MappingSpec, VersionOf
from govkit.catalog.mapping.check import Checked, checked
from govkit.catalog.workflows.conditions import Judge
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.types import Typing
from govkit.spec.schemas.fit import Fitting


@dataclass(slots=True)
class Setting:
    """The estate with its contracts, and what was found out already."""

    contracts: Contracts
    fitting: Fitting
    typing: Typing = field(init=False)
    judge: Judge = field(init=False)
    _mappings: dict[str, Checked | None] = field(default_factory=dict)

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
        if mapping.name not in self._mappings:
            version = self.version(mapping)
            contract = self.contracts.contract(version) if version is not None else None
            found = checked(self.contracts.estate, mapping, contract, self.fitting) if contract is not None else None
            self._mappings[mapping.name] = found
        return self._mappings[mapping.name]
