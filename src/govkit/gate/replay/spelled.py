"""Parameters and headers of an operation in the form in which HTTP carries them."""

from __future__ import annotations

import json
from typing import Any

from govkit.gate.replay.filling import NOTHING
from govkit.spec.openapi import Parameter, Response
from govkit.spec.openapi.messages import whole_query_media
from govkit.spec.openapi.wire import Spelling, Unwritable
from govkit.spec.openapi.wire.bodies import is_form, write
from govkit.spec.openapi.wire.spelling import TOKEN, escaped, in_header, in_pairs, in_path, is_json, plain_text

_FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})
"""Headers that say how a message is carried: whoever sends it writes them."""


def header_name(name: str) -> str:
    """The name, where a header may bear it. Raises Unwritable."""
    if not TOKEN.match(name) or name.lower() in _FRAMING:
        raise Unwritable(f"{name!r} cannot be sent as a header")
    return name


def header_spelling(name: str, response: Response) -> Spelling:
    """How a response's header is written."""
    node = response.headers.get(name.lower())
    return Spelling.of(name, "header", node.value if node is not None and isinstance(node.value, dict) else {})


def whole_query(parameter: Parameter, value: Any) -> str:
    """A query that is one value (OpenAPI 3.2, `in: querystring`)."""
    media, encodings = whole_query_media(parameter)
    text = write(media, value, encodings).content.decode()
    if is_form(media):
        return text
    return escaped(json.dumps(value, separators=(",", ":")) if is_json(media) else text)


def one_line(value: Any) -> str:
    """A value as the text of a header, empty where it is none."""
    return "" if isinstance(value, list | dict) else plain_text(value)


def is_writable(spelling: Spelling, value: Any) -> bool:
    """Whether a value has a spelling; that of a whole query is left to its media type."""
    if value is NOTHING:
        return False
    try:
        if spelling.location == "querystring":
            return True
        {"path": in_path, "header": in_header}.get(spelling.location, in_pairs)(spelling, value)
    except Unwritable:
        return False
    return True
