"""An API: its versions on a time line and what changed in each, contracts, lint, where it runs, who answers for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from govkit.catalog.entries import ApiSpec, Entry, VersionOf
from govkit.errors import GovkitError
from govkit.findings import Severity
from govkit.gate.answers.report import Figure
from govkit.gate.answers.shared import escalation, team_contacts
from govkit.portal.comparing import compared
from govkit.portal.contracting import contracts_of
from govkit.portal.drawing.timeline import Span, timeline
from govkit.portal.linting import linted
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.pages.report import rows_about
from govkit.portal.pages.version import diff_path
from govkit.portal.state import State

_MOST_FOUND = 10


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[ApiSpec] = entry_of(ask, "api")
    state = ask.state
    versions = state.estate.versions(entry.name)
    newest = versions[-1] if versions else None
    found = linted(state, newest) if newest is not None else None
    counted = Counter(one.severity for one in found or ())
    return {
        **about(ask, entry),
        "line": _line(entry, versions, state),
        "versions": [_told(state, one, versions) for one in reversed(versions)],
        "contracts": contracts_of(state, entry.name),
        "linted": newest,
        "lint": (found or [])[:_MOST_FOUND],
        "lint_figures": [
            Figure(one.value, f"{one.value}s" if one is not Severity.INFO else "remarks", counted[one])
            for one in Severity
        ],
        "lint_more": len(found or ()) - _MOST_FOUND,
        "unread": newest is not None and found is None,
        "owners": _owners(state, entry),
        "scores": rows_about(ask, "scorecard", "apis", "api", entry.name),
        "steps": rows_about(ask, "scorecard", "steps", "api", entry.name),
        "running": sorted(
            state.estate.running(entry.name, state.on), key=lambda one: (one.environment.name, one.deployment.version)
        ),
    }


def _line(entry: Entry[ApiSpec], versions: tuple[VersionOf, ...], state: State) -> Markup:
    spans = [
        Span(
            name=one.version.version,
            state=one.lifecycle.value,
            released=one.version.released,
            deprecated=one.version.deprecation.date if one.version.deprecation else None,
            ends=one.version.deprecation.sunset if one.version.deprecation else None,
        )
        for one in versions
    ]
    drawn = timeline(spans, state.on, f"The versions of {entry.title} on a time line; the table below says the same")
    return Markup(drawn)  # noqa: S704 - texts are escaped where it is drawn


def _told(state: State, version: VersionOf, versions: tuple[VersionOf, ...]) -> dict[str, Any]:
    """A version with its users, and what changed since the one before."""
    at = versions.index(version)
    row: dict[str, Any] = {
        "of": version,
        "users": sorted({use.consumer.name for use in state.estate.usages(version.api.name, version.version.version)}),
        "diff": "",
        "before": "",
        "changed": "",
        "level": "",
    }
    if at:
        before = versions[at - 1]
        row["before"] = before.version.version
        row["diff"] = diff_path(version.api.name, before.version.version, version.version.version)
        try:
            outcome = compared(state, before, version)
        except GovkitError as error:
            row["changed"] = f"They cannot be compared: {error}"
        else:
            step = (outcome.steps or (None,))[0]
            row["level"] = step.level.value if step is not None else ""
            row["changed"] = step.because if step is not None else ""
    return row


def _owners(state: State, entry: Entry[ApiSpec]) -> list[dict[str, Any]]:
    """The teams that answer for it, as what, and how they are reached."""
    found = []
    for role, called in (("owner", "builds and runs it"), ("businessOwner", "decides what it is for")):
        team = state.estate.owner(entry, role)  # type: ignore[arg-type]  # the two roles that there are
        if team is not None:
            found.append(
                {"team": team.name, "as": called, "contacts": team_contacts(team), "escalation": escalation(team)}
            )
    return found


PAGES = (Page(name="api", path="/apis/{name}", make=_make),)
