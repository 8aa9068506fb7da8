"""Requests taken apart: path, query and headers, each bounded, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from govkit.sync.enterprise.problems import Problem

_MOST_HEADERS = 16_384
_LONGEST = {"id": 300, "cursor": 1000, "identifier": 200, "if-none-match": 1000, "query": 8000}

_CURSOR = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

Scope = Mapping[str, Any]


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """The headers, by their names in lower case. Raises Problem where they are too large."""
    listed: Iterable[tuple[bytes, bytes]] = scope["headers"]
    found = dict(listed)
    if sum(len(name) + len(value) for name, value in found.items()) > _MOST_HEADERS:
        raise Problem("headers", f"they have more than {_MOST_HEADERS} bytes")
    return found


def segments_of(scope: Scope) -> list[str]:
    """The parts of the path, each decoded by itself, so that none ends where a `%2F` stands. Raises Problem."""
    raw = scope.get("raw_path") or str(scope["path"]).encode()
    try:
        found = [unquote_to_bytes(part).decode() for part in raw.partition(b"?")[0].split(b"/")]
    except UnicodeDecodeError:
        raise Problem("request", "the path is no UTF-8") from None
    return found[1:]


def query_of(scope: Scope, known: Iterable[str]) -> dict[str, str]:
    """The parameters of the query, each once and none that nobody knows. Raises Problem."""
    raw: bytes = scope.get("query_string", b"")
    if not raw:
        return {}
    if len(raw) > _LONGEST["query"]:
        refuse("the query is too long")
    names, found = set(known), dict[str, str]()
    for pair in raw.split(b"&"):
        if not pair:
            continue
        name, _, value = (_decoded(part) for part in pair.partition(b"="))
        if name not in names:
            refuse(f"there is no parameter {name[:100]!r}; there are: {', '.join(sorted(names)) or 'none'}")
        if name in found:
            refuse(f"the parameter {name!r} stands there twice")
        found[name] = value
    return found


def text_of(name: str, value: str, kind: str) -> str:
    """A value within its bounds. Raises Problem."""
    if not value or len(value) > _LONGEST[kind]:
        refuse(f"`{name}` has between 1 and {_LONGEST[kind]} characters")
    return value


def cursor_text(value: str) -> str:
    """A value that may be a cursor. Raises Problem."""
    if not _CURSOR.fullmatch(text_of("cursor", value, "cursor")):
        refuse("`cursor` is no cursor: letters, digits, `-` and `_`")
    return value


def limit_of(value: str | None) -> int:
    """How many objects a page has. Raises Problem."""
    if value is None:
        return 25
    if not (value.isascii() and value.isdecimal() and len(value) <= 3 and 1 <= int(value) <= 100):
        refuse("`limit` is a number between 1 and 100")
    return int(value)


def knows(headers: Mapping[bytes, bytes], etag: str) -> bool:
    """Whether the caller has this state of an object already (RFC 9110, section 13.1.2). Raises Problem."""
    said = headers.get(b"if-none-match")
    if said is None:
        return False
    if not said or len(said) > _LONGEST["if-none-match"]:
        refuse(f"`If-None-Match` has between 1 and {_LONGEST['if-none-match']} characters")
    wanted = etag.removeprefix("W/").encode()
    return any(one.strip() == b"*" or one.strip().removeprefix(b"W/") == wanted for one in said.split(b","))


def token_of(headers: Mapping[bytes, bytes]) -> str | None:
    """The token that a caller shows; None where it shows none."""
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" and token.strip() else None


def _decoded(part: bytes) -> str:
    try:
        return unquote_to_bytes(part.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        refuse("the query is no UTF-8")


def refuse(detail: str) -> NoReturn:
    """Raises Problem: the request is not one that can be answered."""
    raise Problem("request", detail)
