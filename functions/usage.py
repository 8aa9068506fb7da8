"""What customer success needs to know of usage."""

from typing import TypedDict

from govkit.functions import SchemaOf, function


class Period(TypedDict):
    """A period, from its first day to the day after its last."""

    start: str
    end: str


@SchemaOf("billing@3.0.0", "UsageSummary")
class Summary(TypedDict):
    """Usage of one meter in one period, as billing tells it."""

    unit: str
    period: Period
    quantity: str
    included_quantity: str | None
    updated_at: str


@SchemaOf("customer-success@2.0.0", "UsageSnapshotInput")
class Snapshot(TypedDict):
    """What is to be sent to customer success."""

    asOf: str
    period: Period
    quantity: str
    limit: str | None
    unit: str


@function
def snapshot_of_usage(usage: Summary) -> Snapshot:
    """Make of the usage of a period what customer success takes.

    Takes the figures of a usage summary of billing as they are. Corrections may make a quantity negative; less than
    nothing becomes nothing.
    """
    included = usage["included_quantity"]
    return {
        "asOf": usage["updated_at"],
        "period": {"start": usage["period"]["start"], "end": usage["period"]["end"]},
        "quantity": _not_negative(usage["quantity"]),
        "limit": None if included is None else _not_negative(included),
        "unit": usage["unit"],
    }


def _not_negative(quantity: str) -> str:
    return "0" if quantity.startswith("-") else quantity
