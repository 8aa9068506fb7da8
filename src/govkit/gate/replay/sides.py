"""One contract as somebody who reads or writes messages: what it allows at each part of an operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from govkit.checks.compat import Profile
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, MediaType, Operation, Parameter, Response
from govkit.spec.openapi.payloads import media_spots, value_schema
from govkit.spec.openapi.wire.bodies import Body, is_form, read
from govkit.spec.openapi.wire.reading import Reader
from govkit.spec.openapi.wire.spelling import TOKEN, Spelling, Unwritable, is_json
from govkit.spec.schemas.shape import Atom, Shapes, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.standalone import Circular, Role, Standalone
from govkit.spec.schemas.validators import Refusal, Validator


class Side:
    """A contract under a profile. `shapes` are shared with the other side, so that their meet can be drawn from."""

    def __init__(self, contract: Contract, profile: Profile, shapes: Shapes) -> None:
        self.contract = contract
        self.reader = Reader(shapes)
        self._profile = profile
        self.spaces = {
            way: Space(contract.library, contract.dialect, way, profile.formats, dispatches=profile.dispatches)
            for way in Direction
        }
        self._writings = {role: Standalone(role) for role in Role}
        self._validators: dict[tuple[tuple[int, ...], Role], tuple[Spot, Validator | None]] = {}
        self._operations: dict[str, Operation] | None = None

    def operation(self, name: str, key: str = "") -> Operation | None:
        """The operation of that name, or else of that identity on the wire; callbacks are among them."""
        if self._operations is None:
            self._operations = {}
            waiting = list(self.contract.operations.values())
            while waiting and len(self._operations) < 20_000:
                one = waiting.pop(0)
                self._operations.setdefault(one.name, one)
                if one.name.count(" callback ") < 4:  # a callback may lead back to its own operation
                    waiting += one.callbacks
        found = self._operations.get(name)
        return found or next((one for one in self._operations.values() if key and one.key == key), None)

    def parameter(self, parameter: Parameter, way: Direction) -> Spot:
        """The schemas of a parameter."""
        return self._described(parameter.node, way)

    def header(self, node: Node, way: Direction) -> Spot:
        """The schemas of a response's header."""
        return self._described(node, way)

    def _described(self, node: Node, way: Direction) -> Spot:
        return (Atom(value_schema(node, self.spaces[way]), self.spaces[way]),)

    def refusals(self, spot: Spot, value: Any, way: Direction, *, writes: bool) -> list[Refusal]:
        """Why this side, as the sender or as the receiver of that direction, does not take a value."""
        validator = self._validator(spot, self._role(way, writes))
        return [] if validator is None else validator.refusals(value)

    def accepts(self, spot: Spot, value: Any, way: Direction, *, writes: bool) -> bool:
        """Whether this side, as the sender or as the receiver of that direction, takes a value."""
        validator = self._validator(spot, self._role(way, writes))
        return validator is None or validator.accepts(value)

    def _role(self, way: Direction, writes: bool) -> Role:
        if writes:
            return Role.WRITER if self._profile.closed else Role.PLAIN
        return Role.TOLERANT if self._profile.tolerant and way is Direction.RESPONSE else Role.PLAIN

    def _validator(self, spot: Spot, role: Role) -> Validator | None:
        key = tuple(id(atom.schema) for atom in spot), role
        if key not in self._validators:
            try:
                made = Validator(self._writings[role].document(spot))
            except (Circular, ValueError):
                made = None
            self._validators[key] = spot, made
        return self._validators[key][1]

    # ------------------------------------------------------------------------------------------- messages, read again

    def reads(self, operation: Operation, parameter: Parameter, sent: Sent, way: Direction) -> Iterator[Any]:
        """What this side may make of a parameter in a message; nothing where it is absent."""
        spelling, spot = spelling_of(parameter), self.parameter(parameter, way)
        if parameter.location == "querystring":
            yield from self._whole_query(parameter, sent.whole, spot)
        elif parameter.location == "path":
            text = sent.segments.get(parameter.key)
            if text is not None:
                yield from self.reader.of_text(spelling, text, spot)
        elif parameter.location == "header":
            text = sent.headers.get(parameter.name.lower())
            if text is not None:
                yield from self.reader.of_text(spelling, text, spot)
        else:
            pairs = sent.query if parameter.location == "query" else sent.cookies
            others = {
                one.name
                for one in operation.parameters.values()
                if one.location == parameter.location and one.key != parameter.key
            }
            rest = [pair for pair in pairs if unquote(pair[0]).partition("[")[0] not in others]
            yield from self.reader.of_pairs(spelling, rest, spot)

    def _whole_query(self, parameter: Parameter, text: str, spot: Spot) -> Iterator[Any]:
        media, encodings = whole_query_media(parameter)
        if text:
            body = Body(media, text.encode() if is_form(media) else unquote(text).encode())
            yield from read(body, encodings, spot, self.reader)

    def takes_parameters(self, operation: Operation, sent: Sent, way: Direction, *, writes: bool) -> str | None:
        """None where every parameter can be read as this side demands; else why not."""
        for parameter in operation.parameters.values():
            spot = self.parameter(parameter, way)
            readings = list(self.reads(operation, parameter, sent, way))
            if not readings and parameter.required:
                return f"{parameter.location} parameter `{parameter.name}` is missing"
            if readings and not any(self.accepts(spot, value, way, writes=writes) for value in readings):
                why = self.refusals(spot, readings[0], way, writes=writes)
                return f"{parameter.location} parameter `{parameter.name}`: {why[0].message if why else 'refused'}"
        return None


