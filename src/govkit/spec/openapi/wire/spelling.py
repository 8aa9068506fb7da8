"""The spelling of a parameter, header or form field: its style and what follows from it (OpenAPI 3.1, Style Values)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
    "field": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
"""The styles of each location, the default first; a `field` is one of a body that is a form."""

_RESERVED = ":/?@!$'()*,;"
"""Reserved characters that may stand in a query without being taken for its own (RFC 3986, section 3.4)."""


TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
"""A method or a header's name (RFC 9110, sections 5.1 and 9.1)."""

_COOKIE = re.compile(r"[!#-$&-+\--:<-\[\]-~]*\Z")
"""What a cookie's value may hold (RFC 6265, section 4.1.1), but for the percent sign, which some decode."""


class Unwritable(ValueError):
    """A value that HTTP or the declared style has no spelling for; says why."""


class Unreadable(ValueError):
    """A body that is none of its media type, or larger than is read; says why."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a value is written: `media` is the media type where it is described by `content`, else `style` speaks."""

    name: str
    location: str
    style: str
    explode: bool
    reserved: bool = False
    media: str | None = None

    @classmethod
    def of(cls, name: str, location: str, raw: dict[str, Any]) -> Spelling:
        """The spelling that a Parameter, Header or Encoding Object declares; an unknown style is the default."""
        content = raw.get("content")
        media = next(iter(content), None) if isinstance(content, dict) and "schema" not in raw else None
        known = STYLES[location]
        style = raw.get("style") if raw.get("style") in known else known[0]
        exploded = raw.get("explode", style in ("form", "deepObject", "cookie"))
        return cls(name, location, str(style), exploded is True, raw.get("allowReserved") is True, media)

    @property
    def delimiter(self) -> str:
        """What stands between the items of a value that is not exploded, as it is read back."""
        return {"spaceDelimited": "%20", "pipeDelimited": "|"}.get(self.style, ",")


def plain_text(value: Any) -> str:
    """A scalar as text: numbers and booleans as in JSON, null as nothing (OpenAPI 3.1.1, appendix B)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | dict):
        raise Unwritable("a list or an object inside of another has no spelling in this style")
    return json.dumps(value)


def escaped(text: str, *, reserved: bool = False) -> str:
    """Percent-encoded text (RFC 3986, section 2.1). Raises Unwritable for what is no Unicode text."""
    try:
        return quote(text, safe=_RESERVED if reserved else "")
    except UnicodeEncodeError as error:
        raise Unwritable("half of a character pair cannot be written in UTF-8") from error


def in_path(spelling: Spelling, value: Any) -> str:
    """The text of a path parameter (RFC 6570, sections 3.2.2, 3.2.5 and 3.2.7)."""
    name, explode = escaped(spelling.name), spelling.explode
    if spelling.media is not None:
        return _in_segment(escaped(_as_content(spelling.media, value)))
    joint = {"label": ".", "matrix": ";"}.get(spelling.style, ",")
    lead = {"label": ".", "matrix": ";" if explode and isinstance(value, dict | list) else f";{name}="}
    parts = _parts(value, explode)
    if spelling.style == "matrix" and explode and isinstance(value, list):
        parts = [f"{name}={part}" for part in parts]
    text = lead.get(spelling.style, "") + (joint if explode else ",").join(parts)
    return _in_segment(text)


def _in_segment(text: str) -> str:
    if text in ("", ".", ".."):
        raise Unwritable(f"{text!r} cannot be a segment of a path: clients and servers take it out")
    return text


def in_pairs(spelling: Spelling, value: Any) -> list[tuple[str, str]]:
    """The escaped names and values of a query, cookie or form (RFC 6570, section 3.2.8, and OpenAPI's own styles).

    A scalar is written alike in every style. Of deepObject, OpenAPI defines objects of scalars only: see `_deep`.
    """
    name, keep = escaped(spelling.name), spelling.reserved
    if spelling.style == "cookie":
        _check_cookie(value)
    if spelling.media is not None:
        return [(name, escaped(_as_content(spelling.media, value), reserved=keep))]
    if spelling.style == "deepObject" and isinstance(value, dict | list):
        return _deep(name, value, keep)
    if not isinstance(value, dict | list):
        return [(name, escaped(plain_text(value), reserved=keep))]
    if spelling.explode and isinstance(value, dict):
        if spelling.style not in ("form", "cookie") or spelling.location == "field":
            raise Unwritable(f"the style {spelling.style} has no spelling for an exploded object")
        return [(escaped(key), escaped(plain_text(inner), reserved=keep)) for key, inner in value.items()]
    parts = _parts(value, False, keep)
    if spelling.explode and parts:
        return [(name, part) for part in parts]
    joint = "%7C" if spelling.style == "pipeDelimited" and not keep else spelling.delimiter
    return [(name, joint.join(parts))]


def _check_cookie(value: Any) -> None:
    """Raises Unwritable for what the style `cookie`, which escapes nothing, cannot write (OpenAPI 3.2)."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    if not all(_COOKIE.match(plain_text(member)) for member in members):
        raise Unwritable("a cookie cannot carry this text as it is")


def _deep(name: str, value: dict[str, Any] | list[Any], keep: bool) -> list[tuple[str, str]]:
    """The pairs of a deepObject; what is nested goes on with brackets, a list with its indexes, by convention."""
    found: list[tuple[str, str]] = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        deeper = f"{name}[{escaped(str(key))}]"
        if isinstance(inner, dict | list):
            found += _deep(deeper, inner, keep)
        else:
            found.append((deeper, escaped(plain_text(inner), reserved=keep)))
    return found


def in_header(spelling: Spelling, value: Any) -> str:
    """The text of a header (RFC 9110, section 5.5): visible ASCII, never percent-encoded."""
    if spelling.media is not None:
        text = _as_content(spelling.media, value)
    elif isinstance(value, dict):
        joint = "=" if spelling.explode else ","
        text = ",".join(f"{key}{joint}{plain_text(inner)}" for key, inner in value.items())
    elif isinstance(value, list):
        text = ",".join(map(plain_text, value))
    else:
        text = plain_text(value)
    if text != text.strip() or any(not " " <= character <= "~" for character in text):
        raise Unwritable("a header carries only visible ASCII, without spaces around it")
    return text


def _parts(value: Any, explode: bool, keep: bool = False) -> list[str]:
    """The escaped parts of a value, names and values of an object in turn or, exploded, joined by `=`."""
    if isinstance(value, list):
        return [escaped(plain_text(item), reserved=keep).replace(",", "%2C") for item in value]
    if not isinstance(value, dict):
        return [escaped(plain_text(value), reserved=keep)]
    members = [
        (escaped(key), escaped(plain_text(inner), reserved=keep).replace(",", "%2C")) for key, inner in value.items()
    ]
    return [f"{a}={b}" for a, b in members] if explode else [part for member in members for part in member]


def _as_content(media: str, value: Any) -> str:
    if not is_json(media):
        raise Unwritable(f"a parameter of the media type {media} has no spelling here")
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def is_json(media: str) -> bool:
    """Whether a media type is JSON (RFC 6839, section 3.1)."""
    kind = media.split(";", maxsplit=1)[0].strip().lower()
    return kind.endswith(("/json", "+json"))
