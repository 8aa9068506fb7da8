"""An API and its versions."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from govkit.catalog.entries.form import (
    ApiVersionRef,
    ConsumerRef,
    Day,
    EntityRef,
    Form,
    Name,
    Path,
    SystemRef,
    TeamRef,
    Text,
    Version,
)
from govkit.catalog.entries.kind import Kind
from govkit.catalog.texts import Duration


class Lifecycle(StrEnum):
    """How far a version has come; it never goes back."""

    DRAFT = "draft"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"

    @property
    def rank(self) -> int:
        """0 for the first stage."""
        return list(Lifecycle).index(self)


class Deprecation(Form):
    """When and why a version ends."""

    date: Day = Field(description="The day from which it is deprecated (RFC 9745).")
    sunset: Day = Field(description="The day from which it may be gone (RFC 8594).")
    successor: ApiVersionRef | None = Field(default=None, description="The version to go to.")
    reason: Text = Field(description="Why consumers have to go, in a sentence for them.")


class ServedEntity(Form):
    """A canonical entity that a version of an API serves, read-only."""

    entity: EntityRef = Field(description="The entity.")
    version: Version = Field(description="The version of its schema.")
    path: Name | None = Field(default=None, description="The path below which it is served; else its name, as many.")
    lists: bool = Field(default=True, description="Whether all of them can be listed, and not only one be read.")

    @property
    def segment(self) -> str:
        """The first segment of its paths: `customers`."""
        name = self.entity.name
        if self.path is not None:
            return self.path
        return f"{name[:-1]}ies" if name.endswith("y") and name[-2:-1] not in "aeiou" else f"{name}s"


class Serving(Form):
    """How canonical entities are served from their systems of record."""

    consumer: ConsumerRef = Field(description="The consumer whose grants are used to read the systems of record.")
    max_age: Duration = Field(
        default=timedelta(minutes=1), description="How long what was read counts as fresh, where no event tells more."
    )
    stale_if_error: Duration = Field(
        default=timedelta(hours=1),
        description="How long after that it is served, marked as stale, while a system of record is down.",
    )


class ApiVersion(Form):
    """One version of an API."""

    version: Version = Field(description="The version as its author numbers it: SemVer, or a day.")
    definition: Path = Field(description="The OpenAPI document, from the top of the estate.")
    overlays: tuple[Path, ...] = Field(default=(), description="OpenAPI Overlays that mend it, in order.")
    lifecycle: Lifecycle = Field(
        default=Lifecycle.DRAFT,
        description="How far it has come: nobody may rely on a draft, nobody on what is retired.",
    )
    released: Day | None = Field(default=None, description="The day of its release; `govkit release` fills it in.")
    deprecation: Deprecation | None = Field(
        default=None, description="When and why it ends; of a version that is deprecated or retired."
    )

    entities: tuple[ServedEntity, ...] = Field(
        default=(),
        description="The canonical entities that it serves: `govkit generate` writes the definition, and nobody else.",
    )

    @property
    def is_released(self) -> bool:
        """Whether somebody may rely on it."""
        return self.lifecycle is not Lifecycle.DRAFT


class ApiSpec(Form):
    """An API."""

    system: SystemRef = Field(description="The system whose API it is.")
    owner: TeamRef = Field(description="The team that builds it (technical owner).")
    business_owner: TeamRef = Field(description="The team that decides what it is for.")
    audience: Literal["internal", "partner", "public"] = Field(description="Who may use it.")
    versions: tuple[ApiVersion, ...] = Field(min_length=1, description="Its versions, in any order.")
    serving: Serving | None = Field(
        default=None, description="How canonical entities are served, of an API that does (`entities` of its versions)."
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where nobody is said to read what a version serves."""
        if self.serving is None and any(one.entities for one in self.versions):
            raise ValueError("serves entities, and does not say as whom it reads them: add `serving: {consumer: …}`")


KIND = Kind(
    name="API",
    folder="apis",
    summary="An API: its owners, its audience, and its versions with their documents and lifecycle.",
    spec=ApiSpec,
    example="""\
apiVersion: govkit/v1
kind: API
metadata:
  name: billing
  title: Billing API
spec:
  system: billing
  owner: team:revenue-engineering
  businessOwner: team:finance-operations
  audience: partner
  versions:
    - version: 1.0.0
      definition: specs/billing/1.0.0/openapi.yaml
      lifecycle: deprecated
      released: 2025-03-01
      deprecation: {date: 2026-03-01, sunset: 2026-12-31, successor: billing@2.0.0, reason: Amounts have no currency.}
    - version: 2.0.0
      definition: specs/billing/2.0.0/openapi.yaml
      lifecycle: active
      released: 2026-02-01
""",
)
