"""What there is to control: as JSON, as an OpenAPI document, and as a page; and the reset of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.document import document
from govkit.mocks.control.page import page
from govkit.mocks.control.route import TEXT, Asked, Route, Sample, described
from govkit.mocks.messages import Refused

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_NAMES = {"type": "array", "items": TEXT}


def routes(control: Control) -> tuple[Route, ...]:
    """Index, document, reset."""

    def index(asked: Asked) -> Any:
        if "text/html" in asked.request.headers.get("accept", ""):
            return page(control)
        return {
            "systems": sorted(control.behaviours),
            "controls": sorted({route.path for route in control.routes if route.path}),
        }

    def reset(asked: Asked) -> Any:
        name = asked.body.get("system")
        if name is None:
            control.reset()
            return {"reset": sorted(control.behaviours)}
        if name not in control.behaviours:
            raise Refused(404, f"`system` is one of {', '.join(sorted(control.behaviours))}")
        control.behaviours[name].reset()
        control.drifts.begin(name)
        return {"reset": [name]}

    one_or_all = {"type": "object", "properties": {"system": TEXT}, "additionalProperties": False}
    return (
        Route("GET", "", "What there is to control", index, described(systems=_NAMES, controls=_NAMES)),
        Route(
            "GET",
            "openapi.json",
            "The description of this API",
            lambda _: document(control.routes),
            {"type": "object", "required": ["openapi"]},
        ),
        Route(
            "POST",
            "reset",
            "Begins anew: everything, or the records of one system",
            reset,
            described(reset=_NAMES),
            one_or_all,
            body_required=False,
            sample=Sample({"system": "billing"}),
        ),
    )
