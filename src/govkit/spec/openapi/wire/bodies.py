"""Bodies in their media types: JSON, forms, multipart, text and bytes, written and read back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from govkit.spec.openapi.media import is_xml
from govkit.spec.openapi.wire.parts import MOST_FIELDS, parts_in
from govkit.spec.openapi.wire.reading import Pairs, Reader
from govkit.spec.openapi.wire.spelling import Spelling, Unreadable, Unwritable, in_pairs, is_json, plain_text
from govkit.spec.schemas.shape import Atom, Spot, conjuncts

_FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_TEXTUAL = ("text/", "application/yaml", "application/graphql")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it goes over the wire, with its `Content-Type`."""

    content_type: str
    content: bytes


def concrete(media: str, among: tuple[str, ...] = ()) -> str:
    """A media type that can be sent for one that may be a range: JSON where the range allows it."""
    kind, _, rest = media.partition(";")
    kind = kind.strip().lower()
    if "*" not in kind:
        if not _TOKEN.match(kind) or any(not " " <= character <= "~" for character in rest):
            raise Unwritable(f"{media!r} is no media type")
        return f"{kind};{rest}" if rest else kind
    family = kind.partition("/")[0]
    for other in (*among, "application/json", "text/plain", "application/octet-stream"):
        if "*" not in other and (family == "*" or other.startswith(f"{family}/")):
            return other
    raise Unwritable(f"no media type is known that `{media}` stands for")


def is_form(media: str) -> bool:
    """Whether a media type is a form, written as pairs or as parts."""
    kind = media.split(";", maxsplit=1)[0].strip().lower()
    return kind in (_FORM, "multipart/form-data")


def write(
    media: str,
    value: Any,
    encodings: dict[str, Any],
    binary: frozenset[str] = frozenset(),
    described: tuple[Spot, Reader] | None = None,
) -> Body:
    """A value in a media type. `encodings` is the Encoding Object map, `binary` names the fields that are files.

    XML is written by the names that the schemas give, `described`.

    Raises Unwritable where the media type has no spelling for the value, or is not one that is written here.
    """
    kind = media.split(";", maxsplit=1)[0].strip().lower()
    if "charset=" in media.lower() and not re.search(r'charset="?(utf-8|us-ascii)"?', media, re.IGNORECASE):
        raise Unwritable(f"the character set of `{media}` is not written")
    if is_json(kind):
        return Body(media, json_bytes(value))
    if kind == _FORM:
        return Body(media, _form(value, encodings).encode("ascii"))
    if kind == "multipart/form-data":
        return _multipart(value, encodings, binary)
    if kind in LINES or kind in SEQUENCES or kind.endswith("+json-seq") or kind == EVENTS:
        return Body(media, _stream(kind, value))
    if is_xml(kind):
        if described is None:
            raise Unwritable("XML is not written without a schema")
        from govkit.spec.openapi.wire.xml import write_xml  # late: few bodies are XML

        return Body(media, write_xml(value, *described))
    if isinstance(value, dict | list):
        raise Unwritable(f"`{kind}` has no spelling for a list or an object")
    return Body(media, _bytes(plain_text(value)))


def json_bytes(value: Any) -> bytes:
    """JSON for people to read; escaped where it could not be written otherwise."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=2).encode()


def read(body: Body, encodings: dict[str, Any], spot: Spot, reader: Reader) -> Iterator[Any]:
    """What a reader may make of a body, led by the schemas that it expects. Raises ValueError where it is none."""
    kind = body.content_type.split(";")[0].strip().lower()
    if is_json(kind):
        yield json.loads(body.content)
    elif kind == _FORM:
        yield from _of_form(body.content, encodings, spot, reader)
    elif kind == "multipart/form-data":
        yield from _of_parts(body, encodings, spot, reader)
    elif kind in LINES or kind in SEQUENCES or kind.endswith("+json-seq"):
        yield [json.loads(line) for line in body.content.decode().replace("\x1e", "").splitlines() if line]
    elif is_xml(kind):
        from govkit.spec.openapi.wire.xml import read_xml

        yield from read_xml(body.content, spot, reader)
    elif kind == EVENTS:
        yield [_event(block) for block in body.content.decode().split("\n\n") if block]
    else:
        yield from reader.of_scalar(_text(body.content, spot), spot)


def _text(content: bytes, spot: Spot) -> str:
    """Content as a text. What is no UTF-8 is one where a schema takes bytes: each of them is a character."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        takes_bytes = any(map(_is_binary, conjuncts(spot)))
        return content.decode("latin-1") if takes_bytes else content.decode("utf-8", "surrogateescape")


