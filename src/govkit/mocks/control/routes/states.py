"""Provider states where no system declares any: there are none, and who asks for one is told what to do."""

from __future__ import annotations

from typing import Any

from govkit.mocks.control.route import TEXT, Asked, Route, Sample
from govkit.mocks.messages import Refused

_HINT = "declare it under `states` in the mock.yaml of its system"
_ORDER = {"type": "object", "properties": {"state": TEXT, "action": TEXT}, "required": ["state"]}


def no_states() -> tuple[Route, ...]:
    """The routes in the place of those of declared states."""

    def order(asked: Asked) -> Any:
        if asked.body.get("action") == "teardown":
            return {}
        raise Refused(404, f"there is no provider state `{asked.body['state'][:200]}`, for none is declared; {_HINT}")

    sample = Sample({"state": "nothing is there", "action": "teardown"})
    return (
        Route("GET", "states", "The provider states that there are", lambda _: [], {"type": "array", "items": TEXT}),
        Route("POST", "states", "Sets a provider state up", order, {"type": "object"}, _ORDER, sample=sample),
    )
