"""What was written is taken back, the last first: each by a call that is an effect itself, tried until it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from govkit.catalog.workflows.model import OperationCall, Step
from govkit.sync.effects.sending import Performed
from govkit.sync.running.stops import Parked, Stop
from govkit.sync.running.tries import Tries, problem_of, why
from govkit.sync.running.values import Frame
from govkit.sync.values import MISSING

_MOST = 7
_AFTER = 2.0


@dataclass(slots=True)
class Undoing:
    """The writes of a run that can be taken back, in the order in which they were made."""

    tries: Tries
    _written: list[tuple[Frame, Step, OperationCall, str]] = field(default_factory=list)

    def note(self, frame: Frame, step: Step, key: str | None) -> None:
        """A step wrote something, under a key of the ledger."""
        if key is not None and step.undo is not None and step.undo.call is not None:
            self._written.append((frame, step, step.undo.call, key))

    def forget(self) -> None:
        """All of it is taken back."""
        self._written.clear()

    def take_back(self, first: int, blocked: Callable[[], tuple[str, ...]]) -> None:
        """Takes all back; `first` is the number before that of the first try. Raises Stop where it waits or fails."""
        for frame, step, call, key in reversed(self._written):
            place = f"{frame.place(step.id)}!undo"
            number = self._undone(frame, call, key, place, first)
            if number:
                raise Stop(self._failed(place, *number, blocked()))
        self.forget()

    def _undone(
        self, frame: Frame, call: OperationCall, key: str, place: str, number: int
    ) -> tuple[int, Performed] | None:
        """The try that people must decide on; None where the write is taken back."""
        count = 0
        while True:
            number, count = number + 1, count + 1
            performed = self.tries.perform(call, frame, place, number, undoes=key)
            answered = performed.answered
            if answered.is_success:
                return None
            again = answered.status is None or answered.status == 429 or answered.status >= 500
            if again and count < _MOST and not performed.stuck:
                self.tries.pause(_AFTER, count, place, performed)
                continue
            resolution = self.tries.about.resolutions.get((place, number))
            if resolution is None:
                return number, performed
            if resolution["action"] == "committed":
                return None
            count = 0

    def _failed(self, place: str, number: int, performed: Performed, blocked: tuple[str, ...]) -> Parked:
        answered = performed.answered
        return Parked(
            place,
            number,
            "compensation",
            f"what was written could not be taken back: {why(answered)}",
            owner=self.tries.about.owner,
            status=answered.status,
            problem=problem_of(answered),
            request=self.tries.requests.get(place),
            answer=None if answered.body is MISSING else answered.body,
            effect=performed.key,
            unknown=performed.state == "unknown",
            blocked=blocked,
        )
