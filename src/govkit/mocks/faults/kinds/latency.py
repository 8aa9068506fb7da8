"""Answers that take long."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from govkit.mocks.faults.course import Course
from govkit.mocks.faults.form import AfterCommit
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.spans import Seconds, fixed


class Latency(AfterCommit):
    """Answers that take long."""

    fault: Literal["latency"] = Field(description="The kind of fault.")
    seconds: Seconds = Field(default=fixed(1.0), description="How much longer.")


def _strike(order: Latency, strike: Strike, course: Course) -> bool:
    seconds = order.seconds.at(strike.draw("seconds"))
    if order.after_commit:
        course.after += seconds
    else:
        course.before += seconds
    return True


KIND = FaultKind(
    name="latency",
    summary="The answer comes late, and is as it would have been. It goes together with any other fault.",
    form=Latency,
    strike=_strike,
    decides=False,
    short="seconds",
    samples=(
        Sample({"fault": "latency", "seconds": 0.25}, "every answer takes a quarter of a second longer"),
        Sample(
            {"fault": "latency", "system": "erp", "seconds": {"percentiles": {"p50": "80ms", "p99": "2s"}}},
            "the ERP is as slow as it was measured: half of its answers take 80 ms, one in a hundred takes 2 s",
        ),
        Sample(
            {"fault": "latency", "seconds": {"lognormal": {"median": 0.05, "sigma": 0.8}}, "afterCommit": True},
            "what is written is there at once, and the answer comes later",
        ),
    ),
)
