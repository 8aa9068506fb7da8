"""How a parameter is written, in every style that OpenAPI has (3.1, Parameter Object, Style Values)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

from govkit.client.errors import Unwritable
from govkit.client.jsontext import dumps, number_text, plain

Location = Literal["path", "query", "header", "cookie", "querystring", "field"]
Style = Literal["form", "spaceDelimited", "pipeDelimited", "deepObject", "simple", "label", "matrix", "cookie"]

_RESERVED = ":/?@!$'()*,;"
"""Reserved characters that may stand in a query without being taken for its own (RFC 3986, section 3.4)."""

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
"""A method, or the name of a header or a cookie (RFC 9110, sections 5.1 and 9.1)."""

_COOKIE = re.compile(r"[!#-+\--:<-\[\]-~,]*\Z")
"""What a cookie's value may hold (RFC 6265, section 4.1.1), and the comma that stands between parts."""

_JOINTS = {"spaceDelimited": "%20", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, or a `field` of a form: its name on the wire and how its value is written.

    `media` is the media type of one that is described by `content`; `style` then says nothing.
    """

    name: str
    location: Location = "query"
    style: Style = "form"
    explode: bool = True
    reserved: bool = False
    media: str | None = None
    required: bool = False


def scalar_text(value: Any) -> str:
    """A plain scalar as text: numbers and booleans as in JSON, null as nothing (OpenAPI 3.1.1, appendix B)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | dict):
        raise Unwritable("a list or an object inside of another has no spelling in this style")
    return number_text(value) if isinstance(value, float | Decimal) else json.dumps(value)


def escaped(text: str, *, reserved: bool = False) -> str:
    """Percent-encoded text (RFC 3986, section 2.1). Raises Unwritable for what is no Unicode text."""
    try:
        return quote(text, safe=_RESERVED if reserved else "")
    except UnicodeEncodeError as error:
        raise Unwritable("half of a character pair cannot be written in UTF-8") from error


def path_text(parameter: Parameter, value: Any) -> str:
    """The text of a path parameter (RFC 6570, sections 3.2.2, 3.2.5 and 3.2.7)."""
    value = plain(value)
    if parameter.media is not None:
        return _segment(parameter, escaped(_as_content(parameter.media, value)))
    name, explode, style = escaped(parameter.name), parameter.explode, parameter.style
    parts = _parts(value, explode)
    if style == "matrix":
        if explode and isinstance(value, list):
            return _segment(parameter, ";" + ";".join(f"{name}={part}" for part in parts))
        if explode and isinstance(value, dict):
            return _segment(parameter, ";" + ";".join(parts))
        return f";{name}=" + ",".join(parts)
    if style == "label":
        return _segment(parameter, "." + ("." if explode else ",").join(parts))
    return _segment(parameter, ",".join(parts))


def _segment(parameter: Parameter, text: str) -> str:
    if text in ("", ".", ".."):
        raise Unwritable(f"{parameter.name}: {text!r} cannot stand in a path: clients and servers take it out")
    return text


def pairs(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """The escaped names and values of a query, a cookie or a form (RFC 6570, section 3.2.8, and OpenAPI's own styles).

    A scalar is written alike in every style, and so is an empty list: its name with nothing behind it.
    """
    value, name, keep = plain(value), escaped(parameter.name), parameter.reserved
    if parameter.style == "cookie" and parameter.media is None:
        return _cookies(parameter, value)
    if parameter.media is not None:
        return [(name, escaped(_as_content(parameter.media, value), reserved=keep))]
    if parameter.style == "deepObject" and isinstance(value, dict | list):
        return _deep(name, value, keep)
    if not isinstance(value, dict | list):
        return [(name, escaped(scalar_text(value), reserved=keep))]
    if parameter.explode and isinstance(value, dict):
        if parameter.style != "form" or parameter.location == "field":
            raise Unwritable(f"{parameter.name}: the style {parameter.style} has no spelling for an exploded object")
        return [(escaped(key), escaped(scalar_text(inner), reserved=keep)) for key, inner in value.items()]
    parts = _parts(value, False, keep)
    if parameter.explode and parts:
        return [(name, part) for part in parts]
    joint = "%7C" if parameter.style == "pipeDelimited" and not keep else _JOINTS.get(parameter.style, ",")
    return [(name, joint.join(parts))]


def _cookies(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """The names and values of the style `cookie`, which escapes nothing (OpenAPI 3.2)."""
    if isinstance(value, dict) and parameter.explode:
        found = [(name, scalar_text(member)) for name, member in value.items()]
    elif isinstance(value, list) and parameter.explode:
        found = [(parameter.name, scalar_text(member)) for member in value]
    else:
        members = [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
        texts = [scalar_text(part) for part in members] if isinstance(members, list) else [scalar_text(value)]
        if len(texts) > 1 and any("," in text for text in texts):
            raise Unwritable(f"{parameter.name}: a comma in a part would be read as two parts")
        found = [(parameter.name, ",".join(texts))]
    if not all(_COOKIE.match(text) for _, text in found) or not all(map(TOKEN.match, (name for name, _ in found))):
        raise Unwritable(f"{parameter.name}: a cookie cannot carry this text as it is")
    return found


def _deep(name: str, value: dict[str, Any] | list[Any], keep: bool) -> list[tuple[str, str]]:
    """The pairs of a deepObject; what is nested goes on with brackets, a list with its indexes, by convention."""
    found: list[tuple[str, str]] = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        deeper = f"{name}[{escaped(str(key))}]"
        if isinstance(inner, dict | list):
            found += _deep(deeper, inner, keep)
        else:
            found.append((deeper, escaped(scalar_text(inner), reserved=keep)))
    return found


def header_text(parameter: Parameter, value: Any) -> str:
    """The text of a header (RFC 9110, section 5.5): visible ASCII, never percent-encoded."""
    value = plain(value)
    if parameter.media is not None:
        text = _as_content(parameter.media, value)
    elif isinstance(value, dict):
        joint = "=" if parameter.explode else ","
        text = ",".join(f"{key}{joint}{scalar_text(inner)}" for key, inner in value.items())
    elif isinstance(value, list):
        text = ",".join(map(scalar_text, value))
    else:
        text = scalar_text(value)
    return checked_header(parameter.name, text)


def checked_header(name: str, text: str) -> str:
    """A header's value, if it can be one: no line break gets through. Raises Unwritable."""
    if text != text.strip() or any(not " " <= character <= "~" for character in text):
        raise Unwritable(f"{name}: a header carries only visible ASCII, without spaces around it")
    return text


def _parts(value: Any, explode: bool, keep: bool = False) -> list[str]:
    """The escaped parts of a value, names and values of an object in turn or, exploded, joined by `=`."""
    if isinstance(value, list):
        return [_part(item, keep) for item in value]
    if not isinstance(value, dict):
        return [escaped(scalar_text(value), reserved=keep)]
    members = [(escaped(key), _part(inner, keep)) for key, inner in value.items()]
    return [f"{a}={b}" for a, b in members] if explode else [part for member in members for part in member]


def _part(value: Any, keep: bool) -> str:
    return escaped(scalar_text(value), reserved=keep).replace(",", "%2C")


def _as_content(media: str, value: Any) -> str:
    kind = media.split(";", maxsplit=1)[0].strip().lower()
    if kind.endswith(("/json", "+json")):
        return dumps(value)
    if isinstance(value, str):
        return value
    raise Unwritable(f"a parameter of the media type {media} has no spelling here but as text")
