"""Where pages lie: as paths of a server, or as files that open from a disk and lie where they will."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Protocol, TypeAlias
from urllib.parse import quote, unquote, urlencode

KINDS = {
    "api": "apis",
    "consumer": "consumers",
    "domain": "domains",
    "entity": "entities",
    "environment": "environments",
    "mapping": "mappings",
    "measure": "measures",
    "policy": "policies",
    "reconciliation": "reconciliations",
    "scorecard": "scorecards",
    "system": "systems",
    "team": "teams",
    "workflow": "workflows",
}
"""Kinds of what the catalog holds, and the folders of the portal in which each has a page."""

_UNFIT = re.compile(r"[^A-Za-z0-9._~-]+")
_LEADING = re.compile(r"[/\\:\x00-\x1f\ud800-\udfff]")
"""What systems take for more than a part of the name of a file."""

_LONGEST = 200
"""Bytes of the name of a file, of the 255 that most systems take."""


Query: TypeAlias = tuple[tuple[str, str], ...]
"""What a query says, in the order in which it is said."""


class Links(Protocol):
    """What gives the references of a page to others."""

    live: bool

    def to(self, path: str, query: Mapping[str, str | int] | None = None) -> str:
        """The reference to a page, or to a page with a query; to an asset: `/assets/portal.css`."""


class LiveLinks:
    """References of pages that a server answers: absolute paths."""

    live = True

    def to(self, path: str, query: Mapping[str, str | int] | None = None) -> str:
        """The path, its query behind it."""
        said = {name: value for name, value in (query or {}).items() if value not in ("", None)}
        return f"{path}?{urlencode(said)}" if said else path


class FileLinks:
    """References between files: relative, and each is noted, for it must be written as well."""

    live = False

    def __init__(self, here: str, note: Callable[[str, Query], None]) -> None:
        self._up = "../" * file_of(here).count("/")
        self._note = note

    def to(self, path: str, query: Mapping[str, str | int] | None = None) -> str:
        """The way to a file from the folder of this one."""
        path, _, fragment = path.partition("#")
        said = tuple((name, str(value)) for name, value in query.items() if value not in ("", None)) if query else ()
        if not path.startswith("/assets/"):
            self._note(path, said)
        way = self._up + _quoted(path, said)
        return f"{way}#{fragment}" if fragment else way


def file_of(path: str, query: Mapping[str, str] | None = None) -> str:
    """The file of a page: `/apis/billing` is `apis/billing/index.html`; a query is one more folder."""
    return _file_of(path, tuple(query.items()) if query else ())


@lru_cache(maxsize=50_000)
def _quoted(path: str, query: Query) -> str:
    return quote(_file_of(path, query))


@lru_cache(maxsize=50_000)
def _file_of(path: str, query: Query) -> str:
    if path.startswith("/assets/"):
        return path[1:]
    folder = "/".join(_part(unquote(part)) for part in path.split("/") if part)
    if query:
        folder = f"{folder}/{'-'.join(f'{name}-{slug(value)}' for name, value in sorted(query))}".strip("/")
    if folder.endswith((".ics", ".json", ".svg")):
        return folder
    return f"{folder}/index.html" if folder else "index.html"


def _part(text: str) -> str:
    """A part of a path as the name of a file: names of documents are any text, and none leads out of the folder."""
    fit = slug(text) if text.startswith(".") or _LEADING.search(text) else text
    fit = "-" if fit in (".", "..") else fit
    if fit == text and len(fit.encode("utf-8", "replace")) <= _LONGEST:
        return fit
    return f"{fit[: _LONGEST // 4]}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def slug(text: str) -> str:
    """A text as one part of a path, readable: `GET /invoices/{id}` is `GET-invoices-id`."""
    return _UNFIT.sub("-", text).strip("-") or "-"


def path_to(kind: str, name: str, *more: str) -> str:
    """The path of the page about something in the catalog: `/apis/billing/2.1.0`."""
    return "/" + "/".join(quote(part, safe="@~", errors="replace") for part in (KINDS[kind], name, *more))
