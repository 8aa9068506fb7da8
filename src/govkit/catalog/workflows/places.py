"""Where a description says what a fact about a workflow is about: a parameter, a field of a body, an operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import Fact, Missing, Refused
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import Origin
from govkit.errors import Place
from govkit.spec.documents import Document, Node, Pointer
from govkit.spec.openapi.contract import Operation
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Spot, conjuncts


class Places:
    """Finds places in the descriptions that workflows call; None where there is none."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._contracts = setting.contracts
        self._operations: dict[str, dict[str, Called]] = {}

    def of(self, facts: Sequence[Fact]) -> list[Place | None]:
        """The place of each fact, found with one look at the text of each description."""
        nodes = [self._node(fact) for fact in facts]
        wanted: dict[Document, list[Pointer]] = defaultdict(list)
        for node in nodes:
            if node is not None:
                wanted[node.document].append(node.pointer)
        found = {document: document.places(pointers) for document, pointers in wanted.items()}
        return [found[node.document][node.pointer] if node is not None else None for node in nodes]

    def _node(self, fact: Fact) -> Node | None:
        """What a value is held against, or where it comes from, or the operation that is called."""
        called = self._called(fact.about.version, fact.about.operation)
        if called is not None and isinstance(fact, Refused | Missing):
            return self._taken(called, fact) or _named(called.operation)
        for origin in sorted(getattr(fact, "origins", ()), key=lambda one: (one.version, str(one), one.operation)):
            if (found := self._origin(origin)) is not None:
                return found
        return _named(called.operation) if called is not None else None

    def _called(self, version: str, operation: str) -> Called | None:
        if not operation:
            return None
        if version not in self._operations:
            one = next((it for it in self._contracts.estate.versions() if it.name == version), None)
            contract = self._contracts.contract(one) if one is not None else None
            listed = contract.operations.values() if contract is not None else ()
            self._operations[version] = {it.name: Called(one, it) for it in listed} if one is not None else {}
        return self._operations[version].get(operation)

    def _taken(self, called: Called, fact: Refused | Missing) -> Node | None:
        """Where it is said what an operation takes."""
        part = fact.part if isinstance(fact, Refused) else fact.what
        for one in called.operation.parameters.values():
            if part == f"{one.location} parameter `{one.name}`":
                return one.node
        body = called.operation.body
        if body is None or "parameter" in part:
            return None
        path = tuple(map(str, fact.path)) if isinstance(fact, Refused) else ()
        for media_type in filter(is_json, body.content):
            takes = self._contracts.request(called, media_type)
            if takes is not None:
                return self._at(takes, path)
        return body.node

    def _origin(self, origin: Origin) -> Node | None:
        """Where it is said what a value is that comes from there."""
        called = self._called(origin.version, origin.operation)
        if called is None:
            return None
        found = [node for spot in self._given(called.operation, origin) if (node := self._at(spot, origin.trail))]
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

    def _at(self, spot: Spot, trail: tuple[str, ...]) -> Node | None:
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
    def _stands(spots: tuple[Spot, ...]) -> Node | None:
        for spot in spots:
            for atom in conjuncts(spot):
                try:
                    node = atom.space.origin(atom.schema)
                except KeyError:
                    continue
                if node.document.path != "made.json":
                    return node
        return None


def _named(operation: Operation) -> Node:
    """Where an operation has its name, else where it stands."""
    node = operation.node
    return node.child("operationId") if operation.id is not None else node
