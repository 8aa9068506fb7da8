"""A platform that has APIs, and how it behaves towards whoever integrates it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.catalog.entries.form import DomainRef, Duration, Form, SystemRef, TeamRef, Text
from govkit.catalog.entries.kind import Kind


class Idempotency(Form):
    """How the system recognises a request that is sent again."""

    header: Text = Field(description="The header that carries the key.")
    retention: Duration = Field(description="How long a key is remembered (ISO 8601).")


class Webhooks(Form):
    """How the system signs what it sends."""

    scheme: Literal["standard-webhooks", "hmac-sha256", "none"]
    secret_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = Field(
        default=None, description="The environment variable that holds the secret; never the secret."
    )
    header: Text | None = Field(default=None, description="The header that carries the signature (`hmac-sha256`).")


class Poll(Form):
    """Changes that are asked for, where the system does not send them."""

    operation: Text = Field(description="The operationId that lists changes.")
    cursor: Text = Field(description="The parameter that continues a list.")
    every: Duration
    emits: Text = Field(description="The type of the event made of each change.")


class RateLimit(Form):
    """How many requests the system takes."""

    requests: Annotated[int, Field(gt=0, strict=True)]
    per: Duration
    burst: Annotated[int, Field(gt=0, strict=True)] | None = None


class Pagination(Form):
    """How the system hands out long lists."""

    style: Literal["cursor", "offset", "page", "link"]
    parameter: Text | None = None
    size: Text | None = Field(default=None, description="The parameter that says how many.")
    items: Text | None = Field(default=None, description="Where the items stand in an answer (JSON Pointer).")
    next: Text | None = Field(default=None, description="Where the next cursor stands in an answer (JSON Pointer).")


class Integration(Form):
    """How the system behaves towards whoever integrates it: one truth for clients, mocks and the sync runtime."""

    idempotency: Idempotency | None = None
    settle_time: Duration | None = Field(default=None, description="How long until a write can be read back.")
    webhooks: Webhooks | None = None
    polls: tuple[Poll, ...] = ()
    rate_limit: RateLimit | None = None
    pagination: Pagination | None = None


class SystemSpec(Form):
    """A system."""

    domain: DomainRef = Field(description="The domain that the system serves.")
    owner: TeamRef = Field(description="The team that runs it.")
    business_owner: TeamRef = Field(description="The team that decides what it is for.")
    role: Literal["erp", "billing", "customer-success", "crm", "support", "warehouse", "other"] = "other"
    vendor: Text | None = None
    depends_on: tuple[SystemRef, ...] = Field(default=(), description="Systems without which it does not work.")
    regions: tuple[Text, ...] = Field(default=(), description="Where it keeps data.")
    cleared: tuple[Text, ...] = Field(default=(), description="Classes of data that it may hold.")
    integration: Integration | None = None


KIND = Kind(
    name="System",
    folder="systems",
    summary="A platform that has APIs: its owners, the data it may hold, and how it behaves towards integrations.",
    spec=SystemSpec,
    example="""\
apiVersion: govkit/v1
kind: System
metadata:
  name: billing
  title: Billing platform
spec:
  domain: finance
  owner: team:revenue-engineering
  businessOwner: team:finance-operations
  role: billing
  regions: [eu]
  cleared: [personal, financial]
  integration:
    idempotency: {header: Idempotency-Key, retention: P1D}
    settleTime: PT30S
    webhooks: {scheme: standard-webhooks, secretEnv: BILLING_WEBHOOK_SECRET}
    rateLimit: {requests: 100, per: PT1S}
""",
)
