"""Half answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.mocks.faults.course import Course, Spoiling
from govkit.mocks.faults.form import AfterCommit
from govkit.mocks.faults.kind import FaultKind, Sample, Strike


class Truncate(AfterCommit):
    """Half answers. What the request does is always done."""

    fault: Literal["truncate"] = Field(description="The kind of fault.")
    whole: Annotated[bool, Field(strict=True)] = Field(
        default=False,
        description="Whether the head says that the half is all, as a proxy may; else the connection is cut after it.",
    )


def _strike(order: Truncate, _: Strike, course: Course) -> bool:
    course.spoiled = Spoiling.HALF_AS_WHOLE if order.whole else Spoiling.HALF
    return True


KIND = FaultKind(
    name="truncate",
    summary="Half of the body is sent. What was asked for is done.",
    form=Truncate,
    strike=_strike,
    decides=True,
    short=None,
    samples=(
        Sample({"fault": "truncate", "operation": "GET /*", "odds": 0.1}, "one read in ten breaks in the middle"),
        Sample(
            {"fault": "truncate", "whole": True, "times": 1}, "one answer ends early, and nothing tells so but its JSON"
        ),
    ),
)
