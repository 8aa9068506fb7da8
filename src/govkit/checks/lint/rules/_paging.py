"""How lists are paged, by the names of their parameters."""

from __future__ import annotations

from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import OperationSite

SIZES = frozenset(
    {"limit", "page size", "pagesize", "per page", "perpage", "page limit", "max results", "maxresults", "size", "top"}
    | {"first", "last", "take", "results per page", "items per page", "max page size", "page count"}
)
"""Parameters by which a caller says how many items of a page it wants."""

CURSORS = frozenset(
    {"cursor", "page token", "pagetoken", "next token", "starting after", "ending before", "after", "before"}
    | {"continuation token", "marker", "next cursor", "page cursor", "page after", "page before", "next page token"}
    | {"next page", "after id", "before id", "since id", "scroll id", "scroll param", "continuation"}
)
"""Parameters that say after which item a page begins."""

OFFSETS = frozenset(
    {"page", "page number", "pagenumber", "page index", "page num", "offset", "page offset", "skip", "start"}
    | {"start index", "start at", "startat"}
)
"""Parameters that count items or pages from the start."""


def kinds(site: OperationSite) -> dict[str, str]:
    """The parameters by which a list is paged: their names by what they are, `size`, `cursor` or `offset`."""
    found: dict[str, str] = {}
    for parameter in site.operation.parameters.values():
        kind = kind_of(parameter.name) if parameter.location == "query" else None
        if kind is not None:
            found.setdefault(kind, parameter.name)
    return found


def kind_of(name: str) -> str | None:
    """What a parameter of this name says of a page."""
    said = " ".join(words(name))
    if said in SIZES:
        return "size"
    if said in CURSORS:
        return "cursor"
    return "offset" if said in OFFSETS else None
