"""How the schema of an API becomes a canonical entity, and back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.entries.form import ApiVersionRef, EntityRef, Form, SystemRef, TeamRef, Text, Version, Way
from govkit.catalog.entries.kind import Kind


class OtherIdentifier(Form):
    """An identifier of the same object that the record carries: one of another system, or a second of its own."""

    system: SystemRef = Field(description="The system that calls the object so.")
    type: Text = Field(description="The type of the identifier, as the entity names it.")
    id: Way = Field(description="Where the identifier stands in the API's schema, or in an item of `each`.")
    each: Way | None = Field(
        default=None, description="A list in the API's schema whose items carry identifiers: each item counts."
    )
    where: dict[Way, str] = Field(
        default_factory=dict, description="What an item of `each` says where its identifier is this one: field: value."
    )
    prefix: Text | None = Field(
        default=None, description="How the identifier begins, where the field may hold what is another's."
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where items are told apart and there is no list of them."""
        if self.where and self.each is None:
            raise ValueError("`where` tells items apart, and there is no list of them: name it with `each`")


class Identity(Form):
    """Which identifier of the API's object says which object it is, and which others the same record carries."""

    id: Way = Field(description="Where the identifier stands in the API's schema.")
    type: Text | None = Field(
        default=None, description="The type of the identifier, where the entity names several of the system."
    )
    others: tuple[OtherIdentifier, ...] = Field(
        default=(),
        description="Where the record says what else the object is called: in other systems, or by another type.",
    )


class WriteBack(Form):
    """How the entity becomes what the API takes, where that is another schema than the one that is read."""

    schema_: Text = Field(alias="schema", description="The schema component of the API that is sent.")
    fields: dict[Way, Declaration] = Field(
        default_factory=dict, description="Field of the API: field of the entity, or how it is made."
    )
    unmapped: dict[Way, Text] = Field(
        default_factory=dict, description="Fields of the API that are left out on purpose, with the reason."
    )


class MappingSpec(Form):
    """A mapping."""

    owner: TeamRef = Field(description="The team that answers for it.")
    entity: EntityRef = Field(description="The canonical entity.")
    entity_version: Version | None = Field(
        default=None, description="The version of the entity's schema; else the newest."
    )
    api: ApiVersionRef = Field(description="The version of the API.")
    schema_: Text = Field(alias="schema", description="The schema component of the API.")
    direction: Literal["in", "out", "both"] = Field(
        default="both", description="in: from the API to the entity; out: from the entity to the API."
    )
    identity: Identity | None = Field(
        default=None, description="Which identifier of the API's object says which object it is."
    )
    fields: dict[Way, Declaration] = Field(
        default_factory=dict, description="Target field: source, or how it is made. Out, the target is the API's."
    )
    unmapped: dict[Way, Text] = Field(
        default_factory=dict, description="Fields of the API that are left out on purpose, with the reason."
    )
    copies: tuple[Way, ...] = Field(
        default=(),
        description="Fields of the entity of which the system has but a copy: they are read to be compared, and never "
        "believed. `*` for all whose record is another system.",
    )
    write: WriteBack | None = Field(
        default=None,
        description="The way back of a mapping in both directions; without it each field goes back where it came from.",
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where a way back is declared for a mapping that has one direction only."""
        if self.write is not None and self.direction != "both":
            raise ValueError("declares a way back under `write`, and goes one way only: write `direction: both`")


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
