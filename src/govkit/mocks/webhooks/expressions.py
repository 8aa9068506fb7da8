"""Runtime expressions: where a callback goes, as a request or its answer says (OpenAPI 3.1, Runtime Expressions)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_KEPT = "-._~:/?#[]@!$&'()*+,;=%"
_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_SOURCE = re.compile(
    r"\$(?P<whole>url|method|statusCode)\Z|\$(?P<side>request|response)\."
    r"(?:(?P<place>header|query|path)\.(?P<name>.+)|(?P<body>body)(?:#(?P<pointer>.*))?)\Z",
    re.DOTALL,
)


class Unsaid(LookupError):
    """An expression that leads to nothing; says which."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, as expressions see them. Names of headers are in lower case."""

    url: str
    method: str
    status: int
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Any
    answer_headers: Mapping[str, str]
    answer_body: Any


def evaluated(expression: str, exchange: Exchange) -> str:
    """The text of an expression, or of one with expressions in braces. Raises Unsaid."""
    if expression.startswith("$"):
        return _text(expression, exchange)

    def written(found: re.Match[str]) -> str:
        text, before = _text(found[1], exchange), expression[: found.start()]
        return quote(text, safe="" if "?" in before else _KEPT) if before else text

    return _EMBEDDED.sub(written, expression)


def _text(expression: str, exchange: Exchange) -> str:
    value = _value(expression, exchange)
    if value is None or isinstance(value, dict | list):
        raise Unsaid(f"{expression} says nothing")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(expression: str, exchange: Exchange) -> Any:
    found = _SOURCE.match(expression)
    if found is None:
        raise Unsaid(f"{expression} is no runtime expression")
    if found["whole"]:
        return {"url": exchange.url, "method": exchange.method, "statusCode": exchange.status}[found["whole"]]
    asks = found["side"] == "request"
    if found["body"]:
        return _pointed(exchange.body if asks else exchange.answer_body, found["pointer"] or "")
    name = found["name"]
    if found["place"] == "header":
        return (exchange.headers if asks else exchange.answer_headers).get(name.lower())
    if not asks:
        raise Unsaid(f"{expression} is no runtime expression")
    return (exchange.query if found["place"] == "query" else exchange.path).get(name)


def _pointed(value: Any, pointer: str) -> Any:
    """What a JSON Pointer leads to (RFC 6901), None where that is nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
