"""Times in orders: seconds, as `250ms` or as ISO 8601 writes them; fixed, or spread as measured times are."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import NormalDist
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, PlainSerializer, model_serializer

from govkit.catalog.entries.form import Form
from govkit.catalog.texts import named, shown
from govkit.mocks.faults.course import LONGEST

_ISO = re.compile(
    r"P(?=.)(?:([0-9]{1,5})D)?(?:T(?=.)(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8}(?:\.[0-9]{1,6})?)S)?)?\Z"
)
_SHORT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h|d)\Z")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_TEXT = r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d)|P.+)$"
_PERCENTILE = re.compile(r"p([0-9]{1,2}(?:\.[0-9]{1,3})?)\Z")


def seconds_of(value: Any) -> float:
    """A time span in seconds: a number of them, `250ms`, or `PT90S`. Raises ValueError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise ValueError("must be a number of seconds")
        return float(value)
    if isinstance(value, str):
        short, iso = _SHORT.match(value), _ISO.match(value)
        if short is not None:
            return float(short[1]) * _UNITS[short[2]]
        if iso is not None:
            days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
            return days * 86_400 + hours * 3_600 + minutes * 60 + seconds
        raise ValueError(f"must be seconds, as 2.5, `250ms` or `PT90S`, not {shown(value)}")
    raise ValueError(f"must be seconds, as 2.5, `250ms` or `PT90S`, not {named(value)}")


def _span(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    seconds = seconds_of(value)
    if not 0 <= seconds <= 36_525 * 86_400:
        raise ValueError("must be a time of at most a hundred years")
    return timedelta(seconds=seconds)


_SPAN_INPUT = float | Annotated[str, Field(pattern=_TEXT, max_length=50)]
Span = Annotated[
    timedelta,
    BeforeValidator(_span, json_schema_input_type=_SPAN_INPUT),
    PlainSerializer(lambda span: span.total_seconds(), return_type=float),
]
"""A time span."""


def _moment(value: Any) -> datetime | timedelta:
    if isinstance(value, str) and len(value) > 9 and value[:4].isdigit():
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"must be an instant, as 2026-03-01T09:00:00Z, not {shown(value)}") from None
        return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)
    return value if isinstance(value, datetime) else _span(value)


Moment = Annotated[
    datetime | timedelta,
    BeforeValidator(_moment, json_schema_input_type=_SPAN_INPUT | Annotated[str, Field(max_length=50)]),
    PlainSerializer(
        lambda moment: moment.total_seconds() if isinstance(moment, timedelta) else moment.isoformat(),
        return_type=float | str,
    ),
]
"""An instant of the mocks' clock, or a time from the order on."""

PlainSeconds: TypeAlias = Annotated[
    float, BeforeValidator(seconds_of, json_schema_input_type=_SPAN_INPUT), Field(ge=0, le=LONGEST)
]
"""A number of seconds."""


class Normal(Form):
    """Times about a mean; none is below 0."""

    mean: PlainSeconds = Field(description="The mean.")
    deviation: PlainSeconds = Field(description="The standard deviation.")


class Lognormal(Form):
    """Times as servers have them: most are short, few are long."""

    median: PlainSeconds = Field(gt=0, description="Half of them are shorter.")
    sigma: float = Field(gt=0, le=5, strict=True, description="How wide they spread: that of the logarithms.")


class Exponential(Form):
    """Times between events that know nothing of each other."""

    mean: PlainSeconds = Field(description="The mean.")


class Spread(Form):
    """How long something takes: one of these."""

    fixed: PlainSeconds | None = Field(default=None, description="Always the same; a number alone says the same.")
    uniform: tuple[PlainSeconds, PlainSeconds] | None = Field(default=None, description="Anything between two times.")
    normal: Normal | None = Field(default=None, description="Times about a mean.")
    lognormal: Lognormal | None = Field(default=None, description="Many short times, few long ones.")
    exponential: Exponential | None = Field(default=None, description="Times without memory.")
    percentiles: dict[str, PlainSeconds] | None = Field(
        default=None, description="Measured times, as `{p50: 0.1, p99: 2}`; those between lie on a curve through them."
    )

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where nothing is said, or more than one thing, or percentiles that are none."""
        if len(self.model_fields_set) != 1:
            raise ValueError(f"must be one of {', '.join(type(self).model_fields)}")
        if self.uniform is not None and self.uniform[0] > self.uniform[1]:
            raise ValueError("`uniform` is the shorter time and then the longer one")
        if self.percentiles is not None:
            _curve(self.percentiles)

    @model_serializer
    def _told(self) -> Any:
        if self.fixed is not None:
            return self.fixed
        name = next(iter(self.model_fields_set))
        value = getattr(self, name)
        return {name: value.model_dump() if isinstance(value, Form) else value}

    def at(self, unit: float) -> float:
        """The time that belongs to a number from 0 to 1: the longer, the greater it is."""
        inside = min(max(unit, 1e-9), 1 - 1e-9)
        return min(max(self._at(inside), 0.0), LONGEST)

    def _at(self, unit: float) -> float:
        if self.uniform is not None:
            low, high = self.uniform
            return low + (high - low) * unit
        if self.normal is not None:
            return self.normal.mean + self.normal.deviation * NormalDist().inv_cdf(unit)
        if self.lognormal is not None:
            return math.exp(
                min(math.log(self.lognormal.median) + self.lognormal.sigma * NormalDist().inv_cdf(unit), 50.0)
            )
        if self.exponential is not None:
            return -self.exponential.mean * math.log(1 - unit)
        if self.percentiles is not None:
            return _on_curve(_curve(self.percentiles), NormalDist().inv_cdf(unit))
        return self.fixed or 0.0


def _curve(percentiles: dict[str, float]) -> list[tuple[float, float]]:
    """The points of measured times: where each stands among normal ones, and its logarithm. Raises ValueError."""
    points = []
    for name, seconds in percentiles.items():
        found = _PERCENTILE.match(name)
        share = float(found[1]) / 100 if found else 0.0
        if not 0 < share < 1:
            raise ValueError(f"has names such as p50, p99 and p99.9, not {shown(name)}")
        points.append((NormalDist().inv_cdf(share), math.log(max(seconds, 1e-6))))
    points.sort()
    if not points or any(after[1] < before[1] for before, after in pairwise(points)):
        raise ValueError("must be times that grow with their percentiles")
    return points


def _on_curve(points: list[tuple[float, float]], z: float) -> float:
    """A time between two points, or beyond the last of them as steep as there; through two points it is lognormal."""
    if len(points) == 1:
        return math.exp(points[0][1])
    after = next((at for at in range(1, len(points)) if points[at][0] >= z), len(points) - 1)
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    return math.exp(min(y0 + (y1 - y0) * (z - x0) / (x1 - x0), 50.0)) if x1 > x0 else math.exp(y1)


def _spread(value: Any) -> Any:
    return value if isinstance(value, dict | Spread) else {"fixed": seconds_of(value)}


Seconds = Annotated[Spread, BeforeValidator(_spread, json_schema_input_type=_SPAN_INPUT | Spread)]
"""How long something takes: a number of seconds, or how such times are spread."""


def fixed(seconds: float) -> Spread:
    """Always the same time."""
    return Spread(fixed=seconds)


def span(seconds: float) -> timedelta:
    """A time span."""
    return timedelta(seconds=seconds)
