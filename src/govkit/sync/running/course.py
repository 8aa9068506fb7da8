"""One run of a workflow, from its event to its end: steps, what follows each, retries, and how it stops.

It is made anew for each stretch and goes the whole way again; what was done before is in the journal. So it decides
by what it reads there and by the clock alone, and whatever the clock decides ends the stretch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from govkit.catalog.workflows.model import Action, OperationCall, Step, Workflow, WorkflowCall
from govkit.sync.effects.sending import Performed
from govkit.sync.running.bodies import Unmade
from govkit.sync.running.finding import found_by
from govkit.sync.running.stops import Parked, Stop, Through, Waiting
from govkit.sync.running.tries import Tries, problem_of, why
from govkit.sync.running.undoing import Undoing
from govkit.sync.running.values import Frame, below, hold, made
from govkit.sync.values import MISSING, Answered, Json

_ROUND = 1000
"""Tries are counted on from here where a run that was taken back is begun anew."""


@dataclass
class Course:
    """A run on its way."""

    tries: Tries
    _undoing: Undoing = field(init=False)
    _above: list[tuple[Workflow, Step]] = field(default_factory=list)
    found: dict[str, Json] = field(default_factory=dict)
    """Writes that were found: the steps behind which the workflow went on, since it looked, and the records."""
    _round: int = 0

    def __post_init__(self) -> None:
        self._undoing = Undoing(self.tries)

    def run(self, inputs: Mapping[str, Json]) -> Through | Waiting | Parked:
        """Goes as far as it can."""
        try:
            while True:
                try:
                    return Through(self._workflow(self.tries.pin.main, Frame(inputs)))
                except _Anew:
                    self._round += 1
                    self._undoing.forget()
                    self._above.clear()
        except Stop as stop:
            return stop.ending

    # -------------------------------------------------------------------------------------------------------- workflows

    def _workflow(self, workflow: Workflow, frame: Frame) -> dict[str, Json]:
        index = {step.id: position for position, step in enumerate(workflow.steps)}
        at = 0
        while at < len(workflow.steps):
            step = workflow.steps[at]
            self._above.append((workflow, step))
            action = self._outside(workflow, step, frame) if at == 0 else None
            action = self._step(step, frame) if action is None else action
            self._above.pop()
            came = at
            if action is None:
                at += 1
            elif action.type == "end":
                at = len(workflow.steps)
            else:
                at = at if action.step is None else index[action.step]
            for passed in workflow.steps[came + 1 : at]:
                self._pass(passed, frame, workflow.steps[: came + 1])
        frame.answer, frame.given = None, None
        outputs = {name: made(value.made, frame) for name, value in workflow.outputs.items()}
        return {name: value for name, value in outputs.items() if value is not MISSING}

    def _outside(self, workflow: Workflow, step: Step, frame: Frame) -> Action | None:
        """Parks a run of a region that the workflow is not for, before its first step. None where it is for it."""
        regions = workflow.start.regions if workflow.start is not None else None
        if regions is None:
            return None
        region = made(regions.by.made, frame)
        if region in regions.are:
            return None
        said = "says of no region" if region in (MISSING, None) else f"is of the region {str(region)[:100]!r}"
        detail = f"{workflow.id} is for {', '.join(regions.are)}, and the run {said}"
        frame.visits[step.id] = frame.visits.get(step.id, 0) + 1
        return self._park(step, frame, Parked(frame.place(step.id), self._number(step, frame), "region", detail))

    def _pass(self, step: Step, frame: Frame, before: Sequence[Step]) -> None:
        """The run goes past a step: where it looked for its write, in one of the steps `before`, that is there."""
        look = next((one.step for one in step.on_failure if one.type == "retry" and one.step is not None), None)
        asked = [one.id for one in before]
        looked = look in asked and asked[-1] in frame.steps  # where a step fails it finds nothing
        record: Json = MISSING
        if look is not None and looked:
            answers = (frame.answers[one] for one in reversed(asked[asked.index(look) :]) if one in frame.answers)
            record = found_by(step, frame, answers)
            self.found[frame.place(step.id)] = record
        self._undoing.passed(frame, step, record, looked=looked)

    def _step(self, step: Step, frame: Frame) -> Action | None:
        """Runs a step; the action that follows it, None where the next step does."""
        frame.answer, frame.given = None, None
        frame.visits[step.id] = frame.visits.get(step.id, 0) + 1
        self.found.pop(frame.place(step.id), None)
        if isinstance(step.call, WorkflowCall):
            frame.given = self._called(step, step.call, frame)
            return self._succeeded(step, frame)
        try:
            performed = self._performed(step, step.call, frame)
        except Unmade as error:
            return self._park(step, frame, self._unmade(step, frame, error))
        frame.answer = performed.answered
        if frame.answer.status is not None and self._is_well(step, frame):
            self._undoing.note(frame, step, performed.key)
            if frame.answer.body is not MISSING:
                frame.answers[step.id] = frame.answer.body
            return self._succeeded(step, frame)
        return self._failed(step, frame, performed)

    def _performed(self, step: Step, call: OperationCall, frame: Frame) -> Performed:
        timeout = step.timeout.total_seconds() if step.timeout is not None else None
        looked = step.id in frame.looked
        place, number = frame.place(step.id), self._number(step, frame)
        try:
            return self.tries.perform(call, frame, place, number, timeout=timeout, looked=looked)
        except (Unmade, Stop):
            raise
        except Exception as error:
            said = self.tries.hindered(error)
            if said is None:
                raise
            raise Unmade(said[1], kind=said[0]) from error

    def _number(self, step: Step, frame: Frame) -> int:
        return self._round * _ROUND + frame.visits[step.id]

    def _unmade(self, step: Step, frame: Frame, error: Unmade) -> Parked:
        return Parked(frame.place(step.id), self._number(step, frame), error.kind, str(error))

    @staticmethod
    def _is_well(step: Step, frame: Frame) -> bool:
        if step.success_criteria:
            return hold(step.success_criteria, frame)
        return frame.answer is not None and frame.answer.is_success

    @staticmethod
    def _succeeded(step: Step, frame: Frame) -> Action | None:
        outputs = {name: made(value.made, frame) for name, value in step.outputs.items()}
        frame.steps[step.id] = {name: value for name, value in outputs.items() if value is not MISSING}
        return next((one for one in step.on_success if hold(one.criteria, frame)), None)

    def _called(self, step: Step, call: WorkflowCall, frame: Frame) -> dict[str, Json]:
        """Runs another workflow, for each item where the step says so, one after the other; its outputs."""
        workflow = self.tries.pin.document.workflows[call.workflow]
        given = {one.name: made(one.value.made, frame) for one in call.inputs}
        inputs = {name: value for name, value in given.items() if value is not MISSING}
        path = frame.place(step.id)
        if call.each is None:
            return self._workflow(workflow, frame.inner(inputs, f"{path}/"))
        items = made(call.each.items.made, frame)
        seen: dict[str, int] = {}
        for index, item in enumerate(items if isinstance(items, list) else ()):
            found = below(item, map(str, call.each.key)) if call.each.key is not None else index
            label = str(index if found is MISSING else found)
            seen[label] = seen.get(label, 0) + 1
            again = f"~{seen[label]}" if seen[label] > 1 else ""
            self._workflow(workflow, frame.inner({**inputs, call.each.input: item}, f"{path}[{label}{again}]/"))
        return {}

    # --------------------------------------------------------------------------------------------------------- failures

    def _failed(self, step: Step, frame: Frame, performed: Performed) -> Action | None:
        frame.steps.pop(step.id, None)
        for action in step.on_failure:
            if not hold(action.criteria, frame):
                continue
            if action.type == "retry":
                if self._retries(step, frame, action, performed):
                    return action
            elif action.type == "end" and action.exception is not None:
                return self._raised(step, frame, action, performed)
            else:
                return action
        return self._park(step, frame, self._parked(step, frame, performed, "failed"))

    def _retries(self, step: Step, frame: Frame, action: Action, performed: Performed) -> bool:
        """Whether the step is tried again, once it is time."""
        count = frame.retries.get((step.id, action.name), 0) + 1
        if count > action.retry_limit or (performed.stuck and action.step is None):
            return False
        frame.retries[step.id, action.name] = count
        (frame.looked.add if action.step is not None else frame.looked.discard)(step.id)
        self.tries.pause(action.retry_after.total_seconds(), count, frame.place(step.id), performed)
        return True

    def _raised(self, step: Step, frame: Frame, action: Action, performed: Performed) -> Action | None:
        """Ends the run by an exception: parked, or taken back before."""
        said = action.exception
        assert said is not None, "asked by the caller"
        parked = self._parked(step, frame, performed, said.kind)
        detail = made(said.detail.made, frame) if said.detail is not None else MISSING
        if detail is not MISSING:
            parked = replace(parked, detail=str(detail))
        parked = replace(parked, owner=said.owner)
        if said.compensate and not parked.unknown:
            self._undoing.take_back(self._round * _ROUND, self._blocked)
            parked = replace(parked, compensated=True)
        return self._park(step, frame, parked)

    def _parked(self, step: Step, frame: Frame, performed: Performed, kind: str) -> Parked:
        answered = performed.answered
        unknown = performed.state == "unknown"
        return Parked(
            frame.place(step.id),
            self._number(step, frame),
            "unknown" if unknown else kind,
            why(answered),
            status=answered.status,
            problem=problem_of(answered),
            request=self.tries.requests.get(frame.place(step.id)),
            answer=None if answered.body is MISSING else answered.body,
            effect=performed.key,
            unknown=unknown,
        )

    def _park(self, step: Step, frame: Frame, parked: Parked) -> Action | None:
        """What people decided that follows. Raises Stop where they have not yet."""
        resolution = self.tries.about.resolutions.get((parked.step, parked.number))
        if resolution is None:
            owner = parked.owner or self.tries.about.owner
            raise Stop(replace(parked, owner=owner, blocked=self._blocked()))
        if parked.compensated:
            raise _Anew
        for key in [key for key in frame.retries if key[0] == step.id]:
            del frame.retries[key]
        frame.looked.discard(step.id)
        if resolution["action"] == "committed":
            frame.answer = Answered(200, resolution.get("answer", MISSING))
            self._undoing.note(frame, step, parked.effect)
            return self._succeeded(step, frame)
        target = resolution.get("step") if resolution["action"] == "from" else None
        return Action(name="decided", type="goto", step=target or step.id, criteria=(), at=(), used_at=())

    def _blocked(self) -> tuple[str, ...]:
        """The steps that wait behind the one that failed, the nearest first."""
        found: dict[str, None] = {}
        for workflow, step in reversed(self._above):
            ids = [one.id for one in workflow.steps]
            found |= dict.fromkeys(ids[ids.index(step.id) + 1 :])
        return tuple(found)


class _Anew(Exception):
    """What was taken back is begun anew."""
