"""A platform that has APIs, and how it behaves towards whoever integrates it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from govkit.catalog.entries.form import DomainRef, Form, SystemRef, TeamRef, Text
from govkit.catalog.entries.kind import Kind
from govkit.catalog.texts import Duration


class Idempotency(Form):
    """How the system recognises a request that is sent again."""

    header: Text = Field(description="The header that carries the key.")
    retention: Duration = Field(description="How long a key is remembered (ISO 8601).")


class Webhooks(Form):
    """How the system signs what it sends."""

    scheme: Literal["standard-webhooks", "hmac-sha256", "none"] = Field(description="How a message is signed.")
    secret_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = Field(
        default=None, description="The environment variable that holds the secret; never the secret."
    )
    header: Text | None = Field(default=None, description="The header that carries the signature (`hmac-sha256`).")


class Poll(Form):
    """Changes that are asked for, where the system does not send them."""

    operation: Text = Field(description="The operationId that lists changes.")
    cursor: Text = Field(description="The parameter that continues a list.")
    every: Duration = Field(description="How often it is asked.")
    emits: Text = Field(description="The type of the event made of each change.")


class RateLimit(Form):
    """How many requests the system takes."""

    requests: Annotated[int, Field(gt=0, strict=True)] = Field(description="How many requests.")
    per: Duration = Field(description="In how long.")
    burst: Annotated[int, Field(gt=0, strict=True)] | None = Field(
        default=None, description="How many at once, where that is another number."
    )


class Pagination(Form):
    """How the system hands out long lists."""

    style: Literal["cursor", "offset", "page", "link"] = Field(description="What continues a list.")
    parameter: Text | None = Field(default=None, description="The parameter that continues a list.")
    size: Text | None = Field(default=None, description="The parameter that says how many.")
    items: Text | None = Field(default=None, description="Where the items stand in an answer (JSON Pointer).")
    next: Text | None = Field(default=None, description="Where the next cursor stands in an answer (JSON Pointer).")

    def leads_through(self, parameters: Collection[str]) -> bool:
        """Whether an operation with some parameters is asked page by page: it knows what continues a list."""
        if self.style == "link":
            return True
        named = self.parameter if self.style == "cursor" else self.parameter or self.style
        return named is None or named in parameters


class Integration(Form):
    """How the system behaves towards whoever integrates it: one truth for clients, mocks and the sync runtime."""

    idempotency: Idempotency | None = Field(default=None, description="How it recognises a request that is sent again.")
    settle_time: Duration | None = Field(default=None, description="How long until a write can be read back.")
    webhooks: Webhooks | None = Field(default=None, description="How it signs what it sends.")
    polls: tuple[Poll, ...] = Field(default=(), description="Changes that are asked for.")
    rate_limit: RateLimit | None = Field(default=None, description="How many requests it takes.")
    pagination: Pagination | None = Field(default=None, description="How it hands out long lists.")


class SystemSpec(Form):
    """A system."""

    domain: DomainRef = Field(description="The domain that the system serves.")
    owner: TeamRef = Field(description="The team that runs it.")
    business_owner: TeamRef = Field(description="The team that decides what it is for.")
    role: Literal["erp", "billing", "customer-success", "crm", "support", "warehouse", "other"] = Field(
        default="other", description="What it is to the business."
    )
    vendor: Text | None = Field(default=None, description="Who makes it, where it is bought.")
    depends_on: tuple[SystemRef, ...] = Field(default=(), description="Systems without which it does not work.")
    regions: tuple[Text, ...] = Field(default=(), description="Where it keeps data.")
    cleared: tuple[Text, ...] = Field(default=(), description="Classes of data that it may hold.")
    integration: Integration | None = Field(default=None, description="How it behaves towards whoever integrates it.")


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
