"""The seconds since 1970 of an instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from govkit.catalog.mapping.function import INSTANT, Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema

_FIRST, _LAST = -62_135_596_800, 253_402_300_799  # the years 1 to 9999


def _run(instant: Any) -> int:
    try:
        found = datetime.fromisoformat(instant)
    except (TypeError, ValueError):
        raise Unmappable("is no instant") from None
    if found.tzinfo is None:
        raise Unmappable("is an instant without an offset")
    return int(found.timestamp() // 1)


def _output(given: Given) -> Schema:
    return {"type": "integer", "minimum": _FIRST - 86_400, "maximum": _LAST + 86_400}


FUNCTION = Function(
    name="epoch_from_instant",
    summary="The whole seconds since 1970 of an instant (RFC 3339).",
    unit="seconds since 1970",
    arguments=(Argument("instant", INSTANT),),
    output=_output,
    run=_run,
    back=("instant_from_epoch",),
    examples=(Case(("2025-09-15T10:00:00Z",), 1_757_930_400), Case(("soon",), refused="is no instant")),
)
