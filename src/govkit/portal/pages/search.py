"""What the catalog has by a word: entries of all kinds, and operations."""

from __future__ import annotations

from typing import Any

from govkit.portal.links import KINDS, path_to
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import listed
from govkit.portal.rows import paged


def _make(ask: Ask) -> dict[str, Any]:
    rows = ask.state.kept("search", lambda: _all(ask))
    found = paged(ask, "/search", rows if ask.said("q") else [], lambda row: row["text"])
    return {"title": "Search", "rows": found, "query_said": ask.said("q")}


def _all(ask: Ask) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "title": row["title"],
            "description": row["description"],
            "path": path_to(kind, row["name"]),
            "text": f"{kind} {row['name']} {row['title']} {row['description']} {row['owner'] or ''}",
        }
        for kind in KINDS
        for row in listed(ask, kind)
    ]


PAGES = (Page(name="search", path="/search", make=_make, exported=False),)
