"""Mappings of an estate ready to run, one way or the other, and what they make of identifiers that nobody linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.check import record_of
from govkit.catalog.mapping.compiled import Identities, Mapped, Transform
from govkit.catalog.mapping.ways import Way, reader


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


def system_of(estate: Estate, spec: MappingSpec) -> str:
    """The system whose API a mapping is of."""
    api = estate.apis.get(spec.api.name)
    return str(api.spec.system) if api is not None else spec.api.name


def outward_fields(estate: Estate, spec: MappingSpec) -> Mapping[str, Declaration]:
    """What makes the fields of the API: as declared, else the way back of all fields whose record is elsewhere."""
    if spec.direction == "out":
        return spec.fields
    if spec.write is not None:
        return spec.write.fields
    entity = estate.entities.get(spec.entity.name)
    system = system_of(estate, spec)
    given = {
        name: declared for name, declared in spec.fields.items() if entity is None or record_of(entity, name) != system
    }
    return backwards(given).fields


def identifier_reader(spec: MappingSpec) -> Callable[[Any], str | None]:
    """What finds the identifier of a record of the API; it finds none where the mapping declares none."""
    if spec.identity is None:
        return lambda _: None
    read = reader(Way.parse(spec.identity.id))

    def found(record: Any) -> str | None:
        value = read(record, record)
        return None if value is None else str(value)

    return found


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a canonical object has beside its fields: its identifier, and those that systems know it by."""

    id: str
    external: tuple[Mapping[str, str], ...]

    def around(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """An object with its envelope."""
        return {"id": self.id, "externalIds": [dict(one) for one in self.external], **value}


class Inward:
    """A mapping from the API to the entity. `without` are fields of the entity that are left out."""

    def __init__(
        self,
        estate: Estate,
        entry: Entry[MappingSpec],
        identities: Identities | None = None,
        *,
        without: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.spec = spec = entry.spec
        self.system = system_of(estate, spec)
        names = NamedIdentities(estate, self.system)
        self._identities = identities or names
        self.kind = (spec.identity.type if spec.identity else None) or names.kind_of(spec.entity.name)
        self.identifier = identifier_reader(spec)
        fields = {name: declared for name, declared in spec.fields.items() if not without(name)}
        self._transform = Transform(fields, identities=self._identities)

    def __call__(self, record: Mapping[str, Any]) -> Mapped:
        """The canonical object of a record."""
        mapped = self._transform(record)
        envelope = self.envelope(record)
        return mapped if envelope is None else Mapped(envelope.around(mapped.value), mapped.unmapped)

    def envelope(self, record: Mapping[str, Any]) -> Envelope | None:
        """The identifiers of a record; None where the mapping declares none, or the record has none."""
        identifier = self.identifier(record)
        if identifier is None:
            return None
        canonical = self._identities.canonical(self.spec.entity.name, identifier, self.kind)
        known = {"system": self.system, "type": self.kind, "id": identifier}
        return Envelope(canonical or "", (known,))


class Outward:
    """A mapping from the entity to the API."""

    def __init__(self, estate: Estate, entry: Entry[MappingSpec], identities: Identities | None = None) -> None:
        self.spec = entry.spec
        self.system = system_of(estate, entry.spec)
        self._transform = Transform(
            outward_fields(estate, entry.spec),
            outward=True,
            identities=identities or NamedIdentities(estate, self.system),
        )

    def __call__(self, value: Mapping[str, Any]) -> Mapped:
        """What the API is sent."""
        return self._transform(value)
