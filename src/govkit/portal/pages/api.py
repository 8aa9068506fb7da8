"""An API: its versions, who uses which, and who answers for it."""

from __future__ import annotations

from typing import Any

from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of


def _make(ask: Ask) -> dict[str, Any]:
    entry = entry_of(ask, "api")
    estate = ask.state.estate
    versions = [
        (one, sorted({use.consumer.name for use in estate.usages(entry.name, one.version.version)}))
        for one in reversed(estate.versions(entry.name))
    ]
    return {**about(ask, entry), "versions": versions}


PAGES = (Page(name="api", path="/apis/{name}", make=_make),)
