"""Where a request goes: the path of an operation with its parameters, and the query."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from govkit.spec.openapi import Contract, Operation
from govkit.spec.openapi.messages import path_literal


def target_of(operation: Operation, segments: dict[str, str], query: str) -> str:
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
    return path + (("&" if "?" in path else "?") + query if query else "")


def _called(operation: Operation) -> str:
    """What follows the consumer's URL: nothing for a webhook, the rest of a callback's expression."""
    expression = operation.path.split(" ", 2)[-1] if operation.kind == "callback" else ""
    rest = re.sub(r"^\{\$[^{}]*\}", "", expression)
    return path_literal(rest) if rest != expression and rest.startswith("/") and "{" not in rest else ""


def base_path(contract: Contract) -> str:
    """The path of the first server, variables as their defaults (OpenAPI 3.1, Server Object); no slash at its end."""
    servers = contract.root.get("servers")
    first = servers[0] if isinstance(servers, list) and servers and isinstance(servers[0], dict) else {}
    variables = first.get("variables")
    text = str(first.get("url", ""))
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            text = text.replace(f"{{{name}}}", str(variable.get("default", "")))
    try:
        path = urlsplit(text).path
    except ValueError:
        return ""
    path = quote(path, safe="/:@!$&'()*+,;=~%", errors="replace").rstrip("/")
    return path if path.startswith("/") and "{" not in text else ""
