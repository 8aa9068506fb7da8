"""The audit log: who did what, and when; with what was noted while there was no database."""

from __future__ import annotations

from typing import Any

from govkit.portal.page import Ask, Page, Section
from govkit.portal.pages._runtime import NoRuntime, reading
from govkit.portal.pages.events import before_in
from govkit.portal.security.roles import Role


def _make(ask: Ask) -> dict[str, Any]:
    said = {name: ask.said(name) for name in ("actor", "action")}
    entries, is_there = [], True
    try:
        from govkit.sync.exceptions.audit import latest

        with reading(ask) as connection:
            entries = latest(connection, **said, before=before_in(ask), most=ask.size + 1)
    except (NoRuntime, ModuleNotFoundError):
        is_there = False
    return {
        "title": "Audit log",
        "said": said,
        "is_there": is_there,
        "entries": entries[: ask.size],
        "is_first": before_in(ask) is None,
        "older": entries[ask.size - 1].id if len(entries) > ask.size else None,
        "beside": ask.access.trail.lately() if ask.access is not None else [],
    }


PAGES = (
    Page(
        name="audit",
        path="/audit",
        make=_make,
        menu="Audit log",
        section=Section.OPERATIONS,
        order=60,
        exported=False,
        needs=Role.VIEWER,
    ),
)
