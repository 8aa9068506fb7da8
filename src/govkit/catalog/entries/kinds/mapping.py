"""How the schema of an API becomes a canonical entity, and back."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from govkit.catalog.entries.form import ApiVersionRef, EntityRef, Form, TeamRef, Text
from govkit.catalog.entries.kind import Kind


class MappingSpec(Form):
    """A mapping."""

    owner: TeamRef = Field(description="The team that answers for it.")
    entity: EntityRef = Field(description="The canonical entity.")
    api: ApiVersionRef = Field(description="The version of the API.")
    schema_: Text = Field(alias="schema", description="The schema component of the API.")
    direction: Literal["in", "out", "both"] = Field(
        default="both", description="in: from the API to the entity; out: from the entity to the API."
    )
    fields: dict[str, Any] = Field(default_factory=dict, description="Target field: source, or how it is made.")
    unmapped: dict[str, Text] = Field(default_factory=dict, description="Fields left out on purpose, with the reason.")


KIND = Kind(
    name="Mapping",
    folder="mappings",
    summary="How the schema of an API becomes a canonical entity, and back, field by field.",
    spec=MappingSpec,
    example="""\
apiVersion: govkit/v1
kind: Mapping
metadata:
  name: billing-customer
spec:
  owner: team:revenue-engineering
  entity: customer
  api: billing@2.0.0
  schema: Customer
  fields:
    name: name
    legalName: legal_name
""",
)
