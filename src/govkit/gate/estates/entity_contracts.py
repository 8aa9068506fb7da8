"""An entity as a contract: one schema in both directions, so that its versions are compared as those of an API."""

from __future__ import annotations

import json
import posixpath

from govkit.catalog.entries import EntitySpec, Entry, Estate
from govkit.catalog.entries.kinds.entity import EntityVersion
from govkit.catalog.entries.versions import Order
from govkit.errors import InputError
from govkit.spec.documents import Document, Files, Library, parse


def open_entity(estate: Estate, entity: Entry[EntitySpec], version: EntityVersion) -> tuple[Library, Document]:
    """The schema of a version as the body that is read and written. Raises InputError where it cannot be read."""
    if not estate.files.exists(version.definition):
        index = entity.spec.versions.index(version)
        raise InputError(
            f"there is no file {version.definition}",
            place=entity.place(("spec", "versions", index, "definition")),
            hint="paths start at the top of the estate",
        )
    folder = posixpath.dirname(version.definition)
    alias = f"{entity.name}.entity.json"
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{entity.name}"}}}
    tree = {
        "openapi": "3.1.0",
        "info": {"title": entity.metadata.title or entity.name, "version": version.version},
        "paths": {
            f"/{entity.name}": {
                "get": {"responses": {"200": {"description": "It.", "content": content}}},
                "put": {
                    "requestBody": {"required": True, "content": content},
                    "responses": {"204": {"description": "Done."}},
                },
            }
        },
        "components": {"schemas": {entity.name: {"$ref": alias}}},
    }
    path = posixpath.join(folder, f"{entity.name}.openapi.json")
    library = Library(_Aliased(estate.files, posixpath.join(folder, alias), version.definition))
    document = library.add(parse(json.dumps(tree).encode(), estate.files.label(version.definition), path))
    library.check_references(document)
    return library, document


class _Aliased:
    """Files of which one has another name as well: the schema of every version has the same, so that none has moved."""

    def __init__(self, files: Files, alias: str, path: str) -> None:
        self._files = files
        self._names = {alias: path}

    def read(self, path: str) -> bytes:
        return self._files.read(self._names.get(path, path))

    def exists(self, path: str) -> bool:
        return self._files.exists(self._names.get(path, path))

    def label(self, path: str) -> str:
        return self._files.label(self._names.get(path, path))

    def list(self, under: str = "") -> list[str]:
        return self._files.list(under)


def entity_version(entity: Entry[EntitySpec], version: str | None) -> EntityVersion | None:
    """A version of an entity, the newest where none is named; None for one that there is not."""
    ordered = sorted(entity.spec.versions, key=lambda one: Order(one.version))
    if version is None:
        return ordered[-1]
    major = [one for one in ordered if one.version.partition(".")[0] == version]
    return next((one for one in ordered if one.version == version), major[-1] if major else None)


def previous_version(entity: Entry[EntitySpec], version: EntityVersion) -> EntityVersion | None:
    """The greatest lower version of an entity."""
    below = [one for one in entity.spec.versions if Order(one.version) < Order(version.version)]
    return max(below, key=lambda one: Order(one.version), default=None)
