"""The identities of an estate at run time, as mappings ask for them, and what is learnt of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.mapping.identifiers import Identifier, Reads, Repeats, identifiers, kind_of
from govkit.sync.identity.joining import Joined
from govkit.sync.identity.links import Links
from govkit.sync.identity.names import Ranks
from govkit.sync.identity.refusals import Ambiguous, Unlinked
from govkit.sync.store.database import Database
from govkit.sync.values import Json


class Register:
    """Who is who among the records of an estate's systems."""

    def __init__(self, estate: Estate, database: Database, now: Callable[[], float]) -> None:
        self._estate = estate
        self.links = Links(database, Ranks(estate), Repeats(estate), now)
        self._systems: dict[str, Linked] = {}
        self._readers: dict[str, Reads] = {}

    def __call__(self, system: str) -> Linked:
        """The identities as a system knows them."""
        if system not in self._systems:
            self._systems[system] = Linked(self._estate, self.links, system)
        return self._systems[system]

    def identifiers(self, mapping: Entry[MappingSpec], record: Json) -> tuple[Identifier, ...]:
        """What a record that a mapping reads says about who it is."""
        read = self._readers.get(mapping.name)
        if read is None:
            read = self._readers[mapping.name] = identifiers(self._estate, mapping.spec)
        return tuple(read(record))

    def learn(self, mapping: Entry[MappingSpec], record: Json, by: str | None = None) -> Joined | None:
        """Links what a record says that it is called; None where nothing is new. Raises Ambiguous."""
        told = self.identifiers(mapping, record)
        return self.links.learn(mapping.spec.entity.name, told, by or f"mapping {mapping.name}")

    def require_sole(self, mapping: Entry[MappingSpec], record: Json) -> None:
        """Raises Ambiguous where other records of the same system claim to be the object of a record.

        That those are one object people may have decided; then one of them comes first.
        """
        told = self.identifiers(mapping, record)
        if not told:
            return
        entity = mapping.spec.entity.name
        if len(self._claiming(entity, told[0], fresh=False)) > 1:
            claiming = self._claiming(entity, told[0], fresh=True)
            if len(claiming) > 1:
                golden = self.links.golden(entity, told[0])
                said = f"several records of {told[0].system} claim to be the {entity} {golden}"
                raise Ambiguous(entity, said, map(str, claiming))

    def _claiming(self, entity: str, own: Identifier, *, fresh: bool) -> list[Identifier]:
        """All that come first of the sort of an identifier, where it is one of them."""
        given = self.links.repeats.given(entity, own)
        golden = self.links.golden(entity, own, fresh=fresh)
        links = [link for link in self.links.of(entity, golden, fresh=fresh) if not link.second]
        found = [link.identifier for link in links if link.identifier[:2] == given[:2]]
        return found if given in found else []


class Linked:
    """Identities of one system out of links: what `catalog.mapping` asks for as Identities."""

    def __init__(self, estate: Estate, links: Links, system: str) -> None:
        self._estate = estate
        self._links = links
        self._system = system

    def canonical(self, entity: str, identifier: str, kind: str | None) -> str:
        """The canonical identifier: that which it is linked to, else its name, such as `billing:customer:cus_1`."""
        return self._links.golden(entity, self._named(entity, identifier, kind))

    def local(self, entity: str, canonical: str, kind: str | None) -> str:
        """The identifier in the system. Raises Unlinked, Ambiguous."""
        meant = self._named(entity, "", kind)
        found = self._found(entity, canonical, meant, fresh=False)
        if len(found) != 1:  # before anybody is told, what others did meanwhile counts
            found = self._found(entity, canonical, meant, fresh=True)
        if len(found) == 1:
            return found[0].id
        if found:
            said = f"the {entity} {canonical} has several identifiers of {meant.system}"
            raise Ambiguous(entity, said, map(str, found))
        current = self._links.current(entity, canonical)
        known = (str(link.identifier) for link in self._links.of(entity, current))
        raise Unlinked(entity, current, meant.system, meant.type, known)

    def known(self, entity: str, canonical: str) -> Sequence[Mapping[str, Any]]:
        """All identifiers of an object; those that others come before are not primary."""
        current = self._links.current(entity, canonical)
        return [
            {
                "system": one.system,
                "type": one.type,
                "id": one.id,
                **({"isPrimary": False} if link.second else {}),
            }
            for link in self._links.of(entity, current)
            for one in self._links.repeats.everywhere(entity, link.identifier)
        ]

    def _found(self, entity: str, canonical: str, meant: Identifier, *, fresh: bool) -> list[Identifier]:
        current = self._links.current(entity, canonical, fresh=fresh)
        given = self._links.repeats.given(entity, meant)[:2]
        links = [link for link in self._links.of(entity, current, fresh=fresh) if link.identifier[:2] == given]
        first = [link for link in links if not link.second] or links
        named = Identifier.parse(current)
        if not first and named is not None and named[:2] == given:
            return [named]
        return [link.identifier for link in first]

    def _named(self, entity: str, identifier: str, kind: str | None) -> Identifier:
        return Identifier(self._system, kind or kind_of(self._estate, entity, self._system), identifier)
