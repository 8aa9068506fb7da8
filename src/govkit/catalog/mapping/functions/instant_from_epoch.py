"""An instant out of the seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from govkit.catalog.mapping.function import INSTANT, Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema

_MOST = 253_402_300_799  # the last second of the year 9999


def _run(seconds: Any) -> str:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _MOST:
        raise Unmappable("is no time since 1970 in seconds")
    found = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="auto")
    return found.replace("+00:00", "Z")


def _output(given: Given) -> Schema:
    return INSTANT


FUNCTION = Function(
    name="instant_from_epoch",
    summary="An instant (RFC 3339, UTC) out of the seconds since 1970.",
    unit="seconds since 1970",
    arguments=(Argument("seconds", {"type": "number", "minimum": 0, "maximum": _MOST}),),
    output=_output,
    run=_run,
    back=("epoch_from_instant",),
    examples=(Case((1_757_930_400,), "2025-09-15T10:00:00Z"), Case((-1,), refused="is no time since 1970 in seconds")),
)
