"""The records of one system: those that its examples show at first, and what completes the others."""

from __future__ import annotations

from typing import Any

from govkit.mocks.drawing import Undrawable
from govkit.mocks.messages import JsonObject
from govkit.mocks.state.frames import Frame
from govkit.mocks.state.making import fitted, new_key, plainly
from govkit.mocks.state.resources import Part, Resource, Resources, json_media
from govkit.mocks.state.store import Clock, Record, Store, Table
from govkit.mocks.state.words import VERSIONS
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

        self._resources: Resources | None = None

    @property
    def resources(self) -> Resources:
        """What was inferred, at the first call."""
        if self._resources is None:
            self._resources = Resources(self.system.operations)
        return self._resources

    def table(self, resource: Resource) -> Table:
        """The records of a resource; at first those that the examples of the document show."""
        table = self.store.table(resource.name)
        if not table.seeded:
            table.seeded = True
            seeds = self.seeds.get(resource.name)
            for value in self._examples(resource) if seeds is None else seeds:
                self.add(resource, table, value, {})
        return table

    def empty(self, resource: Resource) -> None:
        """Takes all records of a resource away, the examples too."""
        self.store.tables.pop(resource.name, None)
        self.store.table(resource.name).seeded = True

    def add(self, resource: Resource, table: Table, value: JsonObject, links: dict[str, str]) -> Record:
        """A record of a value that is whole."""
        key = plainly(value, resource.id_field) if resource.id_field else ""
        return table.add(key or str(table.made + 1), value, links)

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
        for word in VERSIONS:
            name = resource.fields.get(word)
            if name is not None and resource.item.member(name).shape.types <= {"integer", "number"}:
                record.value[name] = record.version

    def _examples(self, resource: Resource) -> list[JsonObject]:
        found: list[JsonObject] = []
        keys: set[str] = set()
        for served in self.resources.seeds(resource):
            media = json_media(served)
            if media is None:
                continue
            part = self.resources.part(served)
            for _, value, _ in served.responses.examples_of(media):
                for each in _shown(part, value):
                    one = {name: inner for name, inner in each.items() if name not in resource.item.shape.unsent}
                    if resource.item.accepts(one):
                        key = plainly(one, resource.id_field) if resource.id_field else str(len(found))
                        if key not in keys and key:
                            keys.add(key)
                            found.append(one)
        if not found and self.draws:
            drawn = self.base(resource)
            if drawn:
                table = self.store.table(resource.name)
                if resource.id_field is not None:
                    drawn = drawn | {resource.id_field: self.new_key(resource, table)}
                found = [drawn] if resource.item.accepts(drawn) else []
        return found


def _shown(part: Part, value: Any) -> list[JsonObject]:
    """The records that an answer shows."""
    if part.listed is not None:
        frame = Frame(part.listed.whole, part.listed.property, many=True)
        return frame.within(value)
    if part.frame is not None:
        return part.frame.within(value)
    return [value] if isinstance(value, dict) else []
