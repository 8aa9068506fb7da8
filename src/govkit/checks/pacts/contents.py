"""Bodies by their media types: which entry of a description speaks of one, and what it says of those not JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Body
from govkit.checks.pacts.reading.paths import Path
from govkit.checks.pacts.reading.rules import Rule
from govkit.findings import Direction
from govkit.spec.openapi import MediaType
from govkit.spec.openapi.media import covering, is_xml
from govkit.spec.openapi.messages import encodings_of
from govkit.spec.openapi.wire import bodies
from govkit.spec.openapi.wire.spelling import Unreadable, is_json
from govkit.spec.schemas.shape import Shape, Spot

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


def walked(provider: Provider, body: Body, entry: Entry, way: Direction) -> Body | None:
    """The body that is compared member by member: JSON, or what a form or XML spells; None where it goes as a whole."""
    if is_walked(body, entry):
        return body
    if entry.media is None or not has_schema(entry.media) or not body.is_present:
        return None
    kind = body.media or entry.media.name
    if not (bodies.is_form(kind) or is_xml(kind)):
        return None
    spot = provider.body(entry.media, way)
    try:
        read = [value for value in _readings(provider, body, entry.media, spot) if isinstance(value, dict)]
    except Exception:  # noqa: BLE001  texts of any kind fail to be read in any way
        return None
    if not read:
        return None
    value = next((one for one in read if provider.accepts(spot, one)), read[0])
    told = _in_xml if is_xml(kind) else _in_form
    rules = tuple(Rule(told(rule.path), rule.ruling) for rule in body.rules)
    generators = {told(path): generator for path, generator in body.generators.items()}
    return replace(body, value=value, is_json=True, rules=rules, generators=generators)


def _in_form(path: Path) -> Path:
    """The way to a field, whose only value matchers may call its first."""
    return path[:-1] if len(path) == 2 and path[1] == 0 else path


def _in_xml(path: Path) -> Path:
    """The way to a member, from that to an element: `$.thing.id['#text']`, `$.thing['@id']`."""
    inner = path[1:-1] if path and path[-1] == "#text" else path[1:]
    return tuple(part.removeprefix("@") if isinstance(part, str) else part for part in inner if part != 0)


def _readings(provider: Provider, body: Body, media: MediaType, spot: Spot) -> Iterator[Any]:
    content = body.value if isinstance(body.value, bytes) else str(body.value).encode("utf-8", "surrogateescape")
    carried = bodies.Body(body.media or media.name, content)
    yield from islice(bodies.read(carried, encodings_of(media), spot, provider.reader), _MOST)


def refusal(provider: Provider, body: Body, media: MediaType, way: Direction) -> str | None:
    """Why a body that is no JSON is not what its entry describes; None where it is. Raises ValueError: unreadable."""
    spot: Spot = provider.body(media, way)
    if isinstance(body.value, bytes) and _takes_bytes(provider.shape(spot)):
        return None
    try:
        read = list(_readings(provider, body, media, spot))
    except Unreadable as error:
        return str(error)
    if not read or any(provider.accepts(spot, value) for value in read):
        return None
    reasons = provider.refusals(spot, read[0])
    return reasons[0].message if reasons else None


def _takes_bytes(shape: Shape) -> bool:
    """Whether nothing is asked of bytes."""
    asks = shape.enum is not None or shape.sets or shape.limits or shape.unions or shape.opaque
    return "string" in shape.types and not asks


def has_schema(media: MediaType) -> bool:
    """Whether anything is said of a body."""
    return media.schema is not None or media.item_schema is not None
