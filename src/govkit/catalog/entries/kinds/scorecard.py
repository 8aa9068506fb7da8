"""How good is good enough: levels that APIs reach, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from govkit.catalog.entries.form import Form, TeamRef, Text
from govkit.catalog.entries.kind import Kind
from govkit.catalog.entries.kinds.policy import AppliesTo
from govkit.catalog.texts import named, shown

Fact: TypeAlias = Literal["described", "members", "escalation", "released", "used", "current", "asked"]
"""What an entry or its surroundings show; each is there or not."""


def _read_number(value: Any, is_fit: Callable[[float], bool], wanted: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be {wanted}, not {named(value)}")
    if not is_fit(value):
        raise ValueError(f"must be {wanted}, not {shown(value)}")
    return float(value)


def _read_share(value: Any) -> float:
    return _read_number(value, lambda number: 0 <= number <= 1, "a share from 0 to 1")


def _read_effort(value: Any) -> float:
    return _read_number(value, lambda number: 0 < number <= 1000, "a number above 0, at most 1000")


Share = Annotated[float, BeforeValidator(_read_share, json_schema_input_type=Annotated[float, Field(ge=0, le=1)])]
"""A share, from 0 to 1."""
Effort = Annotated[float, BeforeValidator(_read_effort, json_schema_input_type=Annotated[float, Field(gt=0, le=1000)])]
"""How hard something is, in any unit."""


class FindingsLimit(Form):
    """How many findings a level allows."""

    rules: tuple[Text, ...] = Field(default=("*",), min_length=1, description="The rules that are meant, as globs.")
    severity: Literal["error", "warning", "info"] = Field(
        default="info", description="The mildest severity that counts, as policies have it."
    )
    at_most: Annotated[int, Field(ge=0, strict=True)] = Field(default=0, description="So many may be there.")
    operations: Share | None = Field(
        default=None, description="Instead: the share of operations, from 0 to 1, that must be free of them."
    )


class CoverageLimit(Form):
    """How much recorded contracts must cover."""

    of: Literal["operations", "statuses"] = Field(default="operations", description="What is counted.")
    at_least: Share = Field(description="The share, from 0 to 1, that a pact records.")


class Requirement(Form):
    """One thing that a level asks for: `findings`, `coverage` or `fact`."""

    findings: FindingsLimit | None = Field(default=None, description="What `govkit lint` may find.")
    coverage: CoverageLimit | None = Field(default=None, description="What recorded contracts cover.")
    fact: Fact | None = Field(
        default=None,
        description="described: the API has a description; members, escalation: its owner has some; released: a "
        "version is active; used: a consumer says so; current: nobody uses a version that ends; asked: it was asked at "
        "random, and passed.",
    )

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where it asks for nothing, or for several things."""
        if sum(one is not None for one in (self.findings, self.coverage, self.fact)) != 1:
            raise ValueError("asks for one thing: `findings`, `coverage` or `fact`")


class LevelForm(Form):
    """A level: what it asks for beside all that those before it do."""

    name: Text = Field(description="What it is called.")
    requires: tuple[Requirement, ...] = Field(min_length=1, description="What it asks for.")


class EffortForm(Form):
    """How hard it is to do one more, in any unit; 1 where nothing is said."""

    rules: dict[str, Effort] = Field(default_factory=dict, description="To mend a finding: rule id (or glob): effort.")
    coverage: Effort = Field(default=1, description="To record one more operation or status.")
    facts: dict[Fact, Effort] = Field(default_factory=dict, description="To make a fact true.")


class ScorecardSpec(Form):
    """A scorecard."""

    owner: TeamRef = Field(description="The team that answers for it.")
    applies_to: AppliesTo = Field(default_factory=AppliesTo, description="Whose APIs it rates; all where none is said.")
    levels: tuple[LevelForm, ...] = Field(min_length=1, description="The levels, the lowest first.")
    effort: EffortForm = Field(default_factory=EffortForm, description="How hard the next step is.")

    def model_post_init(self, _: object, /) -> None:
        """Raises ValueError where two levels have one name."""
        names = [level.name for level in self.levels]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"has two levels of the name `{twice}`")


KIND = Kind(
    name="Scorecard",
    folder="scorecards",
    summary="Levels that APIs reach, by what a lint finds, what contracts cover, and who answers for them.",
    spec=ScorecardSpec,
    example="""\
apiVersion: govkit/v1
kind: Scorecard
metadata:
  name: apis
  title: How good our APIs are
spec:
  owner: team:finance-operations
  levels:
    - name: bronze
      requires:
        - findings: {severity: error}
        - fact: members
    - name: silver
      requires:
        - findings: {severity: warning, atMost: 5}
        - fact: described
        - coverage: {atLeast: 0.5}
    - name: gold
      requires:
        - findings: {rules: ["example-*", "description-*"], operations: 0.9}
        - fact: escalation
        - coverage: {of: statuses, atLeast: 0.5}
  effort:
    rules: {"description-*": 0.5}
    coverage: 3
    facts: {escalation: 2}
""",
)
