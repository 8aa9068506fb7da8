"""What is never shown: credentials in headers and addresses, wherever a request or an answer is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from urllib.parse import unquote_plus, urlsplit, urlunsplit

HIDDEN = "***"
"""What stands where a secret stood."""

_SECRET = re.compile(
    r"authorization|cookie|secret|token|password|passwd|signature|credential|api[-_]?key|access[-_]?key|session", re.I
)
_KEYS = frozenset({"code", "client_id_secret", "sig", "auth", "key"})


def is_secret(name: str, more: Set[str] = frozenset()) -> bool:
    """Whether a header or a query parameter holds a secret, by its name or because the caller says so.

    An idempotency key is none: it is what one looks for in the logs of both sides.
    """
    lowered = name.lower()
    return lowered in more or lowered in _KEYS or _SECRET.search(lowered) is not None


def redacted_headers(pairs: Iterable[tuple[str, str]], more: Set[str] = frozenset()) -> dict[str, str]:
    """Header fields as they may be shown."""
    return {name: HIDDEN if is_secret(name, more) else value for name, value in pairs}


def redacted_url(url: str, more: Set[str] = frozenset()) -> str:
    """An address as it may be shown: no user, no password, no secret in its query, no fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(_shown(pair, more) for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def _shown(pair: str, more: Set[str]) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={HIDDEN}" if equals and is_secret(unquote_plus(name), more) else pair
