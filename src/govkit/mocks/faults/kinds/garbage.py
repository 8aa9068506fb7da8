"""Answers that are none."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from govkit.mocks.faults.course import Course, Spoiling
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import FaultKind, Sample, Strike


class Garbage(Order):
    """Answers that are none. What the request does is always done."""

    fault: Literal["garbage"] = Field(description="The kind of fault.")
    body: Literal["invalid", "wrong-type", "markup", "empty", "binary"] = Field(
        default="invalid",
        description="What comes: broken JSON, the right body under a wrong type, a page of a proxy, nothing, bytes.",
    )


def _strike(order: Garbage, _: Strike, course: Course) -> bool:
    course.spoiled = Spoiling(order.body)
    return True


KIND = FaultKind(
    name="garbage",
    summary="The status is as always, the body is none that anybody could read. What was asked for is done.",
    form=Garbage,
    strike=_strike,
    decides=True,
    short="body",
    samples=(
        Sample({"fault": "garbage", "operation": "GET /*", "times": 1}, "the JSON of one answer is broken"),
        Sample(
            {"fault": "garbage", "body": "markup", "odds": 0.02}, "a proxy puts its own page in the place of an answer"
        ),
    ),
)
