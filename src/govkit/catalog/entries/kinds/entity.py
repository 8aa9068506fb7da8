"""A canonical business object: its schema, and which system is the record of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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


class Share(Form):
    """Objects of which another system is the record, such as those of one region."""

    by: Way = Field(description="The field that tells whether an object is one of them: `region`, `legalEntity`.")
    of: tuple[Text, ...] = Field(min_length=1, description="The values that the field then has.")
    record: SystemRef = Field(description="The system that is the record of these objects.")
    instead_of: SystemRef = Field(description="The system that is the record of all others, of whatever fields it is.")


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
    shares: tuple[Share, ...] = Field(
        default=(), description="Objects of which another system is the record. Each object belongs to one at most."
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
        """Raises ValueError where an identifier repeats none that somebody gave, or shares leave the record open."""
        self._divide()
        given = {(one.system, one.type) for one in self.identifiers if one.repeats is None}
        for one in self.identifiers:
            if one.repeats is not None and (one.repeats.system, one.repeats.type) not in given:
                said = f"`{one.repeats.type}` of {one.repeats.system}"
                raise ValueError(f"`{one.type}` of {one.system} repeats {said}, which is none of its own among these")

    def _divide(self) -> None:
        """Raises ValueError where shares leave open which system has the word on an object."""
        ordinary = {str(self.record), *(str(one.record) for one in self.fields.values() if one.record is not None)}
        divided: dict[str, str] = {}
        taken: set[tuple[str, str]] = set()
        for one in self.shares:
            replaced = str(one.instead_of)
            if replaced not in ordinary:
                raise ValueError(f"has a share instead of {replaced}, which is the record of nothing here")
            if str(one.record) in ordinary:
                raise ValueError(f"has a share of {one.record}, which is a record of all objects already")
            if self.record_of(one.by) in {str(other.instead_of) for other in self.shares}:
                raise ValueError(f"is divided by `{one.by}`, whose own record would depend on it: name another field")
            if divided.setdefault(replaced, one.by) != one.by:
                raise ValueError(f"is divided by `{divided[replaced]}` and by `{one.by}`: an object may be of both")
            for value in one.of:
                if (replaced, value) in taken:
                    raise ValueError(f"gives two systems the word on objects whose `{one.by}` is {value!r}")
                taken.add((replaced, value))

    def records_of(self, field: str) -> tuple[str, ...]:
        """The systems that are the record of a field: that of most objects first, then those that have a share."""
        return self._with_shares(self.record_of(field))

    @property
    def records(self) -> tuple[str, ...]:
        """The systems that are the record of the whole: that of most objects first, then those that have a share."""
        return self._with_shares(str(self.record))

    def _with_shares(self, record: str) -> tuple[str, ...]:
        return (record, *dict.fromkeys(str(one.record) for one in self.shares if str(one.instead_of) == record))

    @property
    def systems(self) -> frozenset[str]:
        """All systems whose word counts for some objects, or for some of their fields."""
        named = (str(one.record) for one in self.fields.values() if one.record is not None)
        return frozenset((str(self.record), *named, *(str(one.record) for one in self.shares)))

    def words(self, record: str, told: Mapping[str, Collection[Any]]) -> tuple[str, ...]:
        """The systems that have the word where `record` has it for most objects.

        `told` are the values that the fields may have by which objects are divided: there is one system where they
        decide it, and where nothing is said of a field, each that may be.
        """
        shares = [one for one in self.shares if one.instead_of == record]
        if not shares:
            return (record,)
        values = told.get(shares[0].by)
        if values is None:
            return (record, *dict.fromkeys(str(one.record) for one in shares))
        found = (next((str(one.record) for one in shares if value in one.of), record) for value in values)
        return tuple(dict.fromkeys(found))

    def record_of(self, field: str) -> str:
        """The system of record of a field: that of the nearest field above it that names one, else of the entity.

        Of objects that belong to a share, another system is it: `records_of`, `words`.
        """
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
