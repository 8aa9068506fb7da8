"""A named schema of a version: its fields, who uses each, and which operations carry it."""

from __future__ import annotations

from typing import Any

from govkit.findings import Direction
from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.version import trail, version_of
from govkit.portal.reference.messages import said, schema_tree
from govkit.portal.reference.trees import Field
from govkit.portal.reference.uses import User, field_uses, mappings_of
from govkit.portal.reference.version import reference_of


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
        "operations": [(one, reference.operations[one]) for one in known.operations.get(name, ())],
        "holders": [(one, reference.schemas[one]) for one in known.schemas.get(name, ())],
        "mappings": mappings_of(uses, name),
    }


PAGES = (Page(name="schema", path="/apis/{name}/{version}/schemas/{slug}", make=_make),)
