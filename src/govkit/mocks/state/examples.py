"""The records that a description shows: in its answers, and in the bodies of its webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from govkit.direction import Direction
from govkit.mocks.messages import JsonObject
from govkit.mocks.responses import Responses
from govkit.mocks.state.frames import Frame
from govkit.mocks.state.resources import Part, Resource, Resources, json_media
from govkit.mocks.state.words import UPDATED
from govkit.mocks.system import System
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Spot, spot_key

_DEPTH = 4
_UNDONE = ("reversed", "cancelled", "canceled", "voided", "deleted", "revoked", "removed", "merged")
"""How webhooks end that tell of what was undone: their examples show what might happen to a record, not how it is."""


class Examples:
    """The examples of one system. Of several of one record, the one that was changed last says how it is."""

    def __init__(self, system: System, resources: Resources) -> None:
        self._system = system
        self._resources = resources
        self._sent: list[tuple[Spot, Any]] | None = None

    def of(self, resource: Resource, *, told: bool = False) -> list[JsonObject]:
        """The records of a resource, in the order in which they are shown first; with those `told` by webhooks."""
        updated = next((resource.fields[word] for word in resource.fields if word in UPDATED), None)
        found: dict[str, JsonObject] = {}
        unsent = resource.item.shape.unsent
        for each in (*self._answered(resource), *(self._told(resource) if told else ())):
            one = {name: inner for name, inner in each.items() if name not in unsent} if unsent else each
            key = resource.key.of(one) if resource.key.ways else str(len(found))
            if not key or not resource.item.accepts(one):
                continue
            held = found.get(key)
            if held is None or (updated is not None and _later(one.get(updated), held.get(updated))):
                found[key] = one
        return list(found.values())

    def _answered(self, resource: Resource) -> Iterator[JsonObject]:
        for served in self._resources.seeds(resource):
            media = json_media(served)
            if media is None:
                continue
            part = self._resources.part(served)
            for _, value, _ in served.responses.examples_of(media):
                yield from _shown(part, value)

    def _told(self, resource: Resource) -> Iterator[JsonObject]:
        """What webhooks tell of the records of a resource that has identifiers."""
        if not resource.key.ways:
            return
        wanted = spot_key(resource.item.spot)
        for spot, value in self._bodies():
            yield from self._within(spot, value, wanted, 0)

    def _bodies(self) -> list[tuple[Spot, Any]]:
        if self._sent is None:
            self._sent = []
            for operation in self._system.contract.operations.values():
                if operation.kind != "webhook" or operation.body is None or operation.path.lower().endswith(_UNDONE):
                    continue
                responses = Responses(operation, self._system.schemas)
                for media in operation.body.content.values():
                    if is_json(media.name):
                        spot = self._system.schemas.media(media, Direction.RESPONSE).spot
                        self._sent += [(spot, value) for _, value, _ in responses.examples_of(media)]
        return self._sent

    def _within(self, spot: Spot, value: Any, wanted: tuple[int, ...], depth: int) -> Iterator[JsonObject]:
        if not isinstance(value, dict) or depth > _DEPTH:
            return
        if spot_key(spot) == wanted:
            yield value
            return
        for name, inner in value.items():
            if isinstance(inner, dict):
                yield from self._within(self._system.schemas.reader.member(spot, name), inner, wanted, depth + 1)


def _shown(part: Part, value: Any) -> list[JsonObject]:
    """The records that an answer shows."""
    if part.listed is not None:
        frame = Frame(part.listed.whole, part.listed.property, many=True)
        return frame.within(value)
    if part.frame is not None:
        return part.frame.within(value)
    return [value] if isinstance(value, dict) else []


def _later(one: Any, other: Any) -> bool:
    try:
        return datetime.fromisoformat(one) > datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False
