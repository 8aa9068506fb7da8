"""How values are written where they are no JSON: style, explode, reserved characters (OpenAPI 3.2, style values)."""

from __future__ import annotations

from typing import Any

from govkit.spec.schemas.patterns import includes
from govkit.spec.schemas.shape import Shape, Shapes

_RESERVED = frozenset(":/?#[]@!$&'()*+,;=")
_UNRESERVED = r"^[A-Za-z0-9._~-]*$"
_PLAIN_FORMATS = frozenset({"date", "uuid", "ipv4", "hostname"})
_LISTS = frozenset({"spaceDelimited", "pipeDelimited"})


def style_of(raw: dict[str, Any], location: str) -> tuple[str, bool]:
    """The style and whether it explodes, defaults filled in (OpenAPI 3.2, Parameter Object)."""
    style = raw.get("style")
    if not isinstance(style, str):
        style = "form" if location in ("query", "cookie") else "simple"
    explode = raw.get("explode", style in ("form", "cookie"))
    return style, explode is True


def media_of(raw: dict[str, Any]) -> str | None:
    """The media type that a parameter or header is written in, None where it has a style."""
    content = raw.get("content")
    return str(next(iter(content))).lower() if "schema" not in raw and isinstance(content, dict) and content else None


def written(raw: dict[str, Any], location: str) -> str:
    """How a value is written, in words: its media type, or its style and whether it explodes."""
    media = media_of(raw)
    if media is not None:
        return media
    style, explode = style_of(raw, location)
    return f"{style}{', exploded' if explode else ''}"


def written_alike(old: dict[str, Any], new: dict[str, Any], location: str, types: frozenset[str]) -> bool:
    """Whether all values of the types that both sides have are written the same."""
    before, after = media_of(old), media_of(new)
    if before is not None or after is not None:
        if before is not None and after is not None:
            return before == after
        return not types & {"string", "array", "object"}
    (style, explode), (other, exploded) = style_of(old, location), style_of(new, location)
    kinds = {kind if kind in ("array", "object") else "scalar" for kind in types - {"null"}}
    return all(_token(kind, style, explode) == _token(kind, other, exploded) for kind in kinds)


def _token(kind: str, style: str, explode: bool) -> str:
    """Something that is equal for styles that write a kind of value the same."""
    if kind == "scalar":
        return style if style in ("label", "matrix", "cookie") else "name or not"
    if style == "deepObject":
        return style
    if style in _LISTS and explode:
        return "form exploded"
    if style == "simple" and kind == "array":
        return style
    return f"{style}{' exploded' if explode else ''}"


def may_be_reserved(shape: Shape, shapes: Shapes) -> bool:
    """Whether a value may hold characters that mean something in a URL (RFC 3986, section 2.2)."""
    if shape.enum is not None:
        return any(_RESERVED & set(value) for value in shape.enum if isinstance(value, str))
    if "array" in shape.types and shape.items and may_be_reserved(shapes.of(shape.items), shapes):
        return True
    if "object" in shape.types:
        return True
    if "array" in shape.types and not shape.items:
        return True
    if "string" not in shape.types or set(shape.sets.get("format", ())) & _PLAIN_FORMATS:
        return False
    return not any(includes(_UNRESERVED, pattern) for pattern in shape.sets.get("pattern", ()))
