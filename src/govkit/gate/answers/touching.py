"""Which lines of mappings have to do with a field of an API, also where it is one of a component further down."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.catalog.entries import MappingSpec, VersionOf
from govkit.catalog.mapping.check import SideMissing, api_schema
from govkit.catalog.mapping.lineage import Line
from govkit.catalog.mapping.trails import component_trails, meets
from govkit.catalog.mapping.ways import Way
from govkit.findings import Direction
from govkit.gate.answers.shared import Contracts
from govkit.spec.schemas.fit import Fitting


class Touching:
    """Tells whether a line touches a field (`Address/city`) of some versions; all do where no field is asked for."""

    def __init__(self, contracts: Contracts, versions: Sequence[VersionOf], field: str | None) -> None:
        self._contracts = contracts
        self._versions = {version.name: version for version in versions}
        self._schema, _, rest = (field or "").partition("/")
        self._path = f"/{rest}" if rest else ""
        self._fitting = Fitting()
        self._known: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def line(self, spec: MappingSpec, line: Line) -> bool:
        """Whether a line of a mapping has to do with the field."""
        return not self._schema or any(meets(self.places(spec, way), self._schema, self._path) for way in line.api)

    def places(self, spec: MappingSpec, way: str) -> set[tuple[str, str]]:
        """The names that a field of the API has: its schema and the way from it, those of components on that way."""
        schema, *trail = Way.parse(way).steps
        key = (f"{spec.api.name}@{spec.api.version}", way)
        if key not in self._known:
            places = {(schema, "".join(f"/{step}" for step in trail))}
            version = self._versions.get(key[0])
            contract = self._contracts.of(version) if version is not None else None
            if contract is not None:
                try:
                    spot = api_schema(contract, schema, Direction.RESPONSE)
                    places |= component_trails(contract, self._fitting, spot, tuple(trail))
                except SideMissing:
                    pass
            self._known[key] = places
        return self._known[key]
