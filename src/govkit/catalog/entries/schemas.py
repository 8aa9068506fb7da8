"""JSON Schemas of entries, for editors that complete and for whoever checks without govkit; made from the forms."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from govkit.catalog.entries.form import Form, Metadata, with_article
from govkit.catalog.entries.kind import API_VERSION, Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Generator(GenerateJsonSchema):
    """Without the titles that repeat each name in other letters."""

    schema_dialect = DIALECT

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """That of the value: a key that says nothing is left out."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """With its default, where there is one to write."""
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        """Never."""
        return False


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the entries of a kind, envelope and all."""
    fields: dict[str, Any] = {
        "apiVersion": (Literal[API_VERSION], Field(alias="apiVersion", description="The form of entries.")),
        "kind": (Literal[kind.name], Field(description="What the entry is.")),
        "metadata": (Metadata, Field(description="What the entry says of itself.")),
        "spec": (kind.spec, Field(description=f"What it says as {with_article(kind.name)}.")),
    }
    model = create_model(kind.name, __base__=Form, __doc__=kind.summary, **fields)
    found = model.model_json_schema(by_alias=True, schema_generator=Generator, mode="validation")
    _untitled(found)
    return {"$schema": DIALECT, "title": kind.name, **found}


def schema_name(kind: Kind) -> str:
    """The name of the file of a kind's schema: `api.schema.json`."""
    return f"{kind.name.lower()}.schema.json"


def _untitled(schema: dict[str, Any]) -> None:
    """Takes the titles of forms out: they are the names of our classes."""
    schema.pop("title", None)
    for inner in schema.get("$defs", {}).values():
        inner.pop("title", None)
