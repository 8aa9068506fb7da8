"""A consumer: what it uses and is granted, which versions end below it, how its pacts stand, and where it runs."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries import ConsumerSpec, Entry, Lifecycle, Use, VersionOf
from govkit.catalog.entries.access import granted_operations, grants_for
from govkit.catalog.entries.uses import names_operation
from govkit.errors import InputError
from govkit.gate.answers.reports.access import grants_of
from govkit.gate.answers.shared import consumer_contact, escalation, team_contacts
from govkit.portal.contracting import word_of
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.pages.report import rows_about
from govkit.portal.reference.uses import KeptContracts, workflow_calls
from govkit.portal.reference.version import reference_of
from govkit.portal.rows import paged
from govkit.portal.state import State

_ENDING = (Lifecycle.DEPRECATED, Lifecycle.RETIRED)


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[ConsumerSpec] = entry_of(ask, "consumer")
    state, path = ask.state, f"/consumers/{entry.name}"
    team = state.estate.owner(entry)
    pacts = rows_about(ask, "matrix", "matrix", "consumer", entry.name)
    told = [{**one, "said": word_of(str(one["verdict"]))} for one in pacts or ()]
    return {
        **about(ask, entry),
        "uses": [_use(state, entry, one) for one in entry.spec.uses],
        "grants": state.kept(("grants", entry.name), lambda: _grants(state, entry)),
        "ending": ending_below(state, entry),
        "pacts": paged(ask, path, told, _text, parameter="pacts-page") if pacts is not None else None,
        "running": _running(state, entry.name),
        "environments": list(state.estate.environments),
        "versions": _versions(entry),
        "contact": consumer_contact(entry, state.estate),
        "team": team,
        "contacts": team_contacts(team),
        "escalation": escalation(team),
        "workflows": sorted(
            {one.workflow for calls in workflow_calls(state).values() for one in calls if one.consumer == entry.name}
        ),
    }


def _text(row: dict[str, Any]) -> str:
    return " ".join(str(row[name] or "") for name in ("consumer-version", "api", "api-version", "verdict", "message"))


def _versions(entry: Entry[ConsumerSpec]) -> list[str]:
    return [one.version for one in entry.spec.versions]


def _running(state: State, name: str) -> list[Any]:
    return sorted(state.estate.running(name, state.on), key=lambda one: (one.environment.name, one.deployment.version))


# ---------------------------------------------------------------------------------------------------------------- uses


def _use(state: State, entry: Entry[ConsumerSpec], use: Use) -> dict[str, Any]:
    """A use: the versions that it means, its operations with their pages and whether they are granted, its fields."""
    meant = state.estate.meant(use.api)
    grants = grants_for(use, entry.spec, state.estate)
    paths = operation_paths(state, meant)
    return {
        "api": use.api,
        "meant": meant,
        "operations": [
            {"name": one, "path": paths.get(one, ""), "granted": granted_operations(one, grants)}
            for one in use.operations
        ],
        "fields": use.fields,
        "scopes": use.scopes,
    }


def operation_paths(state: State, versions: tuple[VersionOf, ...]) -> dict[str, str]:
    """The paths of the pages of operations, of the newest version that has each and can be read."""
    found: dict[str, str] = {}
    for version in versions:
        try:
            found |= reference_of(state, version).operations
        except InputError:
            continue
    return found


def _grants(state: State, entry: Entry[ConsumerSpec]) -> list[dict[str, Any]]:
    """What it is granted, each operation and scope with whether it is used, or needed."""
    found = []
    for _, api, granted, used, scopes, needed in grants_of(state.estate, KeptContracts(state), entry):
        operations, wanted = _names(granted), _names(used)
        found.append(
            {
                "api": str(api),
                "operations": [(one, one == "*" or names_operation(wanted, one)) for one in operations],
                "scopes": [(one, one in _names(needed)) for one in _names(scopes)],
                "missing": [one for one in _names(needed) if one not in _names(scopes)],
                "granted": bool(operations),
            }
        )
    return found


def _names(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def ending_below(state: State, entry: Entry[ConsumerSpec]) -> list[dict[str, Any]]:
    """The versions that a consumer uses and that are deprecated or retired, those that end first before others."""
    found: dict[str, dict[str, Any]] = {}
    for use in entry.spec.uses:
        meant = state.estate.meant(use.api)
        for version in meant:
            deprecation = version.version.deprecation
            if version.lifecycle in _ENDING and version.name not in found:
                found[version.name] = {
                    "version": version,
                    "sunset": deprecation.sunset if deprecation else None,
                    "days": (deprecation.sunset - state.on).days if deprecation else None,
                    "successor": str(deprecation.successor) if deprecation and deprecation.successor else "",
                    "others": [one for one in meant if one.lifecycle is Lifecycle.ACTIVE],
                }
    return sorted(found.values(), key=lambda one: (str(one["sunset"] or ""), one["version"].name))


PAGES = (Page(name="consumer", path="/consumers/{name}", make=_make),)
