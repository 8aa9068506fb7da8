"""Where a request goes: the path of an operation with its parameters, and the query."""

from __future__ import annotations

import re
from urllib.parse import quote

from govkit.gate.replay.sides import path_literal
from govkit.spec.openapi import Operation


def target_of(operation: Operation, segments: dict[str, str], pairs: list[tuple[str, str]]) -> str:
    """The path with its parameters and the query, relative to the server."""
    if operation.kind == "path":
        numbers = iter(range(operation.path.count("{") + 1))
        pieces = re.split(r"(\{[^{}]*\})", operation.path)
        path = "".join(
            segments.get(f"path {next(numbers)}", quote(piece)) if piece.startswith("{") else path_literal(piece)
            for piece in pieces
        )
        path = path if path.startswith("/") else f"/{path}"
    else:
        path = _called(operation)
    query = "&".join(f"{name}={text}" for name, text in pairs)
    return path + (("&" if "?" in path else "?") + query if query else "")


def _called(operation: Operation) -> str:
    """What follows the consumer's URL: nothing for a webhook, the rest of a callback's expression."""
    expression = operation.path.split(" ", 2)[-1] if operation.kind == "callback" else ""
    rest = re.sub(r"^\{\$[^{}]*\}", "", expression)
    return path_literal(rest) if rest != expression and rest.startswith("/") and "{" not in rest else ""
