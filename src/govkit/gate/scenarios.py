"""The scenario of an estate: what is so in the business, as the mocks of each system have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate
from govkit.errors import InputError, Place
from govkit.gate.answers.report import guess
from govkit.gate.integrations import version_served

if TYPE_CHECKING:
    from govkit.catalog.entries import Source
    from govkit.mocks.drift import Drifts
    from govkit.mocks.drift.form import DriftOrder
    from govkit.mocks.scenario.rows import Rows
    from govkit.mocks.scenario.scenario import Scenario
    from govkit.mocks.state.behaviour import Behaviour
    from govkit.spec.openapi import Contract

SCENARIO = "scenario.yaml"
RECORDS = "records.yaml"


class Telling:
    """The scenario in a folder of an estate, and what systems show of it."""

    def __init__(self, estate: Estate, folder: str, *, seed: int = 1, records: int | None = None) -> None:
        """Raises InputError. Without a scenario in the folder nothing is told."""
        from govkit.mocks.scenario.forms import SCENARIO as KIND
        from govkit.mocks.scenario.loading import read
        from govkit.mocks.scenario.scenario import Scenario

        self._estate = estate
        self._folder = folder
        self._mappings = {name: one.spec for name, one in estate.mappings.items()}
        path = f"{folder}/{SCENARIO}"
        self.scenario: Scenario | None = None
        self._drift: tuple[DriftOrder, ...] = ()
        self._source: Source | None = None
        if estate.files.exists(path):
            entry = read(estate.files.read(path), path, estate.files.label(path), KIND)
            self.scenario = Scenario(entry.spec, entry.source, seed=seed, records=records)
            self._drift, self._source = entry.spec.drift, entry.source

    def drift(self, behaviours: Mapping[str, Behaviour], drifts: Drifts) -> None:
        """Lets the systems that are served drift as the scenario says. Raises InputError."""
        from govkit.mocks.messages import Refused

        standing = []
        for at, one in enumerate(self._drift):
            if one.system is not None and one.system not in behaviours:
                if one.system in self._estate.apis:
                    continue  # it is not served
                known = sorted(self._estate.apis)
                place, hint = self._place("system", at), guess(one.system, known, "the systems are")
                raise InputError(f"there is no system {one.system}", place=place, hint=hint)
            standing.append(one)
            try:
                drifts.stand(standing)
            except Refused as refused:
                raise InputError(refused.detail, place=self._place("collection", at)) from refused

    def _place(self, member: str, at: int) -> Place | None:
        return self._source.place(("spec", "drift", at, member)) if self._source is not None else None

    def rows(self, api: str, contract: Contract) -> Mapping[str, Rows]:
        """What the collections of an API, in the version of a contract, begin with, by path. Raises InputError."""
        from govkit.mocks.scenario.forms import RECORDS as KIND
        from govkit.mocks.scenario.loading import read

        entry = self._estate.apis.get(api)
        if self.scenario is None or entry is None:
            return {}
        system = str(entry.spec.system)
        path = f"{self._folder}/{system}/{RECORDS}"
        if not self._estate.files.exists(path):
            return {}
        told = read(self._estate.files.read(path), path, self._estate.files.label(path), KIND)
        found: dict[str, Rows] = {}
        version = version_served(self._estate, api, contract)
        paths = {one.path for one in contract.operations.values() if one.kind == "path"}
        paths |= {path.rpartition("/")[0] for path in paths if path.endswith("}")}
        for index, said in enumerate(told.spec.apis):
            if said.api.name != api or said.api.version != version:
                continue
            for collection, shown in said.collections.items():
                way = ("spec", "apis", index, "collections", collection)
                if collection not in paths:
                    raise InputError(
                        f"{api}@{version} has no path {collection}",
                        place=told.source.place(way),
                        hint=guess(collection, sorted(paths), "the paths are"),
                    )
                found[collection] = self.scenario.rows(shown, system, self._mappings, told.source, way)
        return found
