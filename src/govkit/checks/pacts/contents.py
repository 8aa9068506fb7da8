"""Bodies by their media types: which entry of a description speaks of one, and what it says of those not JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Body
from govkit.findings import Direction
from govkit.spec.openapi import MediaType
from govkit.spec.openapi.media import covering
from govkit.spec.openapi.messages import encodings_of
from govkit.spec.openapi.wire import bodies
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Spot

_MOST = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of `content` that speaks of a body, or none; `asked` is the media type that it is taken for."""

    media: MediaType | None
    asked: str


def entry_for(body: Body, content: dict[str, MediaType]) -> Entry:
    """The entry for a body; where it does not say its media type, JSON or text, as its content looks."""
    if body.media is not None:
        found = covering(body.media, content)
        return Entry(content[found] if found is not None else None, body.media)
    looks_like = "application/json" if body.is_json else "text/plain"
    alike = [name for name in content if is_json(name) == body.is_json]
    found = covering(looks_like, content) or (alike[0] if alike else None)
    return Entry(content[found] if found is not None else None, looks_like)


def is_walked(body: Body, entry: Entry) -> bool:
    """Whether a body is compared member by member."""
    return body.is_json and (
        entry.media is None or "*" in entry.media.name or is_json(entry.media.name) or not body.media
    )


def refusal(provider: Provider, body: Body, media: MediaType, way: Direction) -> str | None:
    """Why a body that is no JSON is not what its entry describes; None where it is. Raises ValueError: unreadable."""
    spot: Spot = provider.body(media, way)
    content = body.value if isinstance(body.value, bytes) else str(body.value).encode("utf-8", "surrogateescape")
    carried = bodies.Body(body.media or media.name, content)
    first: Any = None
    for number, value in enumerate(bodies.read(carried, encodings_of(media), spot, provider.reader)):
        if provider.accepts(spot, value):
            return None
        first = value if number == 0 else first
        if number == _MOST:
            break
    reasons = provider.refusals(spot, first)
    return reasons[0].message if reasons else None


def has_schema(media: MediaType) -> bool:
    """Whether anything is said of a body."""
    return media.schema is not None or media.item_schema is not None
