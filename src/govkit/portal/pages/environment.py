"""An environment: what runs there since when, what meets there and how that stands, and what may come next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from govkit.catalog.entries import Entry, EnvironmentSpec, VersionOf
from govkit.catalog.entries.kinds.environment import Deployment
from govkit.portal.contracting import word_of
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.pages.report import rows_about
from govkit.portal.rows import paged
from govkit.portal.state import State


@dataclass(frozen=True, slots=True)
class Runs:
    """A version of an API or a consumer that runs there; `after` are the environments to which it may go from there."""

    kind: str
    name: str
    version: str
    since: date
    until: date | None
    of: VersionOf | None
    owner: str


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[EnvironmentSpec] = entry_of(ask, "environment")
    state, path = ask.state, f"/environments/{entry.name}"
    there = [_runs(state, one) for one in entry.spec.deployments if one.runs_on(state.on)]
    ended = [_runs(state, one) for one in entry.spec.deployments if one.until is not None and one.until <= state.on]
    met = rows_about(ask, "matrix", "environments", "environment", entry.name)
    pairs = [{**one, "said": word_of(str(one["verdict"]))} for one in met or ()]
    pairs.sort(key=lambda one: (one["verdict"] == "verified", str(one["consumer"]), str(one["api"])))
    before = entry.spec.promotes_from
    return {
        **about(ask, entry),
        "runs": paged(ask, path, sorted(there, key=_order), _text),
        "providers": sum(one.kind == "api" for one in there),
        "consumers": sum(one.kind == "consumer" for one in there),
        "coming": [_runs(state, one) for one in entry.spec.deployments if one.since > state.on],
        "ended": sorted(ended, key=lambda one: (one.until or state.on, one.name), reverse=True)[:_LATEST],
        "pairs": paged(ask, path, pairs, _pair_text, parameter="pairs-page") if met is not None else None,
        "broken": sum(one["verdict"] != "verified" for one in pairs),
        "before": str(before) if before else "",
        "after": [
            one.name for one in state.estate.environments.values() if str(one.spec.promotes_from or "") == entry.name
        ],
        "waiting": paged(
            ask, path, _waiting(state, entry, str(before)) if before else [], _text, parameter="waiting-page"
        ),
    }


_LATEST = 30
"""Deployments that ended of which the page tells."""


def _runs(state: State, one: Deployment) -> Runs:
    kind = "api" if one.name in state.estate.apis else "consumer"
    thing = state.estate.apis.get(one.name) or state.estate.consumers.get(one.name)
    versions = state.estate.versions(one.name) if kind == "api" else ()
    of = next((each for each in versions if each.version.version == one.version), None)
    owner = str(thing.spec.owner) if thing is not None else ""
    return Runs(kind, one.name, one.version, one.since, one.until, of, owner)


def _order(one: Runs) -> tuple[str, str, str]:
    return (one.kind, one.name, one.version)


def _text(one: Runs) -> str:
    return f"{one.kind} {one.name} {one.version} {one.owner}"


def _pair_text(row: dict[str, Any]) -> str:
    names = ("consumer", "consumer-version", "api", "api-version", "verdict", "message")
    return " ".join(str(row[name] or "") for name in names)


def _waiting(state: State, entry: Entry[EnvironmentSpec], before: str) -> list[Runs]:
    """What runs in the environment before and not here: what may come next."""
    earlier = state.estate.environments.get(before)
    if earlier is None:
        return []
    here: dict[str, set[str]] = defaultdict(set)
    for one in entry.spec.deployments:
        here[one.name].add(one.version)
    return [
        _runs(state, one)
        for one in sorted(earlier.spec.deployments, key=lambda each: (each.name, each.version))
        if one.runs_on(state.on) and one.version not in here[one.name]
    ]


PAGES = (Page(name="environment", path="/environments/{name}", make=_make),)
