"""Whoever uses APIs: what is used, and what is granted."""

from __future__ import annotations

from pydantic import Field

from govkit.catalog.entries.form import (
    ApiRef,
    Build,
    Contact,
    Form,
    OperationName,
    Path,
    ScopeName,
    SystemRef,
    TeamRef,
    Text,
)
from govkit.catalog.entries.kind import Kind


class Use(Form):
    """What a consumer relies on in an API."""

    api: ApiRef = Field(description="The API and the version, or the major version.")
    operations: tuple[OperationName, ...] = Field(min_length=1, description="The operations that it calls or receives.")
    fields: tuple[Text, ...] = Field(
        default=(),
        description="The fields that it reads or sends: `Invoice/total`, `*` for any item; empty: all may be used.",
    )
    scopes: tuple[ScopeName, ...] = Field(default=(), description="The scopes that it asks for.")


class Grant(Form):
    """What a consumer is allowed."""

    api: ApiRef = Field(description="The API and the version, or the major version.")
    operations: tuple[OperationName, ...] = Field(
        min_length=1, description="The operations that it may call or receive; `*` for all."
    )
    fields: tuple[Text, ...] = Field(
        default=(),
        description="The fields of answers that it may read, where that is held to: `Customer/name`; empty: all.",
    )
    scopes: tuple[ScopeName, ...] = Field(default=(), description="The scopes that its tokens may bear.")


class ConsumerVersion(Form):
    """One version of a consumer, and the pacts that its tests wrote."""

    version: Build = Field(description="The version: SemVer, a day, or a mark such as the id of a commit.")
    apis: tuple[ApiRef, ...] = Field(
        default=(), description="The major versions that it calls: `uses` may have moved on since."
    )
    pacts: tuple[Path, ...] = Field(
        default=(), description="Its pact files; a file whose name ends in a hash never changes."
    )


class ConsumerSpec(Form):
    """A consumer."""

    owner: TeamRef = Field(description="The team that answers for it.")
    system: SystemRef | None = Field(default=None, description="The system that it is part of.")
    contact: Contact | None = Field(default=None, description="Whom to tell of a break, where it is not the team.")
    uses: tuple[Use, ...] = Field(default=(), description="What it relies on.")
    grants: tuple[Grant, ...] = Field(default=(), description="What it is allowed.")
    pacts: tuple[Path, ...] = Field(
        default=(), description="Pact files that record what it relies on: those of its newest version."
    )
    versions: tuple[ConsumerVersion, ...] = Field(
        default=(), description="Its versions with their pacts; `govkit pact publish` writes them."
    )


KIND = Kind(
    name="Consumer",
    folder="consumers",
    summary="Whoever uses APIs: what it relies on, what it is granted, and whom to tell of a break.",
    spec=ConsumerSpec,
    example="""\
apiVersion: govkit/v1
kind: Consumer
metadata:
  name: revenue-dashboard
  title: Revenue dashboard
spec:
  owner: team:finance-operations
  contact: {email: dashboard@example.com}
  uses:
    - api: billing@2
      operations: [GET /invoices]
      fields: [Invoice/total, Invoice/status]
      scopes: [invoices.read]
  grants:
    - {api: billing@2, operations: [GET /invoices], scopes: [invoices.read]}
  pacts: [catalog/pacts/revenue-dashboard/billing-c6348797870e.json]
  versions:
    - version: 1.4.0
      apis: [billing@2]
      pacts: [catalog/pacts/revenue-dashboard/billing-c6348797870e.json]
""",
)
