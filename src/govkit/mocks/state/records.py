"""The records of one system: those that its examples show at first, and what completes the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govkit.mocks.drawing import Undrawable
from govkit.mocks.messages import JsonObject
from govkit.mocks.state.examples import Examples
from govkit.mocks.state.making import fitted, new_key
from govkit.mocks.state.resources import Resource, Resources
from govkit.mocks.state.store import Clock, Record, Store, Table
from govkit.mocks.state.table import Beginning
from govkit.mocks.state.words import PARAMETER, plain
from govkit.mocks.system import System


class Records:
    """All that one system remembers."""

    def __init__(self, system: System, clock: Clock) -> None:
        self.system = system
        self.clock = clock
        self.store = Store()
        self.seeds: dict[str, list[JsonObject]] = {}
        """The first records by the names of resources, where they are not those of the examples."""

        self.draws = True
        """Whether a collection without examples begins with a record that is drawn."""

        self.beginnings: Mapping[str, Beginning] = {}
        """What is known of the first records of collections, by path, besides the examples."""

        self._resources: Resources | None = None
        self._shown: Examples | None = None

    @property
    def resources(self) -> Resources:
        """What was inferred, at the first call."""
        if self._resources is None:
            self._resources = Resources(self.system.operations)
        return self._resources

    def table(self, resource: Resource) -> Table:
        """The records of a resource; at first those that the examples of the document show, and a scenario tells."""
        table = self.store.tables.get(resource.name)
        if table is None or not table.seeded:
            table = self.store.table(resource.name)
            table.seeded = True
            self._begin(resource, table, self.beginnings.get(resource.name))
        return table

    def _begin(self, resource: Resource, table: Table, first: Beginning | None) -> None:
        seeds = self.seeds.get(resource.name)
        shown = self.samples(resource) if seeds is None else seeds
        if not shown and seeds is None and first is None and self.draws:
            shown = self._made_up(resource)
        for at, value in enumerate(shown):
            links: Mapping[str, str] = {}
            if first is not None and first.names_examples:
                key = resource.key.of(value) if resource.key.ways else str(at)
                if key not in first.examples:
                    continue
                links = first.examples[key]
            self.add(resource, table, value, dict(links))
        if first is not None:
            above = (resource.fields.get(plain(name)) for name in PARAMETER.findall(resource.name))
            keys = resource.key.column(first.column) if resource.key.ways else None
            table.begin(first, keys, [field for field in above if field is not None])

    def empty(self, resource: Resource) -> None:
        """Takes all records of a resource away, the examples too."""
        self.store.tables.pop(resource.name, None)
        self.store.table(resource.name).seeded = True

    def add(self, resource: Resource, table: Table, value: JsonObject, links: dict[str, str]) -> Record:
        """A record of a value that is whole."""
        return table.add(resource.key.of(value) or str(table.made + 1), value, links)

    def base(self, resource: Resource) -> JsonObject:
        """A whole record, that gives what is missing elsewhere."""
        return self.drawn(resource.item.spot)

    def drawn(self, spot: Any) -> JsonObject:
        """A value of a schema of objects; empty where there is none."""
        try:
            value = self.system.schemas.drawing.of(spot)
        except Undrawable:
            return {}
        return value if isinstance(value, dict) else {}

    def new_key(self, resource: Resource, table: Table) -> Any:
        """An identifier that no record has."""
        return new_key(resource, table, self.system.schemas.drawing)

    def whole(self, resource: Resource, value: JsonObject) -> JsonObject:
        """A value with what its schema requires besides."""
        if resource.item.accepts(value):
            return value
        return fitted(value, resource.item, self.base(resource)) or value

    def versioned(self, resource: Resource, record: Record) -> None:
        """Tells the version of a record in the field that there is for it."""
        for name in resource.mould.versions:
            record.value = {**record.value, name: record.version}

    def samples(self, resource: Resource) -> list[JsonObject]:
        """The records that the examples of the description show."""
        if self._shown is None:
            self._shown = Examples(self.system, self.resources)
        return self._shown.of(resource, told=bool(self.beginnings))

    def _made_up(self, resource: Resource) -> list[JsonObject]:
        """A record for a resource of which nothing is known."""
        drawn = self.base(resource)
        if drawn and resource.id_field is not None:
            drawn = drawn | {resource.id_field: self.new_key(resource, self.store.table(resource.name))}
        return [drawn] if drawn and resource.item.accepts(drawn) else []
