"""Where a description says what a fact about a workflow is about: a parameter, a field of a body, an operation."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import Fact, Missing, Refused
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import Origin
from govkit.errors import Place
from govkit.spec.openapi.contract import Operation
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Spot, conjuncts


class Places:
    """Finds places in the descriptions that workflows call; None where there is none."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._contracts = setting.contracts

    def of(self, fact: Fact) -> Place | None:
        """What a value is held against, or where it comes from, or the operation that is called."""
        called = self._called(fact.about.version, fact.about.operation)
        if called is not None and isinstance(fact, Refused | Missing):
            return self._taken(called, fact) or _named(called.operation)
        for origin in sorted(getattr(fact, "origins", ()), key=lambda one: (one.version, str(one), one.operation)):
            if (found := self._origin(origin)) is not None:
                return found
        return _named(called.operation) if called is not None else None

    def _called(self, version: str, operation: str) -> Called | None:
        for one in self._contracts.estate.versions() if operation else ():
            contract = self._contracts.contract(one) if one.name == version else None
            for found in contract.operations.values() if contract is not None else ():
                if found.name == operation:
                    return Called(one, found)
        return None

    def _taken(self, called: Called, fact: Refused | Missing) -> Place | None:
        """Where it is said what an operation takes."""
        part = fact.part if isinstance(fact, Refused) else fact.what
        for one in called.operation.parameters.values():
            if part == f"{one.location} parameter `{one.name}`":
                return one.node.place()
        body = called.operation.body
        if body is None or "parameter" in part:
            return None
        path = tuple(map(str, fact.path)) if isinstance(fact, Refused) else ()
        for media_type in filter(is_json, body.content):
            takes = self._contracts.request(called, media_type)
            if takes is not None:
                return self._at(takes, path)
        return body.node.place()

    def _origin(self, origin: Origin) -> Place | None:
        """Where it is said what a value is that comes from there."""
        called = self._called(origin.version, origin.operation)
        if called is None:
            return None
        found = [place for spot in self._given(called.operation, origin) if (place := self._at(spot, origin.trail))]
        return found[0] if found else _named(called.operation)

    def _given(self, operation: Operation, origin: Origin) -> Iterator[Spot]:
        if origin.part == "event":
            spot = self._contracts.event(operation)
            yield from (spot,) if spot is not None else ()
            return
        for status, response in operation.responses.items():
            spot = self._contracts.response(operation, response) if status.startswith("2") else None
            if spot is not None and origin.part == "response body":
                yield spot

    def _at(self, spot: Spot, trail: tuple[str, ...]) -> Place | None:
        """Where the schema at the end of a trail stands, or the last on it that stands anywhere."""
        reach = self._setting.typing.reach
        spots: tuple[Spot, ...] = (spot,)
        found = self._stands(spots)
        for step in trail:
            spots = reach.items_of(spots) if step == "*" or step.isdecimal() else reach.names(spots).get(step, ())
            if not spots:
                break
            found = self._stands(spots) or found
        return found

    @staticmethod
    def _stands(spots: tuple[Spot, ...]) -> Place | None:
        for spot in spots:
            for atom in conjuncts(spot):
                try:
                    node = atom.space.origin(atom.schema)
                except KeyError:
                    continue
                if node.document.path != "made.json":
                    return node.place()
        return None


def _named(operation: Operation) -> Place:
    """Where an operation has its name, else where it stands."""
    node = operation.node
    return (node.child("operationId") if operation.id is not None else node).place()
