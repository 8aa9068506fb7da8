"""A named schema of a version: its fields, who uses each, and which operations carry it."""

from __future__ import annotations

from functools import partial
from typing import Any

from govkit.catalog.entries import VersionOf
from govkit.catalog.mapping.lineage import lines_of
from govkit.catalog.mapping.trails import meets
from govkit.findings import Direction
from govkit.gate.answers.picture import Node, Shape
from govkit.gate.answers.touching import Touching
from govkit.portal.lineage.traced import Traced, traced
from govkit.portal.lineage.ways import Fields, Station
from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.version import trail, version_of
from govkit.portal.reference.messages import said, schema_tree
from govkit.portal.reference.trees import Field
from govkit.portal.reference.uses import KeptContracts, User, field_uses, mappings_by_version, mappings_of
from govkit.portal.reference.version import reference_of
from govkit.portal.state import State


def _make(ask: Ask) -> dict[str, Any]:
    version = version_of(ask)
    reference = reference_of(ask.state, version)
    wanted = ask.parts["slug"]
    name = next((name for name, slug in reference.schema_slugs.items() if slug == wanted), None)
    if name is None:
        raise Absent(f"{version.name} has no schema `{wanted}`.")
    uses = field_uses(ask.state, version)
    with reference.lock:
        tree, example = schema_tree(reference.trees(Direction.RESPONSE), reference.nodes[name])
        known = reference.reached

    def users(field: Field, how: str, status: str) -> list[User]:
        """Who uses a field, whatever for."""
        return uses.of(field.places, how=how)

    return {
        "title": name,
        "trail": trail(version, below=True),
        "of": version,
        "description": said(reference.nodes[name], "description"),
        "tree": tree,
        "example": example,
        "users": users,
        "schemas": reference.schemas,
        "way_of": partial(_way, name),
        "operations": [(one, reference.operations[one]) for one in known.operations.get(name, ())],
        "holders": [(one, reference.schemas[one]) for one in known.schemas.get(name, ())],
        "mappings": mappings_of(uses, name),
        "trace": _lineage(ask, version, name, reference.schemas[name]),
    }


def _lineage(ask: Ask, version: VersionOf, name: str, path: str) -> Traced:
    """What mappings and workflows make of the schema, or of a field of it that is asked for, and it of others."""
    field = ask.said("field").strip("/")
    below = f"/{field}" if field else ""
    fields = frozenset(
        (way, entity) for way, entity, places in _mapped(ask.state, version) if meets(places, name, below)
    )
    starts: dict[Station, Fields] = {Station("api", version.name): fields}
    centre = Node("centre", f"{name}{below}", Shape.SYSTEM, version.name)
    return traced(ask, path, centre, starts, starts, field)


def _way(name: str, field: Field) -> str:
    """The way to a field from the top of the schema."""
    return next((rest.lstrip("/") for component, rest in field.places if component == name), "")


def _mapped(state: State, version: VersionOf) -> list[tuple[str, str, set[tuple[str, str]]]]:
    """The fields of a version that mappings name, each with the entity, and with all the names that it has."""

    def make() -> list[tuple[str, str, set[tuple[str, str]]]]:
        touching = Touching(KeptContracts(state), [version], None)
        found = dict.fromkeys(
            (way, mapping)
            for mapping in mappings_by_version(state).get(version.name, ())
            for line in lines_of(mapping.spec)
            for way in line.api
        )
        return [(way, one.spec.entity.name, touching.places(one.spec, way)) for way, one in found]

    return state.kept(("mapped", version.name), make)


PAGES = (Page(name="schema", path="/apis/{name}/{version}/schemas/{slug}", make=_make),)