class Sent:
    """The parameters of a request as they went over the wire: escaped texts by place."""

    def __init__(self, operation: Operation, target: str, headers: tuple[tuple[str, str], ...]) -> None:
        path, _, query = target.partition("?")
        self.whole = query
        self.segments = _segments(operation.path, path) if operation.kind == "path" else {}
        self.query = _pairs(query, "&")
        self.headers = {name.lower(): text for name, text in headers}
        self.cookies = _pairs(self.headers.get("cookie", ""), ";")


def _pairs(text: str, joint: str) -> list[tuple[str, str]]:
    parts = (part.strip() for part in text.split(joint))
    return [(name, value) for name, _, value in (part.partition("=") for part in parts if part)]


def _segments(template: str, path: str) -> dict[str, str]:
    """The texts of path parameters, found in a path by its template."""
    pieces = re.split(r"\{[^{}]*\}", template.partition("?")[0])
    pattern = "([^/]*?)".join(re.escape(path_literal(piece)) for piece in pieces)
    found = re.fullmatch(f"/?{pattern}", path)
    return {f"path {index}": text for index, text in enumerate(found.groups())} if found else {}


def path_literal(text: str) -> str:
    """What stands between the parameters of a path, escaped where a URL needs it (RFC 3986, section 3.3)."""
    return quote(text, safe="/?:@!$&'()*+,;=~%", errors="replace")


def spelling_of(parameter: Parameter) -> Spelling:
    """How a parameter is written."""
    raw = parameter.node.value if isinstance(parameter.node.value, dict) else {}
    if parameter.location == "querystring":
        return Spelling(parameter.name, "querystring", "form", True, media=whole_query_media(parameter)[0])
    return Spelling.of(parameter.name, parameter.location, raw)


def whole_query_media(parameter: Parameter) -> tuple[str, dict[str, Any]]:
    """The media type of a parameter that is the whole query, and what it says of its fields (OpenAPI 3.2)."""
    content = parameter.node.value.get("content")
    if not isinstance(content, dict) or not content:
        return "application/x-www-form-urlencoded", {}
    name, media = next(iter(content.items()))
    encoding = media.get("encoding") if isinstance(media, dict) else None
    return name, encoding if isinstance(encoding, dict) else {}


def media_pair(sides: tuple[Side, Side], media: tuple[MediaType, MediaType], way: Direction) -> tuple[Spot, Spot]:
    """The schemas of two bodies that stand for each other, streams read alike on both sides."""
    return media_spots(media, (sides[0].spaces[way], sides[1].spaces[way]))


def method_of(operation: Operation) -> str:
    """The method on the wire, whose case counts (RFC 9110, section 9.1)."""
    item = operation.item.value
    word = operation.method.upper() if operation.method in item else operation.method
    if not TOKEN.match(word):
        raise Unwritable(f"{word!r} is no method")
    return word


def response_for(operation: Operation, status: int) -> Response | None:
    """What an operation declares for a status: itself, its class, `default` (OpenAPI 3.1, Responses Object)."""
    for name in (str(status), f"{status // 100}XX", "default"):
        if name in operation.responses:
            return operation.responses[name]
    return None


def media_for(content: dict[str, MediaType], sent: str) -> MediaType | None:
    """What is declared for a media type that is sent: the most telling entry (OpenAPI 3.1, Media Type Object)."""
    bare = sent.split(";", maxsplit=1)[0]
    for name in (sent, bare):
        if name in content:
            return content[name]
    for name, media in content.items():
        if name.split(";")[0] == bare:
            return media
    family = bare.partition("/")[0]
    return content.get(f"{family}/*") or content.get("*/*")


def best_media(names: list[str]) -> str:
    """JSON where it is among them, else a form, else the first."""
    for wanted in (is_json, lambda name: "form" in name):
        for name in names:
            if "*" not in name and wanted(name):
                return name
    return names[0]


def encodings_of(media: MediaType) -> dict[str, Any]:
    """What a form says of its fields (OpenAPI 3.1, Encoding Object)."""
    raw = media.node.value
    found = raw.get("encoding") if isinstance(raw, dict) else None
    return found if isinstance(found, dict) else {}
