"""The time that the mocks tell: read, set, moved on, let run."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from govkit.mocks.agenda import Overfull
from govkit.mocks.control.route import INSTANT, Asked, Route, Sample, described
from govkit.mocks.messages import Refused
from govkit.mocks.state.store import instant_text

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_DURATION = re.compile(
    r"P(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8}(?:\.[0-9]{1,6})?)S)?)?\Z"
)
_ORDER = {
    "type": "object",
    "properties": {
        "now": {"type": "string", "description": "An instant: time stands still there."},
        "advance": {"type": ["number", "string"], "description": "Seconds, or a duration as PT90S: time moves on."},
        "run": {"type": "boolean", "description": "true: time is that of the machine."},
    },
    "additionalProperties": False,
}


def routes(control: Control) -> tuple[Route, ...]:
    """Reading and setting."""

    def told(_: Asked) -> Any:
        return {"now": instant_text(control.clock.now())}

    async def order(asked: Asked) -> Any:
        body = asked.body
        try:
            if isinstance(body.get("now"), str):
                instant = datetime.fromisoformat(body["now"])
                await control.agenda.stop_at(instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC))
            elif "advance" in body:
                await control.agenda.advance(span_of(body["advance"]))
            elif body.get("run") is True:
                control.clock.stop_at(None)
            else:
                raise Refused(400, "say `now` (an instant), `advance` (seconds, or as PT90S), or `run`: true")
            return told(asked)
        except (ValueError, OverflowError) as error:
            control.clock.stop_at(None)
            raise Refused(400, f"this is no time: {error}") from error
        except Overfull as error:
            raise Refused(422, str(error)) from error

    answer = described(now=INSTANT)
    return (
        Route("GET", "clock", "The time of the mocks", told, answer),
        Route(
            "POST",
            "clock",
            "Sets the time, moves it on, or lets it run",
            order,
            answer,
            _ORDER,
            sample=Sample({"advance": "PT90S"}),
        ),
    )


def span_of(value: Any) -> timedelta:
    """A time span: seconds, or as ISO 8601 writes one. Raises ValueError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    found = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) > 2 else None
    if found is None:
        raise ValueError("a duration is a number of seconds or a text as PT90S")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
