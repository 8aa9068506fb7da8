"""A part of the business, with systems of its own."""

from __future__ import annotations

from pydantic import Field

from govkit.catalog.entries.form import DomainRef, Form, TeamRef
from govkit.catalog.entries.kind import Kind


class DomainSpec(Form):
    """A domain."""

    owner: TeamRef = Field(description="The team that answers for the domain.")
    parent: DomainRef | None = Field(default=None, description="The domain that this one is part of.")


KIND = Kind(
    name="Domain",
    folder="domains",
    summary="A part of the business, such as finance, with systems of its own.",
    spec=DomainSpec,
    example="""\
apiVersion: govkit/v1
kind: Domain
metadata:
  name: finance
  title: Finance
spec:
  owner: team:finance-operations
""",
)
