"""What the catalog has by a word: entries of all kinds, operations, events, schemas and fields."""

from __future__ import annotations

from collections import Counter
from typing import Any

from govkit.portal.links import KINDS
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import listed
from govkit.portal.rows import paged
from govkit.portal.searching import Index, entry_item, of_documents

_LONGEST = 200
_SIZE = 50


def _make(ask: Ask) -> dict[str, Any]:
    said = ask.said("q")[:_LONGEST]
    words = said.casefold().split()
    found, whole = _index(ask).found(words) if words else ([], True)
    counted = Counter(one.kind for one in found)
    kind = ask.said("kind") if ask.said("kind") in counted else ""
    shown = [one for one in found if one.kind == kind] if kind else found
    return {
        "title": "Search",
        "rows": paged(ask, "/search", shown, size=min(_SIZE, ask.size)),
        "query_said": said,
        "kind": kind,
        "kinds": sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])),
        "total": len(found),
        "whole": whole,
    }


def _index(ask: Ask) -> Index:
    def make() -> Index:
        entries = [
            entry_item(kind, row["name"], row["title"], row["description"], row["owner"])
            for kind in KINDS
            for row in listed(ask, kind)
        ]
        return Index(entries, lambda: of_documents(ask.state), aside=ask.state.workshop is not None)

    return ask.state.kept("search", make)


PAGES = (Page(name="search", path="/search", make=_make, exported=False),)
