"""A canonical business object: its schema, and which system is the record of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from govkit.catalog.entries.form import Form, Path, SystemRef, TeamRef, Text, Version, Way
from govkit.catalog.entries.kind import Kind


class EntityVersion(Form):
    """One version of the schema of an entity."""

    version: Version = Field(description="The version of the schema.")
    definition: Path = Field(description="The JSON Schema (2020-12), from the top of the estate.")


class FieldRecord(Form):
    """What holds for one field, where it differs from the whole."""

    record: SystemRef | None = Field(default=None, description="The system of record of the field.")
    owner: TeamRef | None = Field(default=None, description="The team that answers for the field, where it is another.")
    classification: tuple[Text, ...] = Field(default=(), description="Classes of data: personal, financial, …")
    per_system: bool = Field(
        default=False, description="Whether each system has its own value of the field: they are not compared."
    )


class RepeatedIdentifier(Form):
    """An identifier that another system gave."""

    system: SystemRef = Field(description="The system that gave it.")
    type: Text = Field(description="The type of the identifier in that system.")


class Identifier(Form):
    """How a system calls the object."""

    system: SystemRef = Field(description="The system that calls it so.")
    type: Text = Field(description="The type of the identifier in that system.")
    repeats: RepeatedIdentifier | None = Field(
        default=None, description="The identifier of the object that this one is, letter by letter."
    )


class StateMachine(Form):
    """The states of the object, and where each may go."""

    field: Text = Field(description="The field that holds the state.")
    initial: Text = Field(description="The state of a new object.")
    transitions: dict[str, tuple[Text, ...]] = Field(description="From each state to those that may follow.")


ComparisonName: TypeAlias = Literal["address", "amount", "code", "date", "domain", "email", "name", "phone", "text"]
"""How values are compared; each is a module of `govkit.catalog.identity.comparisons`."""


class SimilarFields(Form):
    """Fields that speak for one object, or against it, without proving it."""

    fields: tuple[Way, ...] = Field(
        min_length=1, description="Fields with the same meaning: the two values among them that are nearest count."
    )
    as_: ComparisonName = Field(default="text", alias="as", description="What the values are, and so how they differ.")
    weight: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        default=1, description="How much it counts beside the others."
    )


class Match(Form):
    """How records of several systems are recognised as one object."""

    keys: tuple[Annotated[tuple[Way, ...], Field(min_length=1)], ...] = Field(
        default=(),
        description="Sets of fields, the surest first: records whose fields of one set are all equal are one object. "
        "Case and separators do not count.",
    )
    similar: tuple[SimilarFields, ...] = Field(
        default=(), description="What is compared where no key decides: it leads to a proposal, never to a link."
    )
    threshold: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        default=80, description="The likeness, in percent, from which a pair is proposed."
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where there is nothing to recognise anything by."""
        if not self.keys and not self.similar:
            raise ValueError("needs `keys`, `similar` or both")


class EntitySpec(Form):
    """An entity."""

    owner: TeamRef = Field(description="The team that defines it (technical owner).")
    business_owner: TeamRef = Field(description="The team that decides what it means.")
    record: SystemRef = Field(description="The system of record: the one whose word counts.")
    versions: tuple[EntityVersion, ...] = Field(min_length=1, description="The versions of its schema.")
    fields: dict[str, FieldRecord] = Field(
        default_factory=dict, description="Fields by path (`billingAddress/country`)."
    )
    identifiers: tuple[Identifier, ...] = Field(
        default=(), description="How systems call the object: at least one for each system of record."
    )
    states: StateMachine | None = Field(default=None, description="The states of the object, where it has some.")
    match: Match | None = Field(
        default=None, description="How records of several systems are recognised as one object: `govkit match`."
    )
    invariants: tuple[Text, ...] = Field(default=(), description="What always holds, one sentence or formula each.")
    classification: tuple[Text, ...] = Field(
        default=(), description="Classes of data that every field is of: personal, financial, …"
    )
    examples: tuple[dict[str, Any], ...] = Field(
        default=(), description="Objects as they look, for documentation and tests."
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where an identifier repeats none that somebody gave."""
        given = {(one.system, one.type) for one in self.identifiers if one.repeats is None}
        for one in self.identifiers:
            if one.repeats is not None and (one.repeats.system, one.repeats.type) not in given:
                said = f"`{one.repeats.type}` of {one.repeats.system}"
                raise ValueError(f"`{one.type}` of {one.system} repeats {said}, which is none of its own among these")

    def record_of(self, field: str) -> str:
        """The system of record of a field: that of the nearest field above it that names one, else of the entity."""
        parts = field.strip("/").split("/")
        for length in range(len(parts), 0, -1):
            said = self.fields.get("/".join(parts[:length]))
            if said is not None and said.record is not None:
                return str(said.record)
        return str(self.record)


KIND = Kind(
    name="Entity",
    folder="entities",
    summary="A canonical business object: its schema, the system of record, its identifiers and states.",
    spec=EntitySpec,
    example="""\
apiVersion: govkit/v1
kind: Entity
metadata:
  name: customer
  title: Customer
spec:
  owner: team:revenue-engineering
  businessOwner: team:finance-operations
  record: crm
  versions:
    - {version: 1.0.0, definition: catalog/entities/customer/1.0.0.schema.json}
  fields:
    taxIds: {record: billing, classification: [financial]}
  identifiers:
    - {system: crm, type: account}
    - {system: billing, type: customer}
  states:
    field: status
    initial: prospect
    transitions: {prospect: [active], active: [churned], churned: []}
  match:
    keys: [[taxIds/*/value]]
    similar:
      - {fields: [legalName, name], as: name, weight: 3}
      - {fields: [status]}
    threshold: 80
""",
)
