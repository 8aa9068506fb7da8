"""The faults that are ordered: listed, added, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import Asked, Route, Sample
from govkit.mocks.faults import Fault, Malformed
from govkit.mocks.messages import JsonObject, Refused

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_MOST = 1_000
_FAULTS: JsonObject = {"type": "array", "items": {"type": "object", "required": ["fault", "hits"]}}
_ORDER: JsonObject = {"type": ["object", "array"]}
_SAMPLE = Sample({"fault": "error", "system": "billing", "operation": "POST /customers", "status": 503, "times": 2})


def routes(control: Control) -> tuple[Route, ...]:
    """Listing, adding, clearing."""

    def told(_: Asked) -> Any:
        return [fault.told() for fault in control.faults]

    def add(asked: Asked) -> Any:
        body = asked.body
        try:
            made = [Fault.of(one) for one in (body if isinstance(body, list) else [body])]
        except Malformed as error:
            raise Refused(400, str(error)) from error
        if len(control.faults) + len(made) > _MOST:
            raise Refused(400, f"there are at most {_MOST} faults at a time")
        control.faults += made
        return told(asked)

    def clear(_: Asked) -> Any:
        control.faults.clear()
        return []

    return (
        Route("GET", "faults", "The faults that are ordered", told, _FAULTS),
        Route("POST", "faults", "Orders faults", add, _FAULTS, _ORDER, body_checked=False, sample=_SAMPLE),
        Route("DELETE", "faults", "Takes all faults back", clear, _FAULTS),
    )
