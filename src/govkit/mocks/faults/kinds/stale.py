"""Reads that show what was."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from govkit.mocks.faults.course import Course
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import FaultKind, Sample, Strike
from govkit.mocks.faults.spans import Span, span


class Stale(Order):
    """Reads that show what was."""

    fault: Literal["stale"] = Field(description="The kind of fault.")
    seconds: Span = Field(default=span(5.0), description="How old the state is that is shown, by the mocks' clock.")


def _strike(order: Stale, strike: Strike, course: Course) -> bool:
    if strike.is_write:
        return False
    course.as_of = strike.now - order.seconds
    return True


KIND = FaultKind(
    name="stale",
    summary="Reads are answered from an older state, as copies and caches do: what was written is not seen at once.",
    form=Stale,
    strike=_strike,
    decides=False,
    short="seconds",
    samples=(
        Sample(
            {"fault": "stale", "system": "erp", "operation": "GET /*", "seconds": 90},
            "what is written to the ERP can be read 90 seconds later",
        ),
    ),
)
