"""Messages of an operation: a request as it went over the wire, and which part of the contract speaks of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from govkit.spec.openapi.contract import MediaType, Operation, Parameter, Response
from govkit.spec.openapi.wire.bodies import Body, is_form, read
from govkit.spec.openapi.wire.reading import Pairs, Reader
from govkit.spec.openapi.wire.spelling import TOKEN, Spelling, Unwritable, is_json
from govkit.spec.schemas.shape import Spot


@dataclass(slots=True)
class Sent:
    """The parameters of a request as they went over the wire: escaped texts by place, `whole` being the query."""

    segments: dict[str, str]
    whole: str
    query: Pairs
    headers: dict[str, str]
    cookies: Pairs

    @classmethod
    def of(cls, operation: Operation, target: str, headers: tuple[tuple[str, str], ...]) -> Sent:
        """What a request to `target`, path and query, carries."""
        path, _, query = target.partition("?")
        segments = _segments(operation.path, path) if operation.kind == "path" else {}
        named = {name.lower(): text for name, text in headers}
        return cls(segments, query, pairs_in(query, "&"), named, pairs_in(named.get("cookie", ""), ";"))


def readings(reader: Reader, operation: Operation, parameter: Parameter, sent: Sent, spot: Spot) -> Iterator[Any]:
    """What a reader may make of a parameter in a message; nothing where it is absent."""
    spelling = spelling_of(parameter)
    if parameter.location == "querystring":
        if sent.whole:
            media, encodings = whole_query_media(parameter)
            body = Body(media, sent.whole.encode() if is_form(media) else unquote(sent.whole).encode())
            yield from read(body, encodings, spot, reader)
    elif parameter.location == "path":
        text = sent.segments.get(parameter.key)
        if text is not None:
            yield from reader.of_text(spelling, text, spot)
    elif parameter.location == "header":
        text = sent.headers.get(parameter.name.lower())
        if text is not None:
            yield from reader.of_text(spelling, text, spot)
    else:
        pairs = sent.query if parameter.location == "query" else sent.cookies
        others = {
            one.name
            for one in operation.parameters.values()
            if one.location == parameter.location and one.key != parameter.key
        }
        rest = [pair for pair in pairs if unquote(pair[0]).partition("[")[0] not in others]
        yield from reader.of_pairs(spelling, rest, spot)


def pairs_in(text: str, joint: str) -> Pairs:
    """The names and values of a query or of cookies, still escaped."""
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
