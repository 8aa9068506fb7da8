"""What the gate demands, of whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from govkit.catalog.entries.form import ApiRef, Day, DomainRef, Form, Path, TeamRef, Text
from govkit.catalog.entries.kind import Kind
from govkit.catalog.texts import Duration

_Severity = Literal["error", "warning", "info", "off"]


class AppliesTo(Form):
    """Whom a policy speaks to; what is left out leaves nobody out."""

    domains: tuple[DomainRef, ...] = Field(default=(), description="The domains of their systems.")
    audiences: tuple[Literal["internal", "partner", "public"], ...] = Field(default=(), description="Who may use them.")
    apis: tuple[ApiRef, ...] = Field(default=(), description="The APIs themselves.")


class LifecycleRules(Form):
    """How a version may end."""

    notice: Duration | None = Field(default=None, description="The least time between deprecation and sunset.")
    require_successor: StrictBool = Field(default=False, description="What is deprecated names a successor.")
    deprecate_first: StrictBool = Field(
        default=False, description="What is removed in a major version was deprecated in the version before."
    )
    require_headers: StrictBool = Field(
        default=False, description="Deprecated specs declare `Deprecation` and `Sunset`."
    )


class BreakRules(Form):
    """What becomes of a break in certain cases."""

    unused: Literal["error", "warning", "info"] | None = Field(
        default=None,
        description="The severity of a break that hits nobody whom the catalog knows: no pact, no declared use, no "
        "mapping. Of partner and public APIs a milder one than `error` counts only where `appliesTo.audiences` names "
        "the audience.",
    )


class LintRules(Form):
    """What is asked of descriptions beside the rules of govkit."""

    rulesets: tuple[Path, ...] = Field(
        default=(), description="Rulesets in Spectral's format, from the top of the estate."
    )


class WaiverForm(Form):
    """A finding that is excused for a time."""

    rule: Text = Field(description="The id of the rule, or a glob.")
    subjects: tuple[Text, ...] = Field(min_length=1, description="What the finding is about, as globs.")
    change: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = Field(
        default=None, description="The `cause` of the finding, without which no break is excused."
    )
    until: Day = Field(description="The last day on which it is excused, at most a year ahead.")
    reason: Annotated[str, Field(min_length=3)] = Field(description="Why it is excused.")
    approver: Text = Field(description="Who decided that.")


class PolicySpec(Form):
    """A policy."""

    owner: TeamRef = Field(description="The team that answers for it.")
    applies_to: AppliesTo = Field(
        default_factory=AppliesTo,
        description="Whom it speaks to; everybody, and entries that are no API, where nothing is said.",
    )
    profile: Literal["wire", "source", "strict"] | None = Field(
        default=None,
        description="What is promised: messages are understood, generated code compiles, or nothing changes.",
    )
    unproven: Literal["error", "warning", "info"] | None = Field(
        default=None, description="The severity of a break that could be neither shown nor refuted."
    )
    severities: dict[str, _Severity] = Field(default_factory=dict, description="Rule id (or glob): severity, or `off`.")
    semver: StrictBool = Field(default=True, description="A version that steps too little is refused.")
    breaks: BreakRules = Field(default_factory=BreakRules, description="Breaks that are judged by whom they hit.")
    lifecycle: LifecycleRules = Field(default_factory=LifecycleRules, description="How a version may end.")
    lint: LintRules = Field(default_factory=LintRules, description="What `govkit lint` asks of descriptions.")
    waivers: tuple[WaiverForm, ...] = Field(default=(), description="Findings that are excused for a time.")


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
    response-property-enum-value-added: error
  lifecycle: {notice: P180D, requireSuccessor: true, deprecateFirst: true}
""",
)
