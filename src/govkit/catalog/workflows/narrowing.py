"""Which faults of a mapping can come to pass in a workflow: sources may hold less than the canonical object."""

from __future__ import annotations

from govkit.catalog.entries import Entry, MappingSpec
from govkit.catalog.mapping.check import SideMissing, api_schema
from govkit.catalog.mapping.facts import Fact as MappingFact
from govkit.catalog.mapping.facts import MayLack, Refused
from govkit.catalog.mapping.holdings import Holding, holdings_of
from govkit.catalog.mapping.reach import Scope
from govkit.catalog.mapping.ways import Way
from govkit.catalog.workflows.making import Making
from govkit.catalog.workflows.setting import Setting
from govkit.findings import Direction
from govkit.spec.openapi import Contract
from govkit.spec.schemas.shape import Spot


class Narrowing:
    """Knows what the sources of bodies hold of canonical fields."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._holdings: dict[str, dict[str, list[Holding]]] = {}

    def never(self, making: Making, fact: MappingFact) -> bool:
        """Whether a fault of the mapping that writes cannot come to pass with what the sources send."""
        held = [self._held(making, field) for field in fact.sources]
        if not held or None in held:
            return False
        known = [one for one in held if one is not None]
        if isinstance(fact, MayLack) or (isinstance(fact, Refused) and fact.value is None):
            return all(self._is_there(read, holding) for read, holding in known)
        if isinstance(fact, Refused) and fact.what == "value" and len(known) == 1:
            return self._is_taken(making, fact, known[0][1])
        return False

    def _held(self, making: Making, field: str) -> tuple[Entry[MappingSpec], Holding] | None:
        """How the first source that gives a field holds it."""
        for source, read in making.reads.items():
            if read is not None and making.takes(source, field):
                found = self._of(read).get(field)
                if found and not found[0].outward:
                    return read, found[0]
        return None

    def _of(self, read: Entry[MappingSpec]) -> dict[str, list[Holding]]:
        if read.name not in self._holdings:
            contract = self._contract(read)
            found: dict[str, list[Holding]] = {}
            if contract is not None:
                try:
                    estate = self._setting.contracts.estate
                    found = holdings_of(estate, read, contract, self._setting.fitting)
                except SideMissing:
                    found = {}
            self._holdings[read.name] = found
        return self._holdings[read.name]

    def _contract(self, mapping: Entry[MappingSpec]) -> Contract | None:
        version = self._setting.version(mapping)
        return self._setting.contracts.contract(version) if version is not None else None

    def _is_there(self, read: Entry[MappingSpec], holding: Holding) -> bool:
        """Whether a field always comes: it, and all that it lies in."""
        contract = self._contract(read)
        if contract is None or not holding.always:
            return False
        try:
            spot = api_schema(contract, holding.trail[0], Direction.RESPONSE)
        except SideMissing:
            return False
        way = holding.trail[1:]
        if "*" in way:
            return False
        reached = self._setting.typing.reach.of(Scope((spot,), (spot,)), Way(way))
        return reached.missing is None and not reached.gaps

    def _is_taken(self, making: Making, fact: Refused, holding: Holding) -> bool:
        """Whether the target takes all that the source sends, where it is written as it is."""
        targets = self._targets(making, fact.target)
        if not fact.counted and fact.made != fact.value:
            return False  # a function or a map makes something else of what the source sends
        if not targets or holding.how not in ("", "each"):
            return False
        if fact.counted:
            most = [self._most(spot) for spot in holding.api]
            return all(one is not None for one in most) and all(
                (limit := self._most(target)) is None or max(one for one in most if one is not None) <= limit
                for target in targets
            )
        fitting = self._setting.fitting
        return holding.how == "" and all(
            fitting.of(spot, target).holds is True for spot in holding.image for target in targets
        )

    def _most(self, spot: Spot) -> float | None:
        return self._setting.fitting.shapes.of(spot).limits.get("maxItems")

    def _targets(self, making: Making, target: str) -> tuple[Spot, ...]:
        """What the API takes at a field that the mapping writes."""
        spec = making.write.spec
        contract = self._contract(making.write)
        if contract is None:
            return ()
        try:
            spot = api_schema(contract, spec.write.schema_ if spec.write else spec.schema_, Direction.REQUEST)
        except SideMissing:
            return ()
        spots: tuple[Spot, ...] = (spot,)
        for step in Way.parse(target).steps:
            reach = self._setting.typing.reach
            spots = reach.items_of(spots) if step == "*" else reach.names(spots).get(step, ())
        return spots
