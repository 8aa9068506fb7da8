"""Whoever uses APIs: what is used, and what is granted."""

from __future__ import annotations

from pydantic import Field

from govkit.catalog.entries.form import ApiRef, Contact, Form, OperationName, Path, ScopeName, SystemRef, TeamRef, Text
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
    scopes: tuple[ScopeName, ...] = Field(default=(), description="The scopes that its tokens may bear.")


class ConsumerSpec(Form):
    """A consumer."""

    owner: TeamRef = Field(description="The team that answers for it.")
    system: SystemRef | None = Field(default=None, description="The system that it is part of.")
    contact: Contact | None = Field(default=None, description="Whom to tell of a break, where it is not the team.")
    uses: tuple[Use, ...] = Field(default=(), description="What it relies on.")
    grants: tuple[Grant, ...] = Field(default=(), description="What it is allowed.")
    pacts: tuple[Path, ...] = Field(default=(), description="Pact files that record what it relies on.")


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
""",
)
