"""The JSON Schema of documents of workflows, for editors that complete; made from the forms."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries.schemas import DIALECT, Generator
from govkit.catalog.workflows.forms import DocumentForm

ARAZZO = "https://spec.openapis.org/arazzo/1.1/schema/2026-04-15"
"""The schema that the OpenAPI Initiative publishes for Arazzo 1.1."""

NAME = "Workflow"
FILE = "workflow.schema.json"
SUMMARY = "A document of workflows: which operations are called in which order, and what follows when one fails."


def document_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the profile.

    It allows less than that of Arazzo and says all that it says, so that it stands alone: nothing is fetched. Whoever
    opens a document under the other schema finds no fault with it.
    """
    found = DocumentForm.model_json_schema(by_alias=True, schema_generator=Generator, mode="validation")
    for one in (found, *found.get("$defs", {}).values()):
        one.pop("title", None)
    comment = f"A profile of Arazzo 1.1: what it allows is allowed by {ARAZZO}, too."
    return {"$schema": DIALECT, "title": NAME, "$comment": comment, **found, "description": SUMMARY}
