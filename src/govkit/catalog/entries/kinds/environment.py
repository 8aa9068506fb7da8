"""Where versions run."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from govkit.catalog.entries.form import Build, Day, EnvironmentRef, Form, Name, TeamRef
from govkit.catalog.entries.kind import Kind


class Deployment(Form):
    """A version of an API or a consumer that runs somewhere."""

    name: Name = Field(description="The API or consumer.")
    version: Build = Field(description="The version that runs.")
    since: Day = Field(description="The first day on which it ran.")
    until: Day | None = Field(default=None, description="The day from which it no longer runs.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where it ends before it begins."""
        if self.until is not None and self.until < self.since:
            raise ValueError(f"ends on {self.until}, before it begins on {self.since}")

    def runs_on(self, day: Day) -> bool:
        """Whether it runs on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class EnvironmentSpec(Form):
    """An environment."""

    owner: TeamRef = Field(description="The team that runs it.")
    promotes_from: EnvironmentRef | None = Field(default=None, description="Where a version must run before.")
    deployments: tuple[Deployment, ...] = Field(
        default=(), description="What runs, and what ran; `govkit deploy` writes it."
    )


KIND = Kind(
    name="Environment",
    folder="environments",
    summary="Where versions of APIs and consumers run, and since when.",
    spec=EnvironmentSpec,
    example="""\
apiVersion: govkit/v1
kind: Environment
metadata:
  name: production
spec:
  owner: team:revenue-engineering
  promotesFrom: staging
  deployments:
    - {name: billing, version: 2.0.0, since: 2026-02-01}
""",
)
