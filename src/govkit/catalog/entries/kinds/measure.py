"""What a business process is measured by: which events and writes count, and what is aimed at."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic import ConfigDict, Field

from govkit.catalog.entries.form import Amount, Dotted, Expression, Form, TeamRef, Text
from govkit.catalog.entries.kind import Kind
from govkit.catalog.texts import Duration

FigureName: TypeAlias = Literal[
    "manual-effort", "replay-volume", "success-rate", "time-to-recovery", "time-to-resolve", "wait-for-people"
]
"""The figures that every workflow has."""
TIMES: Final = ("time-to-recovery", "time-to-resolve", "wait-for-people")
"""Those that are durations."""
Part: TypeAlias = Literal["median", "p95", "total"]
"""A value of several that a time has."""
_Share = Annotated[float, Field(ge=0, le=1, strict=True)]
FIGURES: Final[tuple[str, ...]] = get_args(FigureName)


_ONE_OF_THREE = [{"required": [name]} for name in ("event", "write", "exception")]
_ONE_OF_TWO = [{"required": [name]} for name in ("is", "atLeast")]


class Happening(Form):
    """Something that happened to an object: an event, a write, or an exception. One of the three is named."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _ONE_OF_THREE})  # type: ignore[dict-item]  # it is JSON

    event: Dotted | None = Field(
        default=None, description="An event: a system and its webhook (`billing.invoice.paid`), or what a poll emits."
    )
    write: Dotted | None = Field(
        default=None, description="A write that was done: a system and the operationId (`erp.postInvoice`)."
    )
    exception: Text | None = Field(default=None, description="An exception of a workflow, by the name of that.")
    key: Expression = Field(
        description="Which object it is about: `$inputs.…` of the event, `$request.body#/…`, `$response.body#/…`."
    )
    at: Expression | None = Field(
        default=None,
        description="When it happened, where its own message says so: a day or an instant. Else when it occurred.",
    )

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError unless one thing is named, and for expressions of what it does not have."""
        if sum(one is not None for one in (self.event, self.write, self.exception)) != 1:
            raise ValueError("names one of `event`, `write` and `exception`")
        for name, text in self.expressions:
            if self.write is None and not text.startswith("$inputs"):
                raise ValueError(f"`{name}` must begin with `$inputs`: only a write has a request and a response")

    @property
    def expressions(self) -> list[tuple[str, str]]:
        """The expressions in it, by their members."""
        said = {"key": self.key, "at": self.at}
        return [(name, text) for name, text in said.items() if text is not None]

    @property
    def what(self) -> str:
        """What it is, in words."""
        return self.event or self.write or f"exception of {self.exception}"


class Judged(Happening):
    """Something that happened and says yes or no: its value is one of some, or large enough."""

    model_config = ConfigDict(json_schema_extra={"allOf": [{"oneOf": _ONE_OF_THREE}, {"oneOf": _ONE_OF_TWO}]})  # type: ignore[dict-item]  # as above

    value: Expression = Field(description="The value that says so.")
    is_: tuple[str | int | bool, ...] | None = Field(
        default=None, alias="is", min_length=1, description="Values of yes."
    )
    at_least: float | None = Field(default=None, description="The least number of yes.")

    def model_post_init(self, context: Any, /) -> None:
        """Raises ValueError unless there is one way to tell yes from no."""
        super().model_post_init(context)
        if (self.is_ is None) == (self.at_least is None):
            raise ValueError("says what counts as yes: one of `is` and `atLeast`")

    @property
    def expressions(self) -> list[tuple[str, str]]:
        """The expressions in it, by their members."""
        return [*super().expressions, ("value", self.value)]


class Latency(Form):
    """How long it takes from one thing to another that happens to the same object."""

    from_: Happening = Field(alias="from", description="What it begins with.")
    to: Happening = Field(description="What it ends with.")
    within: Duration | None = Field(
        default=None, description="How long before its end a beginning is looked for; P90D where nothing is said."
    )
    target: Duration | None = Field(default=None, description="How long it should take at most.")
    baseline: Duration | None = Field(
        default=None, description="How long it took before, in place of the period before."
    )
    part: Part = Field(default="median", description="Which value the target and the baseline are of.")

    @property
    def reach(self) -> timedelta:
        """How long before its end a beginning is looked for."""
        return self.within if self.within is not None else timedelta(days=90)


class Share(Form):
    """How many of some objects something happened to."""

    of: Happening = Field(description="The objects that count.")
    having: tuple[Happening, ...] = Field(min_length=1, description="What may happen to them; each object counts once.")
    better: Literal["lower", "higher"] = Field(default="lower", description="What is aimed at.")
    target: _Share | None = Field(default=None, description="The share that is aimed at, from 0 to 1.")
    baseline: _Share | None = Field(default=None, description="The share before, in place of the period before.")


class Accuracy(Form):
    """How often a forecast said what then came."""

    forecast: Judged = Field(description="The forecast; of several the last before the outcome counts.")
    outcome: Judged = Field(description="The outcome.")
    within: Duration | None = Field(
        default=None, description="How long before the outcome a forecast is looked for; P365D where nothing is said."
    )
    target: _Share | None = Field(default=None, description="The share of right forecasts that is aimed at.")
    baseline: _Share | None = Field(default=None, description="The share before, in place of the period before.")

    @property
    def reach(self) -> timedelta:
        """How long before the outcome a forecast is looked for."""
        return self.within if self.within is not None else timedelta(days=365)


class Goal(Form):
    """What is aimed at in a figure that every workflow has."""

    name: FigureName = Field(description="The figure.")
    target: Amount = Field(description="What is aimed at: a share from 0 to 1, a number, or a duration (`PT4H`).")
    baseline: Amount | None = Field(default=None, description="What it was before, in place of the period before.")
    part: Part = Field(default="median", description="Of a time, which value the target and the baseline are of.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError for a goal of another sort than the figure."""
        is_time = self.name in TIMES
        for name, said in (("target", self.target), ("baseline", self.baseline)):
            if said is not None and isinstance(said, timedelta) != is_time:
                raise ValueError(f"the `{name}` must be {'a duration such as PT4H' if is_time else 'a number'}")
            if isinstance(said, float) and (said < 0 or (said > 1 and self.name == "success-rate")):
                raise ValueError(f"the `{name}` must be 0 or more, and a share at most 1")


