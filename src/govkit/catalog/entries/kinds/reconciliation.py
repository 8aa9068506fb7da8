"""Records of two systems held against each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.catalog.entries.form import EntityRef, Form, SystemRef, TeamRef, Text
from govkit.catalog.entries.kind import Kind


class ReconciliationSpec(Form):
    """A reconciliation."""

    owner: TeamRef = Field(description="The team that answers for it.")
    entity: EntityRef = Field(description="The canonical entity whose records are compared.")
    systems: Annotated[tuple[SystemRef, ...], Field(min_length=2, description="The systems that are compared.")]
    match: tuple[Text, ...] = Field(min_length=1, description="Fields by which records are recognised.")
    fields: tuple[Text, ...] = Field(min_length=1, description="Fields that are compared.")
    schedule: Annotated[str, Field(pattern=r"^(\S+ ){4}\S+$")] = Field(description="When, in the form of cron.")
    repair: Literal["report", "propose", "write"] = Field(
        default="report",
        description="What becomes of a difference: it is told, a repair is proposed, or it is written.",
    )


KIND = Kind(
    name="Reconciliation",
    folder="reconciliations",
    summary="Records of two systems held against each other, and what becomes of the differences.",
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
  match: [taxIds]
  fields: [name, billingAddress]
  schedule: 0 2 * * *
  repair: propose
""",
)
