"""Silence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from govkit.mocks.faults.course import Course, Stage
from govkit.mocks.faults.form import AfterCommit
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.spans import Seconds, fixed


class Timeout(AfterCommit):
    """Silence."""

    fault: Literal["timeout"] = Field(description="The kind of fault.")
    seconds: Seconds = Field(default=fixed(30.0), description="How long the caller waits until the connection is cut.")


def _strike(order: Timeout, strike: Strike, course: Course) -> bool:
    course.cut = Stage.AFTER_COMMIT if order.after_commit else Stage.BEFORE
    course.silence = order.seconds.at(strike.draw("seconds"))
    return True


KIND = FaultKind(
    name="timeout",
    summary="Nothing is answered, and the connection is cut in the end; after the commit, what was asked for is done.",
    form=Timeout,
    strike=_strike,
    decides=True,
    short="seconds",
    samples=(
        Sample({"fault": "timeout", "operation": "listInvoices", "times": 1}, "one list of invoices never comes"),
        Sample(
            {"fault": "timeout", "seconds": 5, "odds": 0.07, "afterCommit": True},
            "7 of 100 requests are done, and their callers wait in vain",
        ),
    ),
)
