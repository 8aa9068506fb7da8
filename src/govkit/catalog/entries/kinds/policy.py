"""What the gate demands, of whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.catalog.entries.form import ApiRef, Day, DomainRef, Duration, Form, TeamRef, Text
from govkit.catalog.entries.kind import Kind

_Severity = Literal["error", "warning", "info", "off"]


class AppliesTo(Form):
    """Whom a policy speaks to; what is left out leaves nobody out."""

    domains: tuple[DomainRef, ...] = ()
    audiences: tuple[Literal["internal", "partner", "public"], ...] = ()
    apis: tuple[ApiRef, ...] = ()


class LifecycleRules(Form):
    """How a version may end."""

    notice: Duration | None = Field(default=None, description="The least time between deprecation and sunset.")
    require_successor: bool = False
    deprecate_first: bool = Field(
        default=False, description="What is removed in a major version was deprecated in the version before."
    )
    require_headers: bool = Field(default=False, description="Deprecated specs declare `Deprecation` and `Sunset`.")


class WaiverForm(Form):
    """A finding that is excused for a time."""

    rule: Text
    subjects: tuple[Text, ...] = Field(min_length=1)
    change: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = None
    until: Day
    reason: Annotated[str, Field(min_length=3)]
    approver: Text


class PolicySpec(Form):
    """A policy."""

    owner: TeamRef = Field(description="The team that answers for it.")
    applies_to: AppliesTo = Field(default_factory=AppliesTo)
    profile: Literal["wire", "source", "strict"] | None = None
    unproven: Literal["error", "warning", "info"] | None = None
    severities: dict[str, _Severity] = Field(default_factory=dict, description="Rule id (or glob): severity, or `off`.")
    semver: bool = Field(default=True, description="A version that steps too little is refused.")
    lifecycle: LifecycleRules = Field(default_factory=LifecycleRules)
    waivers: tuple[WaiverForm, ...] = ()


KIND = Kind(
    name="Policy",
    folder="policies",
    summary="What the gate demands: profile, severities, lifecycle periods, and waivers with an end.",
    spec=PolicySpec,
    example="""\
apiVersion: govkit/v1
kind: Policy
metadata:
  name: partners
spec:
  owner: team:finance-operations
  appliesTo: {audiences: [partner, public]}
  profile: source
  severities:
    response-property-enum-added: error
  lifecycle: {notice: P180D, requireSuccessor: true, deprecateFirst: true}
""",
)
