"""Answers that say that something failed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govkit.catalog.entries.form import Text
from govkit.mocks.faults.course import Course, Stage
from govkit.mocks.faults.form import AfterCommit
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.messages import Refused

_DETAIL = "this failure was ordered"
RetryAfter = Annotated[int, Field(ge=0, le=31_536_000, strict=True)]


class Error(AfterCommit):
    """Answers that say that something failed."""

    fault: Literal["error"] = Field(description="The kind of fault.")
    status: Annotated[int, Field(ge=400, le=599, strict=True)] = Field(default=503, description="The status.")
    detail: Text = Field(default=_DETAIL, description="What the answer says, in the API's own form of errors.")
    retry_after: RetryAfter | None = Field(default=None, description="The seconds in `Retry-After`.")


def _strike(order: Error, _: Strike, course: Course) -> bool:
    course.refused = refusal(order.status, order.detail, order.retry_after)
    course.refused_at = Stage.AFTER_COMMIT if order.after_commit else Stage.BEFORE
    return True


def refusal(status: int, detail: str = _DETAIL, retry_after: int | None = None) -> Refused:
    """The error that was ordered."""
    return Refused(status, detail, headers=[("Retry-After", str(retry_after))] if retry_after is not None else [])


KIND = FaultKind(
    name="error",
    summary="An error is answered, in the API's own form of errors; after the commit it hides that all went well.",
    form=Error,
    strike=_strike,
    decides=True,
    short="status",
    samples=(
        Sample(
            {"fault": "error", "status": 503, "operation": "POST /customers", "times": 2},
            "creating a customer fails twice, and works then",
        ),
        Sample(
            {"fault": "error", "status": 500, "odds": 0.08, "afterCommit": True},
            "8 of 100 requests are done, and their callers told that they failed",
        ),
        Sample(
            {"fault": "error", "status": 502, "from": "PT1M", "until": "PT3M"},
            "an outage of two minutes of the mocks' clock, a minute from now",
        ),
    ),
)
