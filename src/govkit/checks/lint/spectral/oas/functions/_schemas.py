"""The schemas of a document, kept while it is looked at: what stands in many of them is looked at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from govkit.checks.lint.spectral.model import UNDEFINED, Linted, Report, Scene
from govkit.checks.lint.spectral.validating import MissingReference, SchemaError, Schemas, dialect_of
from govkit.spec.documents import Pointer


class DocumentSchemas:
    """The schemas of one document, in the dialect that its version has."""

    def __init__(self, linted: Linted) -> None:
        dialect, nullable = "draft4", "nullable"
        if linted.formats & {"oas3_1", "oas3_2"}:
            tree = linted.document.tree
            named = tree.get("jsonSchemaDialect") if isinstance(tree, dict) else None
            dialect = dialect_of(named) or "draft2020-12"
        elif "oas2" in linted.formats:
            nullable = "x-nullable"
        self._schemas = Schemas(dialect, nullable)

    def reports(self, schema: Any, value: Any, at: Pointer, lax: frozenset[str] = frozenset()) -> Iterator[Report]:
        """What a schema says of the value at a way. Nothing, where a circle of references keeps it from being asked."""
        if value is UNDEFINED:
            yield Report("must exist", at)
            return
        try:
            found = self._schemas.results(schema, value, name=str(at[-1]) if at else None, lax=lax)
        except MissingReference:
            return
        except SchemaError as error:
            yield Report(str(error), at)
            return
        for message, way in found:
            yield Report(message, (*at, *way))


_KEPT: WeakKeyDictionary[Linted, DocumentSchemas] = WeakKeyDictionary()


def schemas_of(scene: Scene) -> DocumentSchemas:
    """The schemas of the document of a scene."""
    known = _KEPT.get(scene.linted)
    if known is None:
        known = _KEPT[scene.linted] = DocumentSchemas(scene.linted)
    return known