def _is_binary(atom: Atom) -> bool:
    raw = atom.space.origin(atom.schema).value
    return isinstance(raw, dict) and raw.get("format") == "binary"


# -------------------------------------------------------------------------------------------------------------- streams

LINES = frozenset({"application/jsonl", "application/x-jsonlines", "application/x-ndjson", "application/ndjson"})
SEQUENCES = frozenset({"application/json-seq"})
EVENTS = "text/event-stream"


def _stream(kind: str, value: Any) -> bytes:
    """A list as the stream of its items (OpenAPI 3.2, Sequential Media Types; RFC 7464)."""
    if not isinstance(value, list):
        raise Unwritable("a stream has no spelling for what is no list")
    if kind == EVENTS:
        return "".join(map(_block, value)).encode()
    lead = "" if kind in LINES else "\x1e"
    return "".join(f"{lead}{json.dumps(item)}\n" for item in value).encode()


def _block(event: Any) -> str:
    """One event: its fields, `data` over several lines where it is so (HTML, server-sent events)."""
    if not isinstance(event, dict) or not event or not event.keys() <= {"event", "id", "retry", "data"}:
        raise Unwritable("an event has the fields `event`, `id`, `retry` and `data`, and no others")
    lines = []
    for name, value in event.items():
        text = plain_text(value)
        if "\r" in text or "\0" in text or ("\n" in text and name != "data") or text.startswith(" "):
            raise Unwritable(f"the field `{name}` of an event cannot hold this text")
        lines += [f"{name}: {line}" for line in text.split("\n")]
    return "\n".join(lines) + "\n\n"


def _event(block: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for line in block.split("\n"):
        name, _, text = line.partition(": ")
        fields[name] = f"{fields[name]}\n{text}" if name in fields else text
    if fields.get("retry", "").isdigit():
        fields["retry"] = int(fields["retry"])
    return fields


# ---------------------------------------------------------------------------------------------------------------- forms


def _field(name: str, encodings: dict[str, Any], value: Any) -> Spelling:
    """How one field of a form is written; an object is JSON where no style is named (OpenAPI 3.1, Encoding Object)."""
    raw = encodings.get(name)
    raw = raw if isinstance(raw, dict) else {}
    if raw.keys() & {"style", "explode", "allowReserved"}:
        return Spelling.of(name, "field", raw)
    named = raw.get("contentType")
    media = named.split(",")[0].strip() if isinstance(named, str) else None
    nested = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict | list) for v in value))
    return Spelling(name, "field", "form", True, media=media if media and is_json(media) else _json_if(nested))


def _json_if(nested: bool) -> str | None:
    return "application/json" if nested else None


def _form(value: Any, encodings: dict[str, Any]) -> str:
    if not isinstance(value, dict):
        raise Unwritable("a form has no spelling for what is no object")
    pairs = [pair for name, inner in value.items() for pair in in_pairs(_field(name, encodings, inner), inner)]
    return "&".join(f"{name}={text}" for name, text in pairs)


def _of_form(content: bytes, encodings: dict[str, Any], spot: Spot, reader: Reader) -> Iterator[dict[str, Any]]:
    if content.count(b"&") >= MOST_FIELDS:
        raise Unreadable(f"a form has at most {MOST_FIELDS:,} fields")
    own: dict[str, Pairs] = {}
    for part in content.decode("ascii").split("&"):
        name, _, text = part.partition("=")
        if name:
            own.setdefault(unquote_plus(name).partition("[")[0], []).append((name, text))
    members: dict[str, list[Any]] = {}
    for name, pairs in own.items():
        inner = reader.member(spot, name)
        found: list[Any] = []
        for spelling in dict.fromkeys(
            (_field(name, encodings, ""), _field(name, encodings, {}))
        ):  # in its style, and as JSON
            found += list(reader.of_pairs(spelling, pairs, inner))
        if found:
            members[name] = found
        else:  # a field that nobody declares like this is there all the same
            members |= {unquote_plus(a): [unquote_plus(b)] for a, b in pairs}
    yield from reader.of_members(members)


