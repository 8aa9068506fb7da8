"""The first page: what there is, what is wrong, what is about to end, and what changed last."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.gate.answers.report import Figure
from govkit.portal.page import Ask, Page, Section
from govkit.portal.pages._runtime import NoRuntime, reading

_SOON = timedelta(days=180)
_LATEST = 8


def _make(ask: Ask) -> dict[str, Any]:
    state, estate = ask.state, ask.state.estate
    versions = estate.versions()
    released = [one for one in versions if one.version.released is not None]
    released.sort(key=lambda one: (str(one.version.released), one.name), reverse=True)
    ending = [one for one in versions if one.lifecycle is Lifecycle.DEPRECATED and one.version.deprecation]
    ending.sort(key=lambda one: str(one.version.deprecation.sunset if one.version.deprecation else ""))
    soon = [one for one in ending if one.version.deprecation and one.version.deprecation.sunset <= state.on + _SOON]
    return {
        "title": "The estate today",
        "on": state.on,
        "figures": _figures(estate),
        "problems": estate.problems,
        "soon": [(one, _users(estate, one)) for one in soon],
        "latest": released[:_LATEST],
        "stuck": _stuck(ask),
    }


def _stuck(ask: Ask) -> tuple[str, ...] | None:
    """What people must do something about; None where nothing is known of what runs."""
    if not ask.links.live:
        return None
    try:
        with reading(ask) as connection:
            from govkit.sync.telemetry.outstanding import outstanding

            return outstanding(connection, now=time.time()).todo
    except NoRuntime:
        return None


def _figures(estate: Estate) -> list[Figure]:
    return [
        Figure("systems", "systems", len(estate.systems)),
        Figure("apis", "APIs", len(estate.apis)),
        Figure("versions", "versions", len(estate.versions())),
        Figure("consumers", "consumers", len(estate.consumers)),
        Figure("entities", "entities", len(estate.entities)),
        Figure("workflows", "workflows", len(estate.workflows)),
        Figure("problems", "entries that cannot be read", len(estate.problems), bad=bool(estate.problems)),
    ]


def _users(estate: Estate, version: VersionOf) -> list[str]:
    return sorted({one.consumer.name for one in estate.usages(version.api.name, version.version.version)})


PAGES = (Page(name="home", path="/", make=_make, menu="Today", section=Section.OVERVIEW),)
