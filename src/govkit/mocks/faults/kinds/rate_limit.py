"""Too many requests."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Field

from govkit.mocks.faults.buckets import Bucket
from govkit.mocks.faults.course import Course, Stage
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.kinds.error import RetryAfter, refusal
from govkit.mocks.faults.spans import Span

_DETAIL = "there were too many requests"
_Number = Annotated[int, Field(gt=0, le=1_000_000_000, strict=True)]


class RateLimit(Order):
    """Too many requests: as ordered by count or odds, or by a real limit."""

    fault: Literal["rate-limit"] = Field(description="The kind of fault.")
    requests: _Number | None = Field(default=None, description="How many requests are taken, …")
    per: Span | None = Field(default=None, description="… in how long, by the mocks' clock.")
    burst: _Number | None = Field(default=None, description="How many at once, where that is another number.")
    status: Literal[429, 503] = Field(default=429, description="The status.")
    retry_after: RetryAfter | None = Field(
        default=None, description="The seconds in `Retry-After`; with a limit, those until the next request is taken."
    )

    def model_post_init(self, context: Any, /) -> None:
        """Raises ValueError where a limit is half said."""
        super().model_post_init(context)
        if (self.requests is None) != (self.per is None) or (self.burst and not self.requests):
            raise ValueError("a limit says `requests` and `per`: how many, in how long")
        if self.per is not None and not self.per:
            raise ValueError("`per` must be longer than nothing")


def _strike(order: RateLimit, strike: Strike, course: Course) -> bool:
    wait = 1
    if order.requests is not None and order.per is not None:
        bucket = strike.memory.get("bucket")
        if bucket is None:
            bucket = strike.memory["bucket"] = Bucket(order.requests, order.per, order.burst)
        taken = bucket.take(strike.now)
        course.headers = bucket.headers(strike.now)
        if taken:
            return False
        wait = math.ceil(bucket.wait(strike.now))
    course.refused = refusal(order.status, _DETAIL, wait if order.retry_after is None else order.retry_after)
    course.refused_at = Stage.BEFORE
    return True


KIND = FaultKind(
    name="rate-limit",
    summary="Too many requests: 429 with `Retry-After`; where `requests` and `per` are said, by a real limit.",
    form=RateLimit,
    strike=_strike,
    decides=True,
    short="retryAfter",
    samples=(
        Sample({"fault": "rate-limit", "times": 3, "retryAfter": 2}, "three requests are refused, whoever sends them"),
        Sample(
            {"fault": "rate-limit", "system": "crm", "requests": 20, "per": "PT1S", "burst": 40},
            "the CRM takes 20 requests a second, 40 at once; headers that its API declares tell what is left",
        ),
        Sample(
            {"fault": "rate-limit", "requests": 100, "per": "1m", "by": "header:Authorization"},
            "each token has a limit of its own",
        ),
    ),
)
