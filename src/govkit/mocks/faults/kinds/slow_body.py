"""Bodies that trickle."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.mocks.faults.course import Course
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.spans import Seconds, fixed


class SlowBody(Order):
    """Bodies that trickle."""

    fault: Literal["slow-body"] = Field(description="The kind of fault.")
    seconds: Seconds = Field(default=fixed(5.0), description="How long the body takes.")
    pieces: Annotated[int, Field(gt=0, le=1_000, strict=True)] = Field(
        default=20, description="In how many pieces it comes."
    )


def _strike(order: SlowBody, strike: Strike, course: Course) -> bool:
    course.body_seconds = order.seconds.at(strike.draw("seconds"))
    course.body_pieces = order.pieces
    return True


KIND = FaultKind(
    name="slow-body",
    summary="The head of the answer comes at once, its body slowly, in pieces: no time-out between bytes sees it.",
    form=SlowBody,
    strike=_strike,
    decides=False,
    short="seconds",
    samples=(
        Sample(
            {"fault": "slow-body", "operation": "GET /invoices", "seconds": 8}, "the list of invoices takes 8 seconds"
        ),
    ),
)
