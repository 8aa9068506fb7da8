"""The routes of provider states in the control API: what verifiers of pacts send to set one up, and tear it down."""

from __future__ import annotations

from typing import Any

from govkit.mocks.control import Asked, Control, Route, Sample
from govkit.mocks.declared.states import States
from govkit.mocks.messages import JsonObject

_ORDER: JsonObject = {
    "type": "object",
    "required": ["state"],
    "properties": {
        "state": {"type": "string", "description": "The name of the state, as pacts have it."},
        "params": {"type": ["object", "null"], "description": "Its parameters."},
        "action": {"enum": ["setup", "teardown"], "description": "setup where nothing is said."},
        "system": {"type": "string", "description": "The system, where several have a state of the name."},
        "consumer": {"description": "Who asks; nothing depends on it."},
    },
}
_SAMPLE = Sample({"state": "nothing is there", "action": "teardown"})


def routes(control: Control, states: States) -> tuple[Route, ...]:
    """Setting up and tearing down, and what there is."""

    async def order(asked: Asked) -> Any:
        body = asked.body
        if body.get("action") == "teardown":
            states.tear_down(body["state"])
            return {}
        made = states.set_up(body["state"], body.get("params") or {}, body.get("system"))
        if made.clock is not None:
            await control.agenda.stop_at(made.clock)
        if made.faults:
            route = next(one for one in control.routes if (one.method, one.path) == ("POST", "faults"))
            route.handler(Asked(asked.request, body=made.faults))
        return made.values

    def told(_: Asked) -> Any:
        return states.names()

    return (
        Route("GET", "states", "The provider states that there are", told, {"type": "array"}),
        Route(
            "POST",
            "states",
            "Sets a provider state up, or takes it back",
            order,
            {"type": "object"},
            _ORDER,
            sample=_SAMPLE,
        ),
    )
