"""Mappings of an estate ready to run, one way or the other, and what they make of identifiers that nobody linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.compiled import Identities, KnownIdentities, Mapped, Transform
from govkit.catalog.mapping.identifiers import Identifier, Repeats, identifiers, kind_of, system_of
from govkit.catalog.mapping.owning import written_back


class NamedIdentities:
    """Identities made of the names themselves: `billing:customer:cus_1` is canonical for `cus_1` of billing."""

    def __init__(self, estate: Estate, system: str) -> None:
        self._estate = estate
        self._system = system
        self._repeats = Repeats(estate)

    def canonical(self, entity: str, identifier: str, kind: str | None) -> str:
        """The canonical identifier: the system, the type of the identifier, and the identifier."""
        return str(self._repeats.given(entity, self._named(entity, identifier, kind)))

    def local(self, entity: str, canonical: str, kind: str | None) -> str | None:
        """The identifier in the system, where the canonical one was made of it."""
        named = Identifier.parse(canonical)
        meant = self._repeats.given(entity, self._named(entity, "", kind))
        return named.id if named is not None and named[:2] == meant[:2] else None

    def known(self, entity: str, canonical: str) -> Sequence[Mapping[str, Any]]:  # noqa: ARG002 - nobody linked any
        """Nothing: a record says for itself what it is called."""
        return ()

    def _named(self, entity: str, identifier: str, kind: str | None) -> Identifier:
        return Identifier(self._system, kind or kind_of(self._estate, entity, self._system), identifier)


def outward_fields(estate: Estate, spec: MappingSpec) -> Mapping[str, Declaration]:
    """What makes the fields of the API: as declared, else the way back of all fields whose record is elsewhere."""
    if spec.direction == "out":
        return spec.fields
    if spec.write is not None:
        return spec.write.fields
    entity = estate.entities.get(spec.entity.name)
    system = system_of(estate, spec)
    return backwards(spec.fields if entity is None else written_back(entity, spec.fields, system)).fields


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a canonical object has beside its fields: its identifier, and those that systems know it by."""

    id: str
    external: tuple[Mapping[str, Any], ...]

    def around(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """An object with its envelope."""
        return {"id": self.id, "externalIds": [dict(one) for one in self.external], **value}


class Inward:
    """A mapping from the API to the entity. `without` are fields of the entity that are left out."""

    def __init__(
        self,
        estate: Estate,
        entry: Entry[MappingSpec],
        identities: KnownIdentities | None = None,
        *,
        without: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.spec = spec = entry.spec
        self.system = system_of(estate, spec)
        self._identities = identities or NamedIdentities(estate, self.system)
        self._identifiers = identifiers(estate, spec)
        fields = {name: declared for name, declared in spec.fields.items() if not without(name)}
        self._transform = Transform(fields, identities=self._identities)

    def __call__(self, record: Mapping[str, Any]) -> Mapped:
        """The canonical object of a record."""
        mapped = self._transform(record)
        envelope = self.envelope(record)
        return mapped if envelope is None else Mapped(envelope.around(mapped.value), mapped.unmapped)

    def envelope(self, record: Mapping[str, Any]) -> Envelope | None:
        """The identifiers of a record; None where the mapping declares none, or the record has none."""
        own = tuple(self._identifiers(record))
        if not own:
            return None
        entity, (_, kind, text) = self.spec.entity.name, own[0]
        canonical = self._identities.canonical(entity, text, kind) or ""
        external: dict[Identifier, Mapping[str, Any]] = {
            one: {"system": one.system, "type": one.type, "id": one.id} for one in own
        }
        for known in self._identities.known(entity, canonical):
            external[Identifier(known["system"], known["type"], known["id"])] = known
        return Envelope(canonical, tuple(external.values()))


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