# ------------------------------------------------------------------------------------------------------------ multipart


def _multipart(value: Any, encodings: dict[str, Any], binary: frozenset[str]) -> Body:
    """A form in parts (RFC 7578); the boundary follows from the content, so that equal values are equal bytes."""
    if not isinstance(value, dict):
        raise Unwritable("a form has no spelling for what is no object")
    parts = [
        _part(name, item, encodings.get(name), name in binary)
        for name, inner in value.items()
        for item in _items(inner, encodings.get(name))
    ]
    boundary = "govkit-" + hashlib.sha256(b"\r\n".join(parts)).hexdigest()[:24]
    if any(boundary.encode() in part for part in parts):
        raise Unwritable("the boundary stands in the content")
    content = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return Body(f"multipart/form-data; boundary={boundary}", content + b"--" + boundary.encode() + b"--\r\n")


_JOINTS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def _joint(encoding: Any) -> str | None:
    """What stands between the items of a list that is one part; None where each is a part of its own."""
    if not isinstance(encoding, dict) or encoding.get("explode", encoding.get("style", "form") == "form") is True:
        return None
    return _JOINTS.get(encoding.get("style", "form"))


def _items(value: Any, encoding: Any) -> list[Any]:
    """The values of the parts that a field is written as."""
    joint = _joint(encoding)
    if not isinstance(value, list):
        return [value]
    if joint is None or any(isinstance(item, dict | list) for item in value):
        return value
    if any(joint in plain_text(item) for item in value):
        raise Unwritable(f"an item holds {joint!r}, which stands between items")
    return [joint.join(map(plain_text, value))]


def _part(name: str, value: Any, encoding: Any, is_file: bool) -> bytes:
    if any(ord(character) < 32 or ord(character) == 127 for character in name):
        raise Unwritable("a control character stands in the name of a field")
    quoted = name.replace("\\", "\\\\").replace('"', "%22")
    lines = [f'Content-Disposition: form-data; name="{quoted}"']
    if is_file:
        lines[0] += '; filename="file"'
    named = encoding.get("contentType") if isinstance(encoding, dict) else None
    nested = isinstance(value, dict | list)
    fallback = "application/json" if nested else "application/octet-stream" if is_file else None
    media = concrete(named.split(",")[0]) if isinstance(named, str) else fallback
    if media is not None:
        lines.append(f"Content-Type: {media}")
    as_json = nested or (media is not None and is_json(media))
    content = json.dumps(value).encode() if as_json else _bytes(plain_text(value))
    return _bytes("\r\n".join(lines)) + b"\r\n\r\n" + content


def _of_parts(body: Body, encodings: dict[str, Any], spot: Spot, reader: Reader) -> Iterator[dict[str, Any]]:
    texts: dict[str, list[tuple[bool, str]]] = {}
    for part in parts_in(body.content, body.content_type.partition("boundary=")[2]):
        text = _text(part.content, reader.member(spot, part.name))
        texts.setdefault(part.name, []).append((is_json(part.media), text))
    members: dict[str, list[Any]] = {}
    for name_, found in texts.items():
        inner = reader.member(spot, name_)
        joint = _joint(encodings.get(name_))
        if joint is not None and "array" in reader.kinds(inner):
            whole = found[0][1]
            members[name_] = list(_of_field([(False, text) for text in whole.split(joint) if whole], inner, reader))
        else:
            members[name_] = list(_of_field(found, inner, reader))
    yield from reader.of_members(members)


def _of_field(found: list[tuple[bool, str]], spot: Spot, reader: Reader) -> Iterator[Any]:
    def one(is_json_: bool, text: str, inner: Spot) -> list[Any]:
        return [json.loads(text)] if is_json_ else list(reader.of_scalar(text, inner))

    if "array" in reader.kinds(spot):
        members = {str(index): one(*part, reader.items(spot)) for index, part in enumerate(found)}
        yield from (list(chosen.values()) for chosen in reader.of_members(members))
    if len(found) == 1:
        yield from one(*found[0], spot)


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Unwritable("half of a character pair cannot be written in UTF-8") from error