class MeasureSpec(Form):
    """What a process is measured by: one of `latency`, `share` and `accuracy`, or a goal of a `figure`."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("latency", "share", "accuracy", "figure")]}
    )

    owner: TeamRef = Field(description="The team that answers for it.")
    process: Text = Field(description="The workflow that it is about.")
    latency: Latency | None = Field(default=None, description="A time between two things.")
    share: Share | None = Field(default=None, description="A share of objects.")
    accuracy: Accuracy | None = Field(default=None, description="A forecast held against its outcome.")
    figure: Goal | None = Field(default=None, description="A figure that every workflow has.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError unless one thing is measured."""
        if sum(one is not None for one in (self.latency, self.share, self.accuracy, self.figure)) != 1:
            raise ValueError("measures one thing: one of `latency`, `share`, `accuracy` and `figure`")

    @property
    def measured(self) -> tuple[str, Latency | Share | Accuracy | Goal]:
        """What is measured, with the name of its member."""
        if self.latency is not None:
            return "latency", self.latency
        if self.share is not None:
            return "share", self.share
        if self.accuracy is not None:
            return "accuracy", self.accuracy
        assert self.figure is not None, "one of them is there"
        return "figure", self.figure

    @property
    def part(self) -> str:
        """Which value the target is of; empty where there is but one."""
        _, said = self.measured
        has_parts = isinstance(said, Latency) or (isinstance(said, Goal) and said.name in TIMES)
        return said.part if has_parts and isinstance(said, Latency | Goal) else ""

    @property
    def happenings(self) -> list[tuple[tuple[str | int, ...], Happening]]:
        """What it looks at, each with its place in the specification."""
        _, said = self.measured
        if isinstance(said, Latency):
            return [(("latency", "from"), said.from_), (("latency", "to"), said.to)]
        if isinstance(said, Share):
            return [
                (("share", "of"), said.of),
                *((("share", "having", index), one) for index, one in enumerate(said.having)),
            ]
        if isinstance(said, Accuracy):
            return [(("accuracy", "forecast"), said.forecast), (("accuracy", "outcome"), said.outcome)]
        return []


KIND = Kind(
    name="Measure",
    folder="measures",
    summary="What a business process is measured by: a time, a share, or a forecast held against its outcome.",
    spec=MeasureSpec,
    example="""\
apiVersion: govkit/v1
kind: Measure
metadata:
  name: invoice-posting
  title: From a finalized invoice to its posting
spec:
  owner: team:revenue-engineering
  process: invoice-to-ledger
  latency:
    from: {event: billing.invoice.finalized, key: $inputs.data#/invoice/id}
    to: {write: erp.postInvoice, key: $inputs.data#/invoice/id}
    within: P30D
    target: PT1H
""",
)
