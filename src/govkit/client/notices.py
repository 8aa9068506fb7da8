"""Deprecation (RFC 9745) and Sunset (RFC 8594) as warnings of Python, once an operation."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime

from govkit.client.messages import Headers
from govkit.client.retries import http_date

_DATE = re.compile(r"@(-?[0-9]{1,15})\s*(;|$)")
_LINK = re.compile(r"<([^<>]*)>((?:[^,\"<]|\"[^\"]*\")*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.I)


class DeprecatedOperation(FutureWarning):
    """The provider says that an operation is deprecated, or when it ends. Python shows it by default."""


def links(headers: Headers) -> list[tuple[str, frozenset[str]]]:
    """The links of an answer (RFC 8288): target and relations, in lower case."""
    found = []
    for value in headers.all("link"):
        for target, rest in _LINK.findall(value):
            relation = _REL.search(rest)
            names = (relation[1] or relation[2] or "") if relation else ""
            found.append((target, frozenset(names.lower().split())))
    return found


def link(headers: Headers, relation: str) -> str | None:
    """The target of the first link of a relation."""
    return next((target for target, names in links(headers) if relation in names), None)


def notice(operation: str, headers: Headers) -> str | None:
    """What the headers say about the end of an operation, None where they say nothing."""
    deprecation, sunset = headers.get("deprecation"), headers.get("sunset")
    if deprecation is None and sunset is None:
        return None
    parts = []
    if deprecation is not None:
        parts.append(f"is deprecated{_since(deprecation)}")
    if sunset is not None:
        end = http_date(sunset)
        parts.append(f"ends on {_day(end)}" if end is not None and _day(end) else "has an announced end")
    successor = link(headers, "successor-version") or link(headers, "deprecation") or link(headers, "sunset")
    more = f"; see {successor[:300]}" if successor and successor.isprintable() else ""
    return f"{operation} {' and '.join(parts)}{more}"


def _since(value: str) -> str:
    """The date of a Deprecation header; drafts before the RFC had HTTP dates and `true`."""
    found = _DATE.match(value.strip())
    seconds = float(found[1]) if found else http_date(value)
    day = _day(seconds) if seconds is not None else ""
    return f" since {day}" if day else ""


def _day(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


class Noticeboard:
    """Warns of each operation once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def read(self, operation: str, headers: Headers) -> None:
        """Warns where an answer says that its operation is about to end."""
        if operation in self._told:
            return
        text = notice(operation, headers)
        if text is not None:
            self._told.add(operation)
            warnings.warn(text, DeprecatedOperation, stacklevel=2)
