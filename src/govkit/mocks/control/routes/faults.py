"""The faults that are ordered: listed, added, replaced, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import NUMBER, TEXT, Asked, Route, Sample
from govkit.mocks.faults import Malformed
from govkit.mocks.likeness import listed
from govkit.mocks.messages import JsonObject, Refused

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_FAULT: JsonObject = {
    "type": "object",
    "properties": {
        "fault": TEXT,
        "name": TEXT,
        "hits": {**NUMBER, "description": "How often it struck."},
        "seen": {**NUMBER, "description": "How many requests it might have struck."},
    },
    "required": ["fault", "name", "hits", "seen"],
}
_FAULTS: JsonObject = {"type": "array", "items": _FAULT}
_SAMPLE = Sample({"fault": "error", "name": "outage", "operation": "POST /customers", "status": 503, "times": 2})
_NONE = Sample([])


def routes(control: Control) -> tuple[Route, ...]:
    """Listing, adding, replacing, taking back."""

    def told(_: Asked) -> Any:
        return control.faults.told()

    def add(asked: Asked) -> Any:
        from govkit.mocks.faults.orders import orders_of

        try:
            control.faults.add(orders_of(asked.body))
        except Malformed as error:
            raise Refused(400, str(error)) from error
        return told(asked)

    def replace(asked: Asked) -> Any:
        from govkit.mocks.faults.orders import orders_of

        try:
            control.faults.replace(orders_of(asked.body))
        except Malformed as error:
            raise Refused(400, str(error)) from error
        return told(asked)

    def remove(asked: Asked) -> Any:
        if not control.faults.remove(asked.path["name"]):
            name, known = asked.path["name"], [one["name"] for one in control.faults.told()]
            raise Refused(404, f"there is no fault `{name[:100]}`; there are: {listed(known, name)}")
        return told(asked)

    def clear(_: Asked) -> Any:
        control.faults.clear()
        return []

    def body() -> JsonObject:
        from govkit.mocks.faults.orders import orders_schema

        return orders_schema()

    return (
        Route("GET", "faults", "The faults that are ordered", told, _FAULTS),
        Route("POST", "faults", "Orders faults", add, _FAULTS, body, body_checked=False, sample=_SAMPLE),
        Route("DELETE", "faults/{name}", "Takes a fault back", remove, _FAULTS, sample=Sample(path={"name": "outage"})),
        Route(
            "PUT",
            "faults",
            "Orders these faults and no others",
            replace,
            _FAULTS,
            body,
            body_checked=False,
            sample=_NONE,
        ),
        Route("DELETE", "faults", "Takes all faults back", clear, _FAULTS),
    )
