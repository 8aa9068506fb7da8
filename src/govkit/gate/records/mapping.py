"""Records mapped as a mapping declares: what becomes of each, and what of it has no place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.check import record_of
from govkit.catalog.mapping.compiled import Identities, Transform, Unmapped
from govkit.catalog.mapping.ways import Way, reader
from govkit.errors import Place, UsageError
from govkit.gate.answers.report import guess


@dataclass(frozen=True, slots=True)
class MappedRecord:
    """What was made of the record at a place, and what of it could not be mapped."""

    place: Place
    value: dict[str, Any]
    unmapped: tuple[Unmapped, ...]


class NamedIdentities:
    """Identities made of the names themselves: `billing:customer:cus_1` is canonical for `cus_1` of billing."""

    def __init__(self, estate: Estate, system: str) -> None:
        self._estate = estate
        self._system = system

    def canonical(self, entity: str, identifier: str, kind: str | None) -> str:
        """The canonical identifier: the system, the type of the identifier, and the identifier."""
        return f"{self._system}:{kind or self.kind_of(entity)}:{identifier}"

    def local(self, entity: str, canonical: str, kind: str | None) -> str | None:
        """The identifier in the system, where the canonical one was made of it."""
        prefix = f"{self._system}:{kind or self.kind_of(entity)}:"
        return canonical.removeprefix(prefix) if canonical.startswith(prefix) else None

    def kind_of(self, entity: str) -> str:
        """The type that the system's identifiers of an entity have, as the entity says."""
        known = self._estate.entities.get(entity)
        types = [one.type for one in known.spec.identifiers if one.system == self._system] if known else []
        return types[0] if types else entity


class RecordMapping:
    """A mapping ready to run over records, from the API to the entity, or `back`. Raises UsageError where it cannot."""

    def __init__(self, estate: Estate, name: str, *, back: bool = False, identities: Identities | None = None) -> None:
        if name not in estate.mappings:
            raise UsageError(
                f"there is no mapping {name!r}", hint=guess(name, list(estate.mappings), "the mappings are")
            )
        self.entry = estate.mappings[name]
        self._spec = spec = self.entry.spec
        self.back = back
        api = estate.apis.get(spec.api.name)
        self._system = str(api.spec.system) if api is not None else spec.api.name
        self._names = NamedIdentities(estate, self._system)
        self._identities = identities or self._names
        if (back and spec.direction == "in") or (not back and spec.direction == "out"):
            way = "back to the API" if back else "from the API"
            other = "without --back" if back else "with --back"
            raise UsageError(f"{name} does not lead {way}", hint=f"its direction is `{spec.direction}`: run it {other}")
        self._transform = Transform(
            self._fields(estate, self.entry) if back else spec.fields, outward=back, identities=self._identities
        )

    def _fields(self, estate: Estate, mapping: Entry[MappingSpec]) -> Any:
        """What makes the API's fields."""
        spec = mapping.spec
        if spec.direction == "out":
            return spec.fields
        if spec.write is not None:
            return spec.write.fields
        entity = estate.entities.get(spec.entity.name)
        given = {
            name: declared
            for name, declared in spec.fields.items()
            if entity is None or record_of(entity, name) != self._system
        }
        return backwards(given).fields

    def over(self, records: Iterable[tuple[Place, dict[str, Any]]]) -> Iterator[MappedRecord]:
        """Each record, mapped; with its place, as `read_records` gives it."""
        identify = reader(Way.parse(self._spec.identity.id)) if self._spec.identity is not None else None
        kind = (self._spec.identity.type if self._spec.identity else None) or self._names.kind_of(
            self._spec.entity.name
        )
        for place, record in records:
            mapped = self._transform(record)
            value = mapped.value
            identifier = identify(record, record) if identify is not None and not self.back else None
            if identifier is not None:
                canonical = self._identities.canonical(self._spec.entity.name, str(identifier), kind)
                known = {"system": self._system, "type": kind, "id": str(identifier)}
                value = {"id": canonical, "externalIds": [known], **value}
            yield MappedRecord(place, value, mapped.unmapped)
