"""What a reader may make of what was written: every typed value that a text can stand for.

A text has no type: `5` is a number to one reader and a text to another. So reading yields candidates, led by the shape
of what the reader expects, and whoever asks takes a message for accepted where any candidate is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any
from urllib.parse import unquote, unquote_plus

from govkit.spec.openapi.wire.spelling import Spelling, is_json
from govkit.spec.schemas.shape import Shape, Shapes, Spot
from govkit.spec.schemas.values import Values

MOST = 256
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?\Z")
_KINDS = ("scalar", "array", "object")

Pairs = list[tuple[str, str]]
"""Names and values as they were written, still escaped."""


class Reader:
    """Reads texts as the values of spots."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._values = Values(shapes, closed=False)

    def of_pairs(self, spelling: Spelling, pairs: Pairs, spot: Spot) -> Iterator[Any]:
        """What a query, cookie or form may say of one of its members; nothing where it is absent.

        The members of an exploded object stand in a query under their own names, in a form never.
        """
        own = [value for name, value in pairs if _decoded(name) == spelling.name]
        if spelling.media is not None:
            yield from _content(spelling.media, own)
            return
        scattered = spelling.location == "field" and spelling.style == "form" and spelling.explode
        for kind in self._kinds(spot):
            if scattered and kind == "object":
                continue
            raw = _from_pairs(spelling, kind, pairs, own)
            if raw is not None:
                yield from self._typed(raw, spot)

    def of_text(self, spelling: Spelling, text: str, spot: Spot) -> Iterator[Any]:
        """What the text of a path parameter or of a header may say."""
        if spelling.media is not None:
            yield from _content(spelling.media, [text])
            return
        for kind in self._kinds(spot):
            raw = (
                _from_segment(spelling, kind, text)
                if spelling.location == "path"
                else _from_header(spelling, kind, text)
            )
            if raw is not None:
                yield from self._typed(raw, spot)

    def of_scalar(self, text: str, spot: Spot) -> Iterator[Any]:
        """What a text may say that is not taken apart."""
        yield from self._typed(text, spot)

    def of_members(self, members: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
        """Objects whose members have any of their readings."""
        for chosen in islice(product(*members.values()), MOST):
            yield dict(zip(members, chosen, strict=True))

    def member(self, spot: Spot, name: str) -> Spot:
        """The schemas that hold for a member, those of the branches of unions joined in as far as they name it."""
        shape = self._shapes.of(spot)
        for settled in islice(self._values.settled(shape), 8):
            if name in settled.properties:
                return settled.properties[name]
        return self._values.member_spot(shape, name) or ()

    def names(self, spot: Spot) -> list[str]:
        """The names of the members that a spot knows, in any branch of its unions."""
        settled = islice(self._values.settled(self._shapes.of(spot)), 8)
        return list(dict.fromkeys(name for shape in settled for name in shape.properties))

    def kinds(self, spot: Spot) -> list[str]:
        """Whether a spot takes scalars, arrays, objects."""
        return self._kinds(spot)

    def items(self, spot: Spot) -> Spot:
        """The schemas of the items of a spot."""
        return self._shapes.of(spot).items

    def _kinds(self, spot: Spot) -> list[str]:
        types = self._shapes.of(spot).types
        wanted = {"array": "array" in types, "object": "object" in types, "scalar": bool(types - {"array", "object"})}
        return [kind for kind in _KINDS if wanted[kind]]

    def _typed(self, raw: Any, spot: Spot) -> Iterator[Any]:
        """Values for texts: each text once in every type that it can be of."""
        if isinstance(raw, str):
            yield from _scalars(raw, self._shapes.of(spot))
        elif isinstance(raw, list):
            shape = self._shapes.of(spot)
            spots = [shape.prefix[i] if i < len(shape.prefix) else shape.items for i in range(len(raw))]
            yield from self._all([list(self._typed(item, inner)) for item, inner in zip(raw, spots, strict=True)])
        else:
            listed = _indexed(raw) if "array" in self._kinds(spot) else None
            if listed:
                yield from self._typed(listed, spot)
            members = {name: list(self._nested(inner, self.member(spot, name))) for name, inner in raw.items()}
            yield from self.of_members(members)

    def _nested(self, raw: Any, spot: Spot) -> Iterator[Any]:
        """Values of a member, the likeliest first: where it is a list, one text may be its only item."""
        kinds = self._kinds(spot)
        ways = [raw, [raw]] if isinstance(raw, str) and "array" in kinds else [raw]
        for way in ways if "scalar" in kinds else reversed(ways):
            yield from self._typed(way, spot)

    def _all(self, items: list[list[Any]]) -> Iterator[list[Any]]:
        if all(len(readings) == 1 or readings == items[0] for readings in items):  # alike: no need to mix them
            width = max(map(len, items), default=1)
            yield from ([r[min(i, len(r) - 1)] for r in items] for i in range(width))
        else:
            yield from map(list, islice(product(*items), MOST))


def _scalars(text: str, shape: Shape) -> list[Any]:
    """The scalars that a text can stand for; the text itself is one of them, for a reader to refuse."""
    found: list[Any] = []
    if shape.types & {"integer", "number"} and _NUMBER.match(text):
        found.append(json.loads(text))
    if "boolean" in shape.types and text in ("true", "false"):
        found.append(text == "true")
    if "null" in shape.types and text == "":
        found.append(None)
    return [*found, text]


def _content(media: str, texts: list[str]) -> Iterator[Any]:
    for text in texts[:1]:
        if is_json(media):
            try:
                yield json.loads(_decoded(text))
            except ValueError:
                return


def _decoded(text: str) -> str:
    return unquote_plus(text)


def _from_pairs(spelling: Spelling, kind: str, pairs: Pairs, own: list[str]) -> Any:
    """The texts of one member as a text, a list or an object; None where they cannot be one."""
    if kind == "scalar":
        return _decoded(own[0]) if len(own) == 1 else None
    if spelling.style == "deepObject":
        found = _from_brackets(spelling.name, pairs)
        return _indexed(found) if kind == "array" and found else found
    if kind == "array":
        if spelling.explode:
            return _listed(own) if own else None
        return _listed(_split(own[0], spelling)) if len(own) == 1 else None
    if spelling.explode:
        return {_decoded(name): _decoded(value) for name, value in pairs} or None
    return _alternating(_split(own[0], spelling)) if len(own) == 1 else None


def _split(text: str, spelling: Spelling) -> list[str]:
    if spelling.style == "spaceDelimited":
        return text.replace("+", "%20").split("%20")
    if spelling.style == "pipeDelimited":
        return text.replace("%7C", "|").replace("%7c", "|").split("|")
    return text.split(",")


def _listed(texts: list[str]) -> list[str]:
    """Decoded items; one empty text is the empty list."""
    return [] if texts == [""] else [_decoded(text) for text in texts]


def _alternating(texts: list[str]) -> dict[str, str] | None:
    if texts == [""]:
        return {}
    if len(texts) % 2:
        return None
    return {_decoded(a): _decoded(b) for a, b in zip(texts[::2], texts[1::2], strict=True)}


def _indexed(found: dict[str, Any]) -> list[Any] | None:
    """What brackets hold as a list, where they count from zero or, being empty, do not count."""
    if list(found) == [""]:
        return found[""] if isinstance(found[""], list) else [found[""]]
    return list(found.values()) if list(found) == [str(index) for index in range(len(found))] else None


def _from_brackets(name: str, pairs: Pairs) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for key, value in pairs:
        decoded = _decoded(key)
        if not decoded.startswith(f"{name}["):
            continue
        steps = re.findall(r"\[([^\]]*)\]", decoded[len(name) :])
        if not steps:
            return None
        place = found
        for step in steps[:-1]:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                return None
            place = inner
        _put(place, steps[-1], _decoded(value))
    return found or None


def _put(place: dict[str, Any], step: str, text: str) -> None:
    """Puts a text where brackets point; what is said again is a list."""
    before = place.get(step)
    place[step] = text if before is None else [*(before if isinstance(before, list) else [before]), text]


def _from_segment(spelling: Spelling, kind: str, text: str) -> Any:
    """The texts of a path segment (RFC 6570)."""
    if spelling.style == "matrix":
        return _from_matrix(spelling, kind, text)
    if spelling.style == "label":
        return _divided(kind, text[1:], "." if spelling.explode else ",", spelling.explode) if text[:1] == "." else None
    return _divided(kind, text, ",", spelling.explode)


def _from_matrix(spelling: Spelling, kind: str, text: str) -> Any:
    if not text.startswith(";"):
        return None
    parts = text[1:].split(";")
    if spelling.explode and kind == "object":
        return _assigned(parts)
    if not all(unquote(part).startswith(f"{spelling.name}=") or part == spelling.name for part in parts):
        return None
    texts = [part.partition("=")[2] for part in parts]
    if spelling.explode and kind == "array":
        return [unquote(part) for part in texts]
    return _divided(kind, texts[0], ",", False)


def _divided(kind: str, text: str, joint: str, explode: bool) -> Any:
    """A text as what it is taken for: itself, its parts, or names and values."""
    if kind == "scalar":
        return unquote(text)
    parts = text.split(joint)
    if kind == "array":
        return [unquote(part) for part in parts] if text else []
    if explode:
        return _assigned(parts)
    if len(parts) % 2:
        return None
    return {unquote(a): unquote(b) for a, b in zip(parts[::2], parts[1::2], strict=True)}


def _assigned(parts: Iterable[str]) -> dict[str, str] | None:
    pairs = [part.partition("=") for part in parts]
    return {unquote(a): unquote(b) for a, _, b in pairs} if all(joint for _, joint, _ in pairs) else None


def _from_header(spelling: Spelling, kind: str, text: str) -> Any:
    """The texts of a header, items separated by commas and blanks (RFC 9110, section 5.6.1)."""
    if kind == "scalar":
        return text
    parts = [part.strip() for part in text.split(",")] if text else []
    if kind == "array":
        return parts
    if spelling.explode:
        pairs = [part.partition("=") for part in parts]
        return {a: b for a, _, b in pairs} if all(joint for _, joint, _ in pairs) else None
    return dict(zip(parts[::2], parts[1::2], strict=True)) if len(parts) % 2 == 0 else None
