"""Operations as generated code has them: names, arguments, bodies, answers, in Python's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from govkit.codegen.naming import TYPES, Names, constant, pascal, snake
from govkit.codegen.shapes import Anything, Shape
from govkit.codegen.shaping import Shaper
from govkit.codegen.texts import prose
from govkit.findings import Direction
from govkit.spec.openapi.contract import Contract, MediaType, Operation, Parameter
from govkit.spec.openapi.servers import server_list
from govkit.spec.openapi.wire.spelling import STYLES, TOKEN, is_json

_KEY_HEADERS = frozenset({"idempotency-key", "x-idempotency-key"})
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_OWN = ("self", "body", "options", "idempotency_key", "models", "operations", "errors")
_PREFERRED = ("json", "form", "multipart", "lines", "text", "binary", "events")
CLIENT_ATTRIBUTES = TYPES | {
    *("call", "pages", "stream", "close", "settings", "server", "agent"),
    *("models", "operations", "client", "keyed", "date", "datetime"),
}
"""What a method of a client may not be called: all clients have it, or annotations in the class mean the type."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter: its name in Python and on the wire, how it is written, what it may be."""

    name: str
    wire: str
    location: str
    style: str
    explode: bool
    reserved: bool
    media: str | None
    required: bool
    shape: Shape
    text: str


@dataclass(frozen=True, slots=True)
class Representation:
    """One representation of a body."""

    media: str
    kind: str
    shape: Shape | None
    fields: tuple[Argument, ...] = ()


@dataclass(slots=True)
class Call:
    """One operation."""

    name: str
    constant: str
    id: str
    key: str
    method: str
    path: str
    tag: str
    text: str
    deprecated: bool
    arguments: list[Argument]
    operation: Operation
    body: Representation | None = None
    body_required: bool = False
    results: dict[str, tuple[Representation, ...]] = field(default_factory=dict)
    failures: dict[str, tuple[Representation, ...]] = field(default_factory=dict)
    idempotency: str | None = None
    anonymous: bool = False
    server: str | None = None


def calls_of(contract: Contract, shaper: Shaper, header: str | None, wanted: Any = None) -> list[Call]:
    """The operations of a contract in its order; `header` is what its system reads idempotency keys from.

    `wanted` is asked for each operation's name on the wire whether it is to be there.
    """
    names, constants = Names(CLIENT_ATTRIBUTES), Names({"OPERATIONS"})
    found = []
    for operation in contract.operations.values():
        if operation.kind != "path" or not TOKEN.match(operation.method):
            continue
        if wanted is not None and not wanted(operation.name):
            continue
        name = names.give(snake(_title(operation), "call"), joint="_")
        found.append(_call(operation, name, constants.give(constant(name), joint="_"), shaper, header))
    return found


def _title(operation: Operation) -> str:
    path = _TEMPLATE.sub(r"by \1", operation.path)
    return operation.id or f"{operation.method} {path}"


def _call(operation: Operation, name: str, called: str, shaper: Shaper, header: str | None) -> Call:
    base = pascal(_title(operation), "Call")
    raw = operation.node.value
    arguments, key = _arguments(operation, base, shaper, header)
    tags = raw.get("tags")
    servers, _ = server_list(operation)
    whole = operation.contract.root.get("servers")
    call = Call(
        name=name,
        constant=called,
        id=prose(operation.id or operation.name).replace("\n", " ")[:120],
        key=operation.id or operation.name,
        method=operation.name.partition(" ")[0],
        path=operation.path,
        tag=tags[0] if isinstance(tags, list) and tags and isinstance(tags[0], str) else _segment(operation.path),
        text="\n\n".join(text for text in (_text(raw, "summary"), _text(raw, "description")) if text),
        deprecated=operation.deprecated,
        arguments=arguments,
        operation=operation,
        idempotency=key,
        anonymous=raw.get("security") == [],
        server=base_url(servers) if servers != whole else None,
    )
    _body(call, base, shaper)
    _answers(call, base, shaper)
    return call


def _segment(path: str) -> str:
    """The first part of a path that says what it is about: it groups operations that have no tag."""
    parts = [part for part in path.split("/") if part and "{" not in part and not re.fullmatch(r"v\d+|api", part)]
    return parts[0] if parts else ""


def _text(raw: dict[str, Any], name: str) -> str:
    return prose(raw[name]) if isinstance(raw.get(name), str) else ""


def base_url(servers: Any) -> str | None:
    """The first address that stands by itself, its variables filled with what they usually are."""
    for server in servers if isinstance(servers, list) else ():
        url = server.get("url") if isinstance(server, dict) else None
        if not isinstance(url, str):
            continue
        said = server.get("variables")
        variables: dict[str, Any] = said if isinstance(said, dict) else {}

        def usual(found: re.Match[str], variables: dict[str, Any] = variables) -> str:
            variable = variables.get(found[1])
            return str(variable.get("default", "")) if isinstance(variable, dict) else found[0]

        filled = _TEMPLATE.sub(usual, url)
        if re.match(r"https?://[^\s/{}]+[^\s{}]*\Z", filled):
            return filled
    return None


# --------------------------------------------------------------------------------------------------------- arguments


