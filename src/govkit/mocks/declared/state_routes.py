"""The routes of provider states in the control API: what verifiers of pacts send to set one up, and tear it down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from govkit.mocks.control import Asked, Control, Route, Sample
from govkit.mocks.declared.states import SetUp, States
from govkit.mocks.messages import JsonObject, Refused

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


class _Besides:
    """What states did besides writing: the clock that they stopped, and the faults that they ordered."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._done: list[tuple[str, tuple[bool, datetime] | None, list[str]]] = []

    async def stop(self, name: str, instant: datetime | None) -> None:
        """Stops the clock."""
        clock = self._control.clock
        self._done.append((name, (clock.runs, clock.now()) if instant is not None else None, []))
        if instant is not None:
            await self._control.agenda.stop_at(instant)

    def order(self, made: SetUp, asked: Asked) -> None:
        """Orders the faults. Raises Refused."""
        known = {one["name"] for one in self._control.faults.told()}
        if made.faults:
            route = next(one for one in self._control.routes if (one.method, one.path) == ("POST", "faults"))
            route.handler(Asked(asked.request, body=made.faults))
        self._done[-1][2].extend(one["name"] for one in self._control.faults.told() if one["name"] not in known)

    def undo(self, name: str) -> None:
        """Takes back what a state did, and those after it."""
        at = next((at for at, (known, _, _) in reversed(list(enumerate(self._done))) if known == name), None)
        if at is None:
            return
        for _, was, faults in reversed(self._done[at:]):
            for fault in faults:
                self._control.faults.remove(fault)
            if was is not None:
                self._control.clock.stop_at(None if was[0] else was[1])
        del self._done[at:]


def routes(control: Control, states: States) -> tuple[Route, ...]:
    """Setting up and tearing down, and what there is."""
    besides = _Besides(control)

    async def order(asked: Asked) -> Any:
        body = asked.body
        if body.get("action") == "teardown":
            states.tear_down(body["state"])
            besides.undo(body["state"])
            return {}
        name, params, system = body["state"], body.get("params") or {}, body.get("system")
        await besides.stop(name, states.clock(name, params, system))
        try:
            made = states.set_up(name, params, system)
        except Refused:
            besides.undo(name)
            raise
        try:
            besides.order(made, asked)
        except Refused:
            states.tear_down(name)
            besides.undo(name)
            raise
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
