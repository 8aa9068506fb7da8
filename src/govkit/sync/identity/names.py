"""Canonical identifiers: each is the name of the identifier that says most, of all that an object has.

The system of record comes first, then the order in which the entity names its identifiers. So an object that nobody
linked has the same canonical identifier before and after, where its system of record is known; and one that was given
out while less was known still leads to its object, by the identifier that it is the name of.
"""

from __future__ import annotations

from collections.abc import Iterable

from govkit.catalog.entries import Estate
from govkit.catalog.mapping.identifiers import Identifier


class Ranks:
    """How much identifiers of each entity of an estate say."""

    def __init__(self, estate: Estate) -> None:
        self._ranks: dict[str, dict[tuple[str, str], int]] = {}
        for name, entry in estate.entities.items():
            known = [(str(one.system), one.type) for one in entry.spec.identifiers]
            records = entry.spec.records
            ordered = sorted(known, key=lambda one: one[0] not in records)
            self._ranks[name] = {one: rank for rank, one in enumerate(ordered)}

    def first(self, entity: str, identifiers: Iterable[Identifier]) -> Identifier:
        """The identifier that says most: that of the lowest rank, then of the first text."""
        return min(identifiers, key=lambda one: (self.of(entity, one), one))

    def of(self, entity: str, identifier: Identifier) -> int:
        """The rank of an identifier among those of its entity; those that the entity does not name come last."""
        ranks = self._ranks.get(entity, {})
        return ranks.get((identifier.system, identifier.type), len(ranks))
