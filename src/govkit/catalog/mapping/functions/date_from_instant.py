"""The day of an instant, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from govkit.catalog.mapping.function import DATE, INSTANT, Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema


def _run(instant: Any) -> str:
    try:
        found = datetime.fromisoformat(instant)
    except (TypeError, ValueError):
        raise Unmappable("is no instant") from None
    if found.tzinfo is None:
        raise Unmappable("is an instant without an offset")
    return found.astimezone(UTC).date().isoformat()


def _output(given: Given) -> Schema:
    return DATE


FUNCTION = Function(
    name="date_from_instant",
    summary="The day of an instant (RFC 3339), in UTC.",
    arguments=(Argument("instant", INSTANT),),
    output=_output,
    run=_run,
    back=("instant_from_date",),
    examples=(
        Case(("2026-09-15T10:00:00Z",), "2026-09-15"),
        Case(("2026-01-01T00:30:00+01:00",), "2025-12-31"),
        Case(("yesterday",), refused="is no instant"),
    ),
)
