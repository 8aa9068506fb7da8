"""The course of a workflow before anything runs: which steps it comes to, how each may end, and what is known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from govkit.catalog.workflows.bodies import Sent
from govkit.catalog.workflows.calls import Calls
from govkit.catalog.workflows.conditions import all_found_there
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.deciding import Deciding
from govkit.catalog.workflows.facts import (
    About,
    ActionUnreachable,
    Fact,
    FailureOpen,
    GoesBack,
    Kind,
    NameUnknown,
    StepUnreachable,
)
from govkit.catalog.workflows.holding import Holder
from govkit.catalog.workflows.inputs import Inputs
from govkit.catalog.workflows.model import Action, Condition, OperationCall, Step, Value, Workflow, WorkflowCall
from govkit.catalog.workflows.outcomes import THROUGH, Outcome, outcomes_of
from govkit.catalog.workflows.scope import Known, Scope, State
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import UNKNOWN, Read, Type, Unknown, either, nothing
from govkit.spec.expressions import written
from govkit.spec.expressions.templates import Computed

_ENDS = -1
_NOWHERE: frozenset[Outcome | None] = frozenset((None,))


@dataclass(slots=True)
class Course:
    """What became of a look at a workflow.

    `sent` holds what each call sends (the step's own, and that of its undo), `follows` which steps may follow each,
    `outputs` what a caller gets, `reads` the values that it looks at without sending them.
    """

    workflow: Workflow
    inputs: Inputs
    facts: list[Fact] = field(default_factory=list)
    sent: dict[str, Sent] = field(default_factory=dict)
    undone: dict[str, Sent] = field(default_factory=dict)
    follows: dict[str, set[str]] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    outputs: dict[str, Type] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)


class Walk:
    """Goes through one workflow. `called` are the courses of the workflows that it calls."""

    def __init__(self, setting: Setting, workflow: Workflow, inputs: Inputs, called: Mapping[str, Course]) -> None:
        self._setting = setting
        self._workflow = workflow
        self._called = called
        self._known = Known()
        self._course = Course(workflow, inputs)
        self._holder = Holder(setting, self._say)
        self._calls = Calls(self._holder)
        self._deciding = Deciding(self._holder)
        self._index = {step.id: index for index, step in enumerate(workflow.steps)}
        self._arriving: list[list[State]] = [[] for _ in workflow.steps]
        self._in_vain: list[list[State]] = [[] for _ in workflow.steps]
        self._reached = True
        self._ends: list[State] = []
        self._said: set[tuple[object, ...]] = set()

    def done(self) -> Course:
        """The course."""
        self._arriving[0].append(State())
        for index, step in enumerate(self._workflow.steps):
            arriving = self._arriving[index] or self._in_vain[index]
            self._reached = bool(self._arriving[index])
            if not arriving:  # of those behind it nothing is said: they have the same cause
                self._say(StepUnreachable(at=step.at, about=About(step.id)))
                arriving = [self._anyhow(index)]
            state = _joined(arriving)
            self._course.states[step.id] = state
            self._step(step, self._scope(state), state)
        self._outputs()
        self._course.reads = self._holder.reads
        return self._course

    def _anyhow(self, index: int) -> State:
        """What a step would know if all before it went well: what is wrong in one that no run comes to."""
        ended = {
            step.id: frozenset(end for (name, _), by in self._known.outputs.items() if name == step.id for end in by)
            for step in self._workflow.steps[:index]
        }
        return State({name: ends or frozenset((THROUGH,)) for name, ends in ended.items()})

    def _say(self, fact: Fact) -> None:
        if (key := (type(fact), fact.at, fact.about, fact.key)) not in self._said:
            self._said.add(key)
            self._course.facts.append(fact)

    def _scope(self, state: State) -> Scope:
        return Scope(
            self._workflow,
            self._course.inputs,
            self._known,
            state,
            typing=self._setting.typing,
            contracts=self._setting.contracts,
        )

    # ------------------------------------------------------------------------------------------------------------ steps

    def _step(self, step: Step, scope: Scope, state: State) -> None:
        if isinstance(step.call, WorkflowCall):
            self._workflow_step(step, step.call, scope, state)
            return
        called = self.called(step.call, step.id)
        if called is None:
            self._unknown_step(step, state)
            return
        self._known.versions[called.operation] = called.version.name
        self._course.sent[step.id] = self._calls.operation(step.call, called, scope, step.id)
        self._operation_step(step, called, scope, state)

    def called(self, call: OperationCall, step: str) -> Called | None:
        """The operation that is called; where there is none that is said."""
        described = self._workflow.sources.get(call.operation.source)
        at = (*call.at, "operationId")
        if described is None:
            known = tuple(self._workflow.sources)
            message = f"there is no source `{call.operation.source}` in this document"
            self._unknown_name(at, "source", call.operation.source, message, known, step)
            return None
        version = self._setting.contracts.at(described.path)
        if version is None or self._setting.contracts.contract(version) is None:
            return None  # said of the source itself, or of the description
        operations = self._setting.contracts.operations(version)
        operation = operations.get(call.operation.id)
        if operation is None:
            message = f"`{version.name}` has no operation `{call.operation.id}`"
            self._unknown_name(at, "operation", call.operation.id, message, tuple(operations), step, version.name)
            return None
        return Called(version, operation)

    def _unknown_name(
        self, at: tuple[str | int, ...], kind: Kind, name: str, message: str, known: tuple[str, ...], step: str,
        version: str = "",
    ) -> None:  # fmt: skip
        about = About(step, version)
        self._say(NameUnknown(at=at, kind=kind, name=name, message=message, known=known, key=name, about=about))

    def _unknown_step(self, step: Step, state: State) -> None:
        """Goes on behind a step of which nothing is known."""
        for name in step.outputs:
            self._known.outputs[step.id, name] = {THROUGH: UNKNOWN}
        after = state.after(step.id, (THROUGH,))
        self._leave(step, after, [action for action in (*step.on_success, *step.on_failure) if action.step])
        self._arrive(self._index[step.id] + 1, step, after)

    def _workflow_step(self, step: Step, call: WorkflowCall, scope: Scope, state: State) -> None:
        course = self._called.get(call.workflow)
        given: dict[str, Type] = {}
        if course is not None:
            self._calls.workflow(call, course.inputs, scope, step.id)
            given = dict(course.outputs) if call.each is None else {}
        after = scope.after((THROUGH,), given)
        for name, value in step.outputs.items():
            made = self._holder.typed(value, after, value.at, About(step.id)) if course is not None else UNKNOWN
            self._known.outputs[step.id, name] = {THROUGH: made}
        self._onward(step, {THROUGH: True}, scope, state)

    def _operation_step(self, step: Step, called: Called, scope: Scope, state: State) -> None:
        judge = self._setting.judge
        actions = (*step.on_success, *step.on_failure)
        conditions = (*step.success_criteria, *(one for action in actions for one in action.criteria))
        outcomes = outcomes_of(called.operation, (one.tree for one in conditions))
        wanted = step.success_criteria
        succeeded = {
            one: judge.all_hold(wanted, scope, one) if wanted else one.is_2xx for one in outcomes if one.status
        }
        good = {one: held for one, held in succeeded.items() if _may_come(one) and held is not False}
        failing = [one for one in outcomes if succeeded.get(one, False) is not True]
        about = About(step.id, called.version.name, called.name)
        self._deciding.of(step, called, scope, outcomes, succeeded, list(good), failing)
        for name, value in step.outputs.items():
            self._known.outputs[step.id, name] = self._output(value, scope, list(good), wanted, about)
        self._undo(step, good, state)
        self._onward(step, good, scope, state)
        self._failures(step, failing, scope, state)

    def _output(
        self, value: Value, scope: Scope, good: Sequence[Outcome], criteria: Sequence[Condition], about: About
    ) -> dict[Outcome, Type]:
        """What an output may be, for each end; it is said once where no end gives it."""
        template, at = value.made, value.at
        wrong: list[tuple[Unknown, str]] = []
        there = all_found_there(criteria, held=True)
        found: dict[Outcome, Type] = {}
        for one in good:
            before = len(wrong)
            made = scope.after((one,), None, there).template(
                template, lambda unknown, name, _: wrong.append((unknown, name))
            )
            found[one] = nothing(f"an answer {one.label} does not have it") if len(wrong) > before else made
        if wrong and len(wrong) >= len(good):
            self._holder.unknown(*wrong[0], at, about)
            return dict.fromkeys(good, UNKNOWN)
        return found

    def _undo(self, step: Step, good: Iterable[Outcome], state: State) -> None:
        """Holds the undo of a step against what it calls, once the step went well."""
        if step.undo is None or step.undo.call is None:
            return
        called = self.called(step.undo.call, step.id)
        if called is not None:
            after = self._scope(state.after(step.id, good))
            self._course.undone[step.id] = self._calls.operation(step.undo.call, called, after, step.id)

    # ---------------------------------------------------------------------------------------------------------- onwards

    def _onward(self, step: Step, good: Mapping[Outcome, bool | None], scope: Scope, state: State) -> None:
        """Follows the actions of a step that went well."""
        self._unreachable(step.on_success, step)
        there = all_found_there(step.success_criteria, held=True)
        leaving: dict[tuple[int, frozenset[str]], set[Outcome]] = {}
        for outcome in good:
            known = there
            for action in step.on_success:
                held = self._setting.judge.all_hold(action.criteria, scope, outcome)
                if held is not False:
                    taken = known | all_found_there(action.criteria, held=True)
                    leaving.setdefault((self._target(action, step), taken), set()).add(outcome)
                if held is True:
                    break
                known |= all_found_there(action.criteria, held=False)
            else:
                leaving.setdefault((self._index[step.id] + 1, known), set()).add(outcome)
        for (target, known), outcomes in leaving.items():
            self._arrive(target, step, state.after(step.id, outcomes, _lasting(known, step)))

    def _failures(self, step: Step, failing: Sequence[Outcome], scope: Scope, state: State) -> None:
        """Follows the actions of a step that failed: each failure must lead somewhere."""
        self._unreachable(step.on_failure, step)
        matched: set[int] = set()
        open_ = [one.label for one in failing if not self._fails(step, one, scope, state, matched)]
        if open_:
            self._say(FailureOpen(at=step.at, outcome=open_[0], about=About(step.id)))
        for index, action in enumerate(step.on_failure):
            if index not in matched and action.criteria:
                self._say(ActionUnreachable(at=action.used_at, name=action.name, key=action.name, about=About(step.id)))
            elif action.type == "end" and action.is_unconditional and action.exception is None:
                about = About(step.id) if action.at == action.used_at else About()  # a component is told of once
                self._say(FailureOpen(at=action.at, outcome=action.name, quiet=True, key=action.name, about=about))

    def _fails(self, step: Step, outcome: Outcome, scope: Scope, state: State, matched: set[int]) -> bool:
        """Follows the actions after one end of a call; whether one of them surely ends it."""
        known: frozenset[str] = frozenset()
        for index, action in enumerate(step.on_failure):
            held = self._setting.judge.all_hold(action.criteria, scope, outcome)
            if held is not False:
                matched.add(index)
                if action.type == "goto":
                    there = known | all_found_there(action.criteria, held=True)
                    after = state.after(step.id, (None,), _lasting(there, step))
                    self._arrive(self._target(action, step), step, after)
                elif action.type == "retry" and action.step is not None:
                    self._back(action, step)
            if held is True and action.type != "retry":
                return True
            known |= all_found_there(action.criteria, held=False)
        return False

    def _unreachable(self, actions: Sequence[Action], step: Step) -> None:
        """Says which actions stand behind one that always follows."""
        for index, action in enumerate(actions):
            if action.is_unconditional and action.type != "retry":
                for later in actions[index + 1 :]:
                    about = About(step.id)
                    self._say(
                        ActionUnreachable(
                            at=later.used_at, name=later.name, behind=action.name, key=later.name, about=about
                        )
                    )
                return

    def _target(self, action: Action, step: Step) -> int:
        """The index of the step that an action leads to, the number of steps where it ends the run well."""
        if action.type != "goto" or action.step is None:
            return _ENDS
        target = self._index.get(action.step)
        if target is None:
            message = f"there is no step `{action.step}`"
            at = (*action.at, "stepId")
            self._unknown_name(at, "step", action.step, message, tuple(self._index), step.id)
            return _ENDS
        if target <= self._index[step.id]:
            self._say(
                GoesBack(
                    at=(*action.at, "stepId"),
                    action=action.name,
                    target=action.step,
                    key=action.name,
                    about=About(step.id),
                )
            )
            return _ENDS
        return target

    def _back(self, action: Action, step: Step) -> None:
        """Says where a retry goes on from a step that is not an earlier one."""
        target = self._index.get(action.step or "")
        at = (*action.at, "stepId")
        if target is None:
            message = f"there is no step `{action.step}`"
            self._unknown_name(at, "step", action.step or "", message, tuple(self._index), step.id)
        elif target > self._index[step.id]:
            about = About(step.id)
            self._say(GoesBack(at=at, action=action.name, target=action.step or "", key=action.name, about=about))

    def _leave(self, step: Step, state: State, actions: Iterable[Action]) -> None:
        for action in actions:
            self._arrive(self._target(action, step), step, state)

    def _arrive(self, target: int, step: Step, state: State) -> None:
        """Notes that a run may come to a step, or to the end, with what it knows then."""
        following = self._course.follows.setdefault(step.id, set())
        if target == _ENDS or target >= len(self._workflow.steps):
            self._ends += [state] if self._reached else []
            return
        following.add(self._workflow.steps[target].id)
        (self._arriving if self._reached else self._in_vain)[target].append(state)

    def _outputs(self) -> None:
        """What a caller gets: of the ends that a run may come to."""
        whole = _joined(self._ends) if self._ends else State()
        missing = {name: whole.runs.get(name, _NOWHERE) for name in self._index}
        scope = self._scope(State(missing, whole.present))
        for name, value in self._workflow.outputs.items():
            made = self._holder.typed(value, scope, value.at, About())
            self._course.outputs[name] = either((made,))


def _may_come(outcome: Outcome) -> bool:
    """Whether an end is reckoned with: any failure, and each success that is declared."""
    return outcome.response is not None or not outcome.is_2xx


def _lasting(known: frozenset[str], step: Step) -> frozenset[str]:
    """Names that are found to be there as later steps know them: an answer is known by the outputs of its step."""
    lasting = {one for one in known if one.startswith(("$inputs.", "$steps."))}
    for name, value in step.outputs.items():
        if isinstance(value.made, Computed):
            given = written(value.made.tree)
            lasting |= {
                f"$steps.{step.id}.outputs.{name}{rest}" for one in known if (rest := _behind(one, given)) is not None
            }
    return frozenset(lasting)


def _behind(name: str, above: str) -> str | None:
    """The pointer from a value down to another, both as they are written; None where that does not lie in it."""
    if name == above:
        return ""
    way = f"{above}/" if "#" in above else f"{above}#/"
    return f"#/{name.removeprefix(way)}" if name.startswith(way) else None


def _joined(states: Sequence[State]) -> State:
    """What is known where several ways meet."""
    names = dict.fromkeys(name for state in states for name in state.runs)
    runs = {name: frozenset().union(*(state.runs.get(name, _NOWHERE) for state in states)) for name in names}
    return State(runs, frozenset.intersection(*(state.present for state in states)))
