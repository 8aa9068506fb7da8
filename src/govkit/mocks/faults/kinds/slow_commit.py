"""Writes that are done later than anybody waits for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.mocks.faults.course import Course, Stage
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.kinds.error import refusal
from govkit.mocks.faults.spans import Seconds, Spread, fixed
from govkit.mocks.messages import Refused

_SETTLE_TIME = 5.0
"""Seconds, where the catalog does not know better."""


class SlowCommit(Order):
    """Writes that are done later than anybody waits for."""

    fault: Literal["slow-commit"] = Field(description="The kind of fault.")
    seconds: Seconds | None = Field(
        default=None,
        description="How much later, by the mocks' clock: at most the settle time of the system, and any time up to it "
        "(up to 5 seconds where none is declared) where nothing is said.",
    )
    answer: Literal["timeout", "drop", "error", "accepted", "late"] = Field(
        default="timeout",
        description="What the caller is told meanwhile: nothing, a cut, an error, 202; or the answer when it is done.",
    )
    status: Annotated[int, Field(ge=400, le=599, strict=True)] = Field(
        default=504, description="The status of an error."
    )
    patience: Seconds = Field(default=fixed(30.0), description="How long the caller waits in vain.")


def _strike(order: SlowCommit, strike: Strike, course: Course) -> bool:
    if not strike.is_write:
        return False
    settle = strike.settle_time.total_seconds() if strike.settle_time is not None else None
    spread = order.seconds or Spread(uniform=(0.0, min(_SETTLE_TIME if settle is None else settle, 600.0)))
    seconds = spread.at(strike.draw("seconds"))
    course.commit_in = seconds if settle is None else min(seconds, settle)
    match order.answer:
        case "timeout":
            course.cut, course.silence = Stage.AFTER_COMMIT, order.patience.at(strike.draw("patience"))
        case "drop":
            course.cut = Stage.AFTER_COMMIT
        case "error":
            course.refused, course.refused_at = refusal(order.status), Stage.AFTER_COMMIT
        case "accepted":
            course.refused, course.refused_at = Refused(202, "it will be done"), Stage.AFTER_COMMIT
        case "late":
            course.waits = True
    return True


KIND = FaultKind(
    name="slow-commit",
    summary="A write is done later than its caller waits: who looks too early finds nothing, and writes it twice.",
    form=SlowCommit,
    strike=_strike,
    decides=True,
    short="seconds",
    samples=(
        Sample(
            {"fault": "slow-commit", "system": "erp", "odds": 0.03},
            "3 of 100 writes to the ERP time out, and are done within its settle time",
        ),
        Sample(
            {"fault": "slow-commit", "seconds": 20, "answer": "error", "status": 504, "times": 1},
            "a gateway gives up, and the write is done 20 seconds later",
        ),
    ),
)
