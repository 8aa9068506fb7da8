"""What the operations of a contract declare that a pact could cover: statuses, and fields of bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govkit.checks.pacts.contents import has_schema
from govkit.checks.pacts.places import Place, Places
from govkit.checks.pacts.provider import Provider
from govkit.findings import Direction
from govkit.spec.openapi import Contract, MediaType

_MOST = 400
"""Fields of one body, beyond which none are counted."""
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Declared:
    """One operation: its statuses, and the fields of its bodies as ways from the message's root."""

    statuses: tuple[str, ...]
    request: frozenset[str]
    response: frozenset[str]


def declared_of(contract: Contract) -> dict[str, Declared]:
    """What the operations of a contract declare, webhooks among them, by their names."""
    provider = Provider(contract)
    places = Places(provider)
    found: dict[str, Declared] = {}
    for one in contract.operations.values():
        content = one.body.content.values() if one.body is not None else ()
        body = _fields(content, one.sent, provider, places)
        answers = [
            _fields(answer.content.values(), one.answered, provider, places) for answer in one.responses.values()
        ]
        if one.kind == "path":
            found[one.name] = Declared(tuple(one.responses), body, frozenset().union(*answers))
        else:  # of what the API sends by itself, consumers read the body, and nobody records the answer
            found[one.name] = Declared((), frozenset(), body)
    return found


def _fields(content: Iterable[MediaType], way: Direction, provider: Provider, places: Places) -> frozenset[str]:
    found: set[str] = set()
    for media in content:
        if has_schema(media):
            _below(places.root(provider.body(media, way)), found, ())
    return frozenset(found)


def _below(place: Place, found: set[str], components: tuple[str, ...]) -> None:
    """The fields at and below a place, each component entered once on a way."""
    own = place.way.component if not place.way.below else None
    if own in components or place.way.path.count("/") > _DEEPEST:
        return
    inside = (*components, own) if own is not None else components
    for one in place.alternatives:
        for name in one.shape.properties:
            inner = one.member(name)
            if inner is None or len(found) >= _MOST or name in one.shape.unsent:
                continue
            found.add(inner.way.path)
            _below(inner, found, inside)
        item = one.item(0)
        if item is not None:
            _below(item, found, inside)
