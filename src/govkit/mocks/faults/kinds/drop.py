"""Connections that are cut."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from govkit.mocks.faults.course import Course, Stage
from govkit.mocks.faults.form import AfterCommit
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.spans import Seconds, fixed


class Drop(AfterCommit):
    """Connections that are cut."""

    fault: Literal["drop"] = Field(description="The kind of fault.")
    at: Literal["before", "after-commit", "in-answer"] | None = Field(
        default=None,
        description="Where: before the request is looked at, when it is done, or when the head of the answer is sent.",
    )
    seconds: Seconds = Field(default=fixed(0.0), description="How long after that.")

    def model_post_init(self, context: Any, /) -> None:
        """Raises ValueError where two things are said."""
        super().model_post_init(context)
        if self.after_commit and self.at not in (None, "after-commit"):
            raise ValueError("`afterCommit` says the same as `at: after-commit`, and not the same as this")


def _strike(order: Drop, strike: Strike, course: Course) -> bool:
    course.cut = Stage(order.at or ("after-commit" if order.after_commit else "before"))
    course.silence = order.seconds.at(strike.draw("seconds"))
    return True


KIND = FaultKind(
    name="drop",
    summary="The connection is cut: before the request is looked at, when it is done, or in the middle of the answer.",
    form=Drop,
    strike=_strike,
    decides=True,
    short="at",
    samples=(
        Sample({"fault": "drop", "odds": 0.05}, "one connection in twenty breaks, and nothing is done"),
        Sample(
            {
                "fault": "drop",
                "operation": "POST /invoices",
                "at": "after-commit",
                "by": "header:Idempotency-Key",
                "times": 1,
            },
            "the first try of each invoice is done, and nobody hears of it",
        ),
        Sample({"fault": "drop", "at": "in-answer"}, "the head of the answer comes, and nothing of its body"),
    ),
)
