"""What was written is taken back, the last first: each by a call that is an effect itself, tried until it holds.

That is all which the ledger knows to be made for the event: by an answer, by a look that found it, or by people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from govkit.catalog.workflows.model import OperationCall, Step
from govkit.sync.effects.sending import Performed
from govkit.sync.running.finding import lacks, outputs_of
from govkit.sync.running.stops import Parked, Stop
from govkit.sync.running.tries import Tries, problem_of, why
from govkit.sync.running.values import Frame
from govkit.sync.store.states import EffectState
from govkit.sync.values import MISSING, Answered, Json

_MOST = 7
_AFTER = 2.0


@dataclass(frozen=True, slots=True)
class _Written:
    """A write and what takes it back. `key` is that of the ledger; None where the run went past the step.

    Then `record` is what a look found of it, and `looked` says whether one led past.
    """

    frame: Frame
    step: Step
    call: OperationCall
    key: str | None
    record: Json = MISSING
    looked: bool = False

    @property
    def place(self) -> str:
        return f"{self.frame.place(self.step.id)}!undo"


@dataclass(slots=True)
class Undoing:
    """The writes of a run that can be taken back, in the order in which they were made."""

    tries: Tries
    _written: list[_Written] = field(default_factory=list)

    def note(self, frame: Frame, step: Step, key: str | None) -> None:
        """A step wrote something, under a key of the ledger."""
        if key is not None and step.undo is not None and step.undo.call is not None:
            self._written.append(_Written(frame, step, step.undo.call, key))

    def passed(self, frame: Frame, step: Step, record: Json, *, looked: bool) -> None:
        """The run went past a step, whose write the ledger may know: of an earlier try, or of an earlier run."""
        if step.undo is not None and step.undo.call is not None:
            self._written.append(_Written(frame, step, step.undo.call, None, record, looked))

    def forget(self) -> None:
        """All of it is taken back."""
        self._written.clear()

    def take_back(self, first: int, blocked: Callable[[], tuple[str, ...]]) -> None:
        """Takes all back; `first` is the number before that of the first try. Raises Stop where it waits or fails."""
        for written in reversed(self._written):
            known = written if written.key is not None else self._known(written, first)
            if known is None or known.key is None:
                continue
            if lacks(known.step, known.call, known.frame.steps.get(known.step.id, {})):
                self._leave_to_people(known, first, blocked)
                continue
            number = self._undone(known.frame, known.call, known.key, known.place, first)
            if number:
                raise Stop(self._failed(known.place, *number, blocked()))
        self.forget()

    def _known(self, written: _Written, first: int) -> _Written | None:
        """A write of a step that the run went past, as the ledger knows it; None where it was not made.

        It is kept which it was: the ledger says otherwise once it is taken back.
        """
        place = written.frame.place(written.step.id)
        kept = self.tries.journal.do(f"{place}!made#{first}", lambda: self._made(place, looked=written.looked).json())
        performed = Performed.parse(kept)
        if performed.key is None:
            return None
        told = performed.answered.body
        answer = written.record if told is MISSING else told
        outputs = {} if answer is MISSING else outputs_of(written.step, written.frame, answer)
        steps = {**written.frame.steps, written.step.id: outputs}
        return replace(written, key=performed.key, frame=replace(written.frame, steps=steps))

    def _made(self, place: str, *, looked: bool) -> Performed:
        about, pin = self.tries.about, self.tries.pin
        entry = self.tries.sender.ledger.last(about.event, pin.workflow, place)
        made = entry is not None and (entry.state is EffectState.COMMITTED or (entry.is_open and looked))
        if entry is None or not made:
            return Performed(Answered(None, sent=False), self.tries.now())
        return Performed(Answered(entry.status, entry.answer), self.tries.now(), entry.key, str(entry.state))

    def _leave_to_people(self, known: _Written, number: int, blocked: Callable[[], tuple[str, ...]]) -> None:
        """Raises Stop until people say that they took a write back of which is not known what it is called."""
        while (resolution := self.tries.about.resolutions.get((known.place, number := number + 1))) is not None:
            if resolution["action"] == "committed":
                return
        detail = (
            f"what `{known.step.id}` wrote is there, but no answer says what it is called, or the look that found it "
            "lists several: take it back by hand, and say that it is"
        )
        owner = self.tries.about.owner
        raise Stop(Parked(known.place, number, "compensation", detail, owner=owner, unknown=True, blocked=blocked()))

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
