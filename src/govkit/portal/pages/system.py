"""A system: its APIs, the entities that it is the record of or has copies of, its events, and what it may hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries import EntitySpec, Entry, Lifecycle
from govkit.catalog.entries.kinds.system import SystemSpec
from govkit.catalog.mapping.lineage import lines_of
from govkit.errors import InputError
from govkit.gate.answers.shared import escalation, team_contacts
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.reference.uses import workflow_calls
from govkit.portal.reference.version import reference_of
from govkit.portal.rows import paged
from govkit.portal.state import State


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[SystemSpec] = entry_of(ask, "system")
    state, path = ask.state, f"/systems/{entry.name}"
    apis = [one for one in state.estate.apis.values() if str(one.spec.system) == entry.name]
    entities = _entities(state, entry.name)
    return {
        **about(ask, entry),
        "apis": paged(
            ask, path, [(one, state.estate.versions(one.name)) for one in apis], _api_text, parameter="apis-page"
        ),
        "entities": entities,
        "events": state.kept(("events-of", entry.name), lambda: list(_events(state, entry.name))),
        "cleared": _cleared(entry, entities),
        "running": sorted(
            (one for api in apis for one in state.estate.running(api.name, state.on)),
            key=lambda one: (one.environment.name, one.deployment.name, one.deployment.version),
        ),
        "workflows": _workflows(state, [one.name for one in apis]),
        "integration": entry.spec.integration,
        "owners": _owners(state, entry),
    }


def _api_text(pair: Any) -> str:
    return f"{pair[0].name} {pair[0].title}"


def _owners(state: State, entry: Entry[SystemSpec]) -> list[dict[str, Any]]:
    found = []
    for role, called in (("owner", "runs it"), ("businessOwner", "decides what it is for")):
        team = state.estate.owner(entry, role)  # type: ignore[arg-type]  # the two roles that there are
        if team is not None:
            found.append({"team": team, "as": called, "contacts": team_contacts(team), "escalation": escalation(team)})
    return found


# ------------------------------------------------------------------------------------------------------------ entities


def _entities(state: State, system: str) -> list[dict[str, Any]]:
    """The entities that it has to do with: where it is the record, by which mappings it is read and written."""
    found: dict[str, dict[str, Any]] = {}

    def of(name: str) -> dict[str, Any]:
        return found.setdefault(name, {"name": name, "record": "", "fields": [], "read": [], "written": []})

    for entity in state.estate.entities.values():
        if str(entity.spec.record) == system:
            of(entity.name)["record"] = "record"
        own = [name for name, one in entity.spec.fields.items() if str(one.record or "") == system]
        if own and str(entity.spec.record) != system:
            of(entity.name)["fields"] = own
    for mapping in state.estate.mappings.values():
        api = state.estate.apis.get(mapping.spec.api.name)
        if api is not None and str(api.spec.system) == system:
            row = of(mapping.spec.entity.name)
            if mapping.spec.direction in ("in", "both"):
                row["read"].append(mapping.name)
            if mapping.spec.direction in ("out", "both"):
                row["written"].append(mapping.name)
    for name, row in found.items():
        entity_ = state.estate.entities.get(name)
        row["classes"] = _classes(state, system, entity_) if entity_ is not None else []
    return [found[name] for name in sorted(found)]


def _classes(state: State, system: str, entity: Entry[EntitySpec]) -> list[str]:
    """The classes of data of the fields that are written to a system, or of which it is the record."""
    spec = entity.spec
    written: set[str] = {name for name in spec.fields if system in spec.records_of(name)}
    for mapping in state.estate.mappings.values():
        api = state.estate.apis.get(mapping.spec.api.name)
        if mapping.spec.entity.name == entity.name and api is not None and str(api.spec.system) == system:
            written |= {one.field for one in lines_of(mapping.spec)}
    found = dict.fromkeys(spec.classification if written or system in spec.records else ())
    for field in written:
        parts = field.split("/")
        for length in range(1, len(parts) + 1):
            said = spec.fields.get("/".join(parts[:length]))
            found |= dict.fromkeys(said.classification if said is not None else ())
    return sorted(found)


def _cleared(entry: Entry[SystemSpec], entities: list[dict[str, Any]]) -> list[tuple[str, bool, list[str]]]:
    """Each class of data: whether the system may hold it, and the entities of which it has fields that are of it."""
    held: dict[str, list[str]] = defaultdict(list)
    for row in entities:
        for name in row["classes"]:
            held[name].append(row["name"])
    classes = sorted({*entry.spec.cleared, *held})
    return [(name, name in entry.spec.cleared, held.get(name, [])) for name in classes]


# ----------------------------------------------------------------------------------------------- events and workflows


def _events(state: State, system: str) -> Iterator[dict[str, Any]]:
    """What it tells of by webhooks, of active versions, with those who hear."""
    calls = workflow_calls(state)
    for version in state.estate.versions():
        if str(version.api.spec.system) != system or version.lifecycle is not Lifecycle.ACTIVE:
            continue
        try:
            reference = reference_of(state, version)
        except InputError:
            continue
        for operation in reference.contract.operations.values():
            if operation.kind == "webhook":
                name = operation.name.partition(" ")[2] or operation.name
                starts = {
                    one.workflow
                    for one in calls.get(version.api.name, ())
                    if one.version == version.name and one.operation == name
                }
                number = version.version.version
                hears = state.estate.usages(version.api.name, number, operation=operation.name)
                yield {
                    "version": version,
                    "name": operation.path,
                    "path": reference.operations[operation.name],
                    "workflows": sorted(starts),
                    "consumers": sorted({one.consumer.name for one in hears}),
                }


def _workflows(state: State, apis: list[str]) -> list[dict[str, Any]]:
    """The workflows that touch it: what each is started by, reads and writes of it."""
    found: dict[str, dict[str, set[str]]] = {}
    calls = workflow_calls(state)
    for api in apis:
        for one in calls.get(api, ()):
            how = "starts" if not one.step else "writes" if one.writes else "reads"
            found.setdefault(one.workflow, defaultdict(set))[how].add(f"{one.version} {one.operation}")
    return [
        {"name": name, **{how: sorted(some.get(how, ())) for how in ("starts", "reads", "writes")}}
        for name, some in sorted(found.items())
    ]


PAGES = (Page(name="system", path="/systems/{name}", make=_make),)