def _arguments(
    operation: Operation, base: str, shaper: Shaper, header: str | None
) -> tuple[list[Argument], str | None]:
    """The parameters, those of the path first, then the required ones; and the header of the idempotency key."""
    keys = _KEY_HEADERS | ({header.lower()} if header else set())
    key = header if header and operation.method in ("post", "patch") else None
    names, found = Names(_OWN), []
    for parameter in sorted(operation.parameters.values(), key=_order):
        if parameter.location == "header" and parameter.name.lower() in keys:
            key = parameter.name
            continue
        name = names.give(snake(parameter.name, "value"), joint="_")
        found.append(argument(parameter, name, base, shaper))
    return found, key if key and TOKEN.match(key) else None


def _order(parameter: Parameter) -> tuple[int, str]:
    place = ("path", "query", "querystring", "header", "cookie").index(parameter.location)
    return (
        0 if parameter.location == "path" else 1 if parameter.required else 2 + place,
        parameter.key if place == 0 else "",
    )


def argument(parameter: Parameter, name: str, base: str, shaper: Shaper) -> Argument:
    """A parameter in Python's words."""
    raw = parameter.node.value
    content = raw.get("content")
    media = next(iter(content), None) if isinstance(content, dict) and "schema" not in raw else None
    node = parameter.node.child("schema") if "schema" in raw else None
    if media is not None:
        entry = parameter.node.child("content").child(media)
        node = entry.child("schema") if isinstance(entry.value, dict) and "schema" in entry.value else None
    styles = STYLES.get(parameter.location, ("form",))
    style = raw.get("style") if raw.get("style") in styles else styles[0]
    return Argument(
        name=name,
        wire=parameter.name,
        location=parameter.location,
        style=str(style),
        explode=raw.get("explode", style in ("form", "deepObject", "cookie")) is True,
        reserved=raw.get("allowReserved") is True,
        media=media,
        required=parameter.required,
        shape=shaper.shape(node, Direction.REQUEST, f"{base}{pascal(parameter.name, 'Parameter')}"),
        text=_text(raw, "description"),
    )


# ------------------------------------------------------------------------------------------------ bodies and answers


def kind_of(media: str) -> str:
    """How a body of a media type is read and written."""
    kind = media.split(";", maxsplit=1)[0].strip().lower()
    if kind in ("application/x-ndjson", "application/jsonl", "application/json-lines", "application/json-seq"):
        return "lines"
    if is_json(kind):
        return "json"
    if kind == "application/x-www-form-urlencoded":
        return "form"
    if kind.startswith("multipart/"):
        return "multipart"
    if kind == "text/event-stream":
        return "events"
    return "text" if kind.startswith("text/") or kind.endswith(("/xml", "+xml")) else "binary"


def _body(call: Call, base: str, shaper: Shaper) -> None:
    body = call.operation.body
    if body is None or not body.content:
        return
    found = [
        _representation(media, Direction.REQUEST, f"{base}Request", shaper)
        for media in body.content.values()
        if _is_writable(media.name)
    ]
    if found:
        call.body = min(found, key=lambda one: _PREFERRED.index(one.kind))
        call.body_required = body.required


def _is_writable(media: str) -> bool:
    return media.isascii() and media.isprintable()


def _representation(media: MediaType, direction: Direction, base: str, shaper: Shaper) -> Representation:
    kind = kind_of(media.name)
    name = media.name
    if direction is Direction.REQUEST and "*" in name:
        name = {"text": "text/plain", "json": "application/json"}.get(kind, "application/octet-stream")
    node = media.item_schema if kind == "lines" and media.item_schema is not None else media.schema
    if kind in ("text", "binary", "events"):
        return Representation(name, kind, None)
    shape = shaper.shape(node, direction, base)
    return Representation(name, kind, shape, tuple(_fields(media)) if kind in ("form", "multipart") else ())


def _fields(media: MediaType) -> Iterator[Argument]:
    """The members of a form whose encoding is said."""
    raw = media.node.value if isinstance(media.node.value, dict) else {}
    encoding = raw.get("encoding")
    for name, said in encoding.items() if isinstance(encoding, dict) else ():
        if not isinstance(said, dict):
            continue
        style = said.get("style") if said.get("style") in STYLES["field"] else "form"
        content = said.get("contentType")
        is_spelled = any(word in said for word in ("style", "explode", "allowReserved"))
        kind = str(content).split(",", maxsplit=1)[0].strip() if isinstance(content, str) and not is_spelled else None
        explode = said.get("explode", style in ("form", "deepObject")) is True
        reserved = said.get("allowReserved") is True
        yield Argument(name, name, "field", str(style), explode, reserved, kind, False, Anything(), "")


def _answers(call: Call, base: str, shaper: Shaper) -> None:
    has_result = any(status.startswith("2") for status in call.operation.responses)
    for status, response in call.operation.responses.items():
        if not re.fullmatch(r"[1-5](\d\d|XX)|default", status):
            continue
        is_result = status.startswith("2") or (status == "default" and not has_result)
        if not is_result and status[0] in "13":
            continue
        name = f"{base}Response" if is_result else f"{base}Error{'' if status == 'default' else status}"
        content = [_representation(media, Direction.RESPONSE, name, shaper) for media in response.content.values()]
        found = tuple(sorted(content, key=lambda one: _PREFERRED.index(one.kind)))
        (call.results if is_result else call.failures)[status] = found
