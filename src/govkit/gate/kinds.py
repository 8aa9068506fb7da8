"""All kinds of what people write: entries of the catalog, mocks and functions beside it, files of faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Kind, all_kinds
from govkit.catalog.entries.schemas import schema_name, schema_of


@dataclass(frozen=True, slots=True)
class Published:
    """A form whose JSON Schema is published: `file` is its name by habit."""

    name: str
    summary: str
    file: str
    schema: Callable[[], dict[str, Any]]


def written_kinds() -> dict[str, Kind]:
    """Every kind by name."""
    from govkit.functions.form import KIND as FUNCTIONS
    from govkit.mocks.declared.form import KIND as MOCK

    return {**all_kinds(), FUNCTIONS.name: FUNCTIONS, MOCK.name: MOCK}


def published_forms() -> dict[str, Published]:
    """Every form with a schema, by name."""
    from govkit.catalog.workflows import schema as workflows
    from govkit.mocks.faults.orders import file_schema

    kinds = [
        Published(kind.name, kind.summary, schema_name(kind), lambda kind=kind: schema_of(kind))  # type: ignore[misc]  # kind is bound now
        for kind in written_kinds().values()
    ]
    faults = Published("Faults", "A file of faults: what goes wrong with mocks.", "faults.schema.json", file_schema)
    documents = Published(workflows.NAME, workflows.SUMMARY, workflows.FILE, workflows.document_schema)
    return {one.name: one for one in (*kinds, documents, faults)}
