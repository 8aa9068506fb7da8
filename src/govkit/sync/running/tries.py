"""One try of a call: its body and parameters are made, its platform is waited for, and it is performed once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from govkit.catalog.workflows.model import Body, OperationCall
from govkit.sync.effects.ledger import Intent
from govkit.sync.effects.sending import Performed, Sender
from govkit.sync.running.bodies import Bodies, Unmade
from govkit.sync.running.pins import Pin
from govkit.sync.running.stops import Stop, Waiting
from govkit.sync.running.values import Frame, below, made
from govkit.sync.values import MISSING, Answered, Asked, Json

_GROWTH = 2.0
_LONGEST = 300.0
"""Seconds: no wait between tries is longer by itself."""
SHORT = 1.0
"""Seconds that a stretch waits itself rather than end."""


_HINDERED = "hindered"


class Journal(Protocol):
    """What was done before, and what does things once."""

    def has(self, place: str) -> bool:
        """Whether an earlier stretch did it."""
        ...

    def do(self, place: str, perform: Callable[[], dict[str, Json]]) -> dict[str, Json]:
        """What came of a place in the run: as it was kept, else performed and kept."""
        ...


class Calls(Protocol):
    """Functions that run in the process."""

    def call(self, operation_id: str, body: Json) -> tuple[int, Json]:
        """The status and the body of the answer."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """What a run is: its row, its event by the name that the source gave it, its owner, and where its trace comes from.

    `resolutions` are what people decided, by the step and the number of its try. `yields`: it is of a load, and what
    events start goes first.
    """

    run: int
    event: int
    event_name: str
    owner: str
    trace: str | None
    resolutions: Mapping[tuple[str, int], Mapping[str, Any]]
    yields: bool = False


@dataclass(frozen=True)
class Tries:
    """The tries of one run."""

    pin: Pin
    about: About
    journal: Journal
    sender: Sender
    bodies: Bodies
    functions: Calls | None
    now: Callable[[], float]
    sleep: Callable[[float], None]
    hindered: Callable[[BaseException], tuple[str, str] | None] = lambda _: None
    """The kind and the detail of the exception that an error of callers is to people; None: one of the runtime."""
    requests: dict[str, Json] = field(default_factory=dict)
    """What the last try of each step asked for, as exceptions show it."""

    def perform(
        self,
        call: OperationCall,
        frame: Frame,
        place: str,
        number: int,
        *,
        timeout: float | None = None,
        looked: bool = False,
        undoes: str | None = None,
    ) -> Performed:
        """What comes of the `number`-th try. Raises Unmade, Stop, and what callers and registers raise."""
        body = self._body(call.body, frame, place, number)
        if call.operation.source in self.pin.functions:
            kept = self.journal.do(f"{place}#{number}", lambda: self._function(call.operation.id, body))
            return Performed.parse(kept)
        asked = self._asked(call, frame, body, timeout)
        self.requests[place] = _shown(asked)
        traits = self.sender.caller.traits(asked.api, asked.operation)
        about = self.about
        intent = Intent(
            about.run, about.event, about.event_name, self.pin.workflow, place, number, asked, traits, looked, undoes
        )
        if not self.journal.has(f"{place}#{number}"):
            self._wait_for(intent)
        kept = self.journal.do(f"{place}#{number}", lambda: self._called(intent))
        if _HINDERED in kept:
            kind, detail = kept[_HINDERED]
            raise Unmade(detail, kind=kind)
        return Performed.parse(kept)

    def _wait_for(self, intent: Intent) -> None:
        """Waits until the platform may be called. Raises Stop."""
        system = intent.traits.system
        at = self.sender.caller.ready_at(system, yields=self.about.yields)
        if intent.traits.writes:
            at = max(at, self.sender.ready_at(intent))
        self.until(at, intent.step, f"{system} is not to be called before")

    def _called(self, intent: Intent) -> dict[str, Json]:
        """What came of a call, as it is kept; also what hindered it, so that it is the same when it is read again."""
        try:
            if intent.traits.writes:
                return self.sender.perform(intent).json()
            return Performed(self.sender.caller.call(intent.asked), self.now()).json()
        except Exception as error:
            said = self.hindered(error)
            if said is None:
                raise
            return {_HINDERED: list(said)}

    def _function(self, operation: str, body: Json) -> dict[str, Json]:
        if self.functions is None:
            raise Unmade("the estate has no functions")
        status, answer = self.functions.call(operation, body)
        return Performed(Answered(status, MISSING if answer is None else answer), self.now()).json()

    # --------------------------------------------------------------------------------------------------------- requests

    def _body(self, body: Body | None, frame: Frame, place: str, number: int) -> Json:
        edited = [
            (tried, said["body"])
            for (step, tried), said in self.about.resolutions.items()
            if step == place and tried < number and "body" in said
        ]
        if edited:
            return max(edited, key=lambda one: one[0])[1]
        return MISSING if body is None else self.bodies.body(body, frame)

    def _asked(self, call: OperationCall, frame: Frame, body: Json, timeout: float | None) -> Asked:
        version = self.pin.sources.get(call.operation.source)
        if version is None:
            raise Unmade(f"the workflow's source `{call.operation.source}` is no version of the estate")
        values = [(one.name, one.location, made(one.value.made, frame)) for one in call.parameters]
        return Asked(
            self.pin.consumer,
            version,
            call.operation.id,
            tuple((name, at, value) for name, at, value in values if value is not MISSING),
            body,
            call.body.media_type if call.body is not None else "application/json",
            None,
            timeout,
            self.about.trace,
        )

    # ------------------------------------------------------------------------------------------------------------ waits

    def pause(self, after: float, count: int, place: str, performed: Performed) -> None:
        """Waits before the next try: longer each time, as the platform asks, and until a write has settled."""
        wait = _grown(after, count, f"{self.about.run} {place} {count}")
        due = performed.at + max(wait, performed.answered.retry_after or 0.0)
        self.until(max(due, performed.settled_at), place, why(performed.answered))

    def until(self, at: float, place: str, because: str) -> None:
        """Waits for a moment. Raises Stop where it is far."""
        left = at - self.now()
        if left > SHORT:
            raise Stop(Waiting(at, place, because))
        if left > 0:
            self.sleep(left)


def _shown(asked: Asked) -> Json:
    """A request as people see it."""
    parameters = {name: value for name, _, value in asked.parameters}
    body = {} if asked.body is MISSING else {"body": asked.body}
    return {"api": asked.api, "operation": asked.operation, "parameters": parameters, **body}


def _grown(after: float, count: int, what: str) -> float:
    """Seconds before a try: growing, and a little different for each, but the same whenever it is asked."""
    spread = hashlib.sha256(what.encode()).digest()[0] / 255
    return min(after * _GROWTH ** (count - 1), _LONGEST) * (0.9 + 0.2 * spread)


def why(answered: Answered) -> str:
    """What an answer says, or why there is none, in a few words."""
    if answered.error:
        return answered.error
    body = answered.body if isinstance(answered.body, dict) else {}
    said = next((body[name] for name in ("detail", "title", "message", "error") if isinstance(body.get(name), str)), "")
    return f"{answered.status}{f': {said}' if said else ''}"


def problem_of(answered: Answered) -> str | None:
    """The type of the problem that an answer tells of (RFC 9457)."""
    found = below(answered.body, ("type",)) if answered.body is not MISSING else MISSING
    return found if isinstance(found, str) else None
