"""An entity: its fields with the system of record and the class of data of each, and where each comes from and goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from govkit.catalog.entries import EntitySpec, Entry, MappingSpec
from govkit.catalog.entries.kinds.entity import FieldRecord
from govkit.catalog.mapping.check import SideMissing, entity_schema
from govkit.catalog.mapping.lineage import is_copy, lines_of
from govkit.findings import Direction
from govkit.gate.answers.picture import Node, Shape
from govkit.gate.answers.shared import team_contacts
from govkit.portal.lineage.traced import Traced, traced
from govkit.portal.lineage.ways import Fields, Station
from govkit.portal.links import path_to
from govkit.portal.page import Ask, Page
from govkit.portal.pages.entries import about, entry_of
from govkit.portal.reference.trees import Tree, Trees
from govkit.portal.reference.uses import writers
from govkit.portal.state import State

_READS, _WRITES, _COPY = "from", "to", "copy from"


@dataclass
class _Flow:
    """What mappings do with one field: how, by the mapping and its system."""

    ways: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def _make(ask: Ask) -> dict[str, Any]:
    entry: Entry[EntitySpec] = entry_of(ask, "entity")
    state = ask.state
    mappings = [one for one in state.estate.mappings.values() if one.spec.entity.name == entry.name]
    flows = _flows(state, entry.spec, mappings)
    written = writers(state).get(entry.name, {})
    tree = _tree(state, entry)
    return {
        **about(ask, entry),
        "tree": tree,
        "rows": [_row(entry, way, one, flows, written) for way, one in _ways(tree)] if tree is not None else [],
        "trace": _lineage(ask, entry, [way for way, _ in _ways(tree)] if tree is not None else ()),
        "writers": sorted({name for some in written.values() for name in some}),
        "states": _states(entry.spec),
        "owners": _owners(state, entry),
    }


def _states(spec: EntitySpec) -> list[tuple[str, tuple[str, ...], bool, bool]]:
    """The states: each with those that may follow, and whether it is the first, or an end."""
    if spec.states is None:
        return []
    return [
        (name, tuple(after), name == spec.states.initial, not after) for name, after in spec.states.transitions.items()
    ]


def _owners(state: State, entry: Entry[EntitySpec]) -> list[tuple[str, str, str]]:
    """The teams that answer for it: as what, and the best way to reach each."""
    found = []
    for role, called in (("businessOwner", "decides what it means"), ("owner", "defines it")):
        team = state.estate.owner(entry, role)  # type: ignore[arg-type]  # the two roles that there are
        if team is not None:
            found.append((team.name, called, next(iter(team_contacts(team)), "")))
    return found


def _tree(state: State, entry: Entry[EntitySpec]) -> Tree | None:
    def make() -> Tree | None:
        try:
            return Trees(None, Direction.RESPONSE).of(entity_schema(state.estate, entry, None), message=True)
        except SideMissing:
            return None

    return state.kept(("entity", entry.name), make)


def _ways(tree: Tree) -> list[tuple[str, Any]]:
    """The fields with their ways from the top: `lines/*/amount`."""
    return [(_way(one.places), one) for one in tree.fields]


def _way(places: Iterable[tuple[str, str]]) -> str:
    return next((rest.lstrip("/") for name, rest in places if not name), "")


def _row(
    entry: Entry[EntitySpec], way: str, told: Any, flows: Mapping[str, _Flow], written: Mapping[str, list[str]]
) -> dict[str, Any]:
    flow = flows.get(way)
    return {
        "way": way,
        "field": told,
        "records": entry.spec.records_of(way),
        "own": way in entry.spec.fields and entry.spec.fields[way].record is not None,
        "classes": _classes(entry.spec, way),
        "mappings": [
            (mapping, system, " and ".join(sorted(hows))) for (mapping, system), hows in sorted(flow.ways.items())
        ]
        if flow is not None
        else [],
        "writers": written.get(way, []),
    }


def _classes(spec: EntitySpec, way: str) -> list[str]:
    """The classes of data of a field: those of the entity, and of each field that it lies in."""
    parts = way.split("/")
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    said: list[FieldRecord] = [spec.fields[one] for one in above if one in spec.fields]
    return list(dict.fromkeys((*spec.classification, *(name for one in said for name in one.classification))))


def _flows(state: State, spec: EntitySpec, mappings: list[Entry[MappingSpec]]) -> dict[str, _Flow]:
    found: dict[str, _Flow] = defaultdict(_Flow)
    for mapping in mappings:
        system = _system(state, mapping)
        for line in lines_of(mapping.spec):
            copied = is_copy(mapping.spec, line.field) and system not in spec.records_of(line.field)
            how = _WRITES if line.outward else _COPY if copied else _READS
            found[line.field].ways[mapping.name, system].add(how)
    return found


def _system(state: State, mapping: Entry[MappingSpec]) -> str:
    api = state.estate.apis.get(mapping.spec.api.name)
    return str(api.spec.system) if api is not None else mapping.spec.api.name


def _lineage(ask: Ask, entry: Entry[EntitySpec], known: Iterable[str]) -> Traced:
    """Where its fields come from and go, or those of one that is asked for."""
    field = ask.said("field") if ask.said("field") in known else ""
    fields: Fields = frozenset({(field, entry.name)}) if field else None
    starts = {Station("entity", entry.name): fields}
    centre = Node("centre", f"{entry.title}{'/' if field else ''}{field}", Shape.FLOW, "entity")
    return traced(ask, path_to("entity", entry.name), centre, starts, starts, field)


PAGES = (Page(name="entity", path="/entities/{name}", make=_make),)
