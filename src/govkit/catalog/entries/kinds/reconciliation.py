"""Records of several systems held against each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from govkit.catalog.entries.form import (
    ConsumerRef,
    EntityRef,
    Form,
    MappingRef,
    OperationName,
    Path,
    SystemRef,
    TeamRef,
    Text,
    Way,
)
from govkit.catalog.entries.kind import Kind
from govkit.catalog.entries.schedules import refused_schedule

Scalar = str | bool | int


class EachForm(Form):
    """A list that is walked, where the records of a system hang below others."""

    operation: OperationName = Field(description="The list: `GET /accounts`.")
    give: dict[Text, Way] = Field(
        min_length=1, description="Parameter of the other operation: where it stands in a record of this list."
    )


class SourceForm(Form):
    """Where the records of a system come from, where that is not the plainest list of its API."""

    operation: OperationName | None = Field(default=None, description="The operation that lists them.")
    each: EachForm | None = Field(
        default=None, description="The operation is asked once for each record of this list, by its parameters."
    )
    parameters: dict[Text, Scalar] = Field(
        default_factory=dict, description="Further parameters of the operation: `includeArchived: true`."
    )
    items: Annotated[str, Field(pattern=r"^(?:/(?:[^~/]|~[01])+)+$")] | None = Field(
        default=None, description="Where the records stand in an answer (JSON Pointer), unless the system says it."
    )
    file: Path | None = Field(
        default=None,
        description="A file in the place of an API: CSV with a head, JSON lines or Parquet. Columns are fields of the "
        "entity, `id` what the object is called; with a mapping, rows are records as the API has them.",
    )
    mapping: MappingRef | None = Field(default=None, description="The mapping that reads the records.")

    @model_validator(mode="after")
    def _is_one_thing(self) -> SourceForm:
        if (self.operation is None) == (self.file is None):
            raise ValueError("names an operation or a file, and not both")
        if self.file is not None and (self.each or self.parameters or self.items):
            raise ValueError("asks nothing of a file: `each`, `parameters` and `items` are of operations")
        return self


class ReconciliationSpec(Form):
    """A reconciliation."""

    owner: TeamRef = Field(description="The team that answers for it.")
    entity: EntityRef = Field(description="The canonical entity whose records are compared.")
    systems: Annotated[tuple[SystemRef, ...], Field(min_length=2, description="The systems that are compared.")]
    match: tuple[Text, ...] = Field(
        min_length=1,
        description="By what records are recognised: `externalIds` by what is linked, and else by the other fields, "
        "all of them together.",
    )
    fields: tuple[Text, ...] = Field(
        min_length=1, description="Fields that are compared, each with what its system of record has."
    )
    schedule: Annotated[str, Field(pattern=r"^(\S+ ){4}\S+$")] = Field(description="When, in the form of cron, in UTC.")
    repair: Literal["report", "propose", "write"] = Field(
        default="report",
        description="What becomes of a difference: it is told, a repair is proposed, or it is written.",
    )
    consumer: ConsumerRef | None = Field(default=None, description="Whose grants are used to read.")
    sources: dict[SystemRef, SourceForm] = Field(
        default_factory=dict, description="Where records come from, for systems whose plainest list it is not."
    )
    where: dict[Way, tuple[Scalar, ...]] = Field(
        default_factory=dict,
        description="Only objects whose fields have one of these values, as their system of record has them.",
    )
    tolerances: dict[Way, Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,9})?$")]] = Field(
        default_factory=dict,
        description="Of amounts and numbers: by how much two values may differ and count as equal, such as '0.01'.",
    )

    @field_validator("schedule")
    @classmethod
    def _is_ever_due(cls, text: str) -> str:
        """Raises ValueError for what is no schedule, and for one that is never due."""
        wrong = refused_schedule(text)
        if wrong:
            raise ValueError(f"is no schedule: {wrong}")
        return text


KIND = Kind(
    name="Reconciliation",
    folder="reconciliations",
    summary="Records of several systems held against each other, and what becomes of the differences.",
    spec=ReconciliationSpec,
    example="""\
apiVersion: govkit/v1
kind: Reconciliation
metadata:
  name: customers-nightly
spec:
  owner: team:revenue-engineering
  entity: customer
  systems: [billing, crm]
  match: [externalIds, taxIds]
  fields: [name, taxIds]
  schedule: 0 2 * * *
  repair: report
  sources:
    billing: {file: exports/customers.csv}
    crm: {file: exports/companies.parquet}
""",
)
