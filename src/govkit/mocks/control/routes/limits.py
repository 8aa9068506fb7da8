"""The limits that systems declare: which there are, and whether they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import NUMBER, TEXT, Asked, Route, Sample, described
from govkit.mocks.faults import Malformed
from govkit.mocks.messages import Refused

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_LIMIT = described(
    system=TEXT,
    requests=NUMBER,
    per={"type": "number", "description": "Seconds."},
    burst={"type": ["integer", "null"]},
    kept={"type": "boolean"},
    refused={**NUMBER, "description": "How many requests it refused."},
)
_ORDER = {
    "type": "object",
    "properties": {
        "kept": {"type": "boolean"},
        "system": {"type": "string", "description": "All systems that declare one without it."},
    },
    "required": ["kept"],
    "additionalProperties": False,
}


def routes(control: Control) -> tuple[Route, ...]:
    """Reading and ordering."""

    def told(_: Asked) -> Any:
        return control.limits.told()

    def order(asked: Asked) -> Any:
        declared, system = control.limits.declared, asked.body.get("system")
        if system is not None and system not in declared:
            raise Refused(404, f"`{system[:100]}` declares no limit; there are: {', '.join(declared) or 'none'}")
        try:
            control.limits.keep(list(declared) if system is None else [system], kept=asked.body["kept"])
        except Malformed as error:
            raise Refused(400, str(error)) from error
        return told(asked)

    limits = {"type": "array", "items": _LIMIT}
    return (
        Route("GET", "rate-limits", "The limits that systems declare", told, limits),
        Route("PUT", "rate-limits", "Keeps limits, or no more", order, limits, _ORDER, sample=Sample({"kept": False})),
    )
