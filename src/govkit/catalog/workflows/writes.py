"""Writes: those that others follow need an undo, and none may be made twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govkit.catalog.workflows.conditions import status_held
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.course import Course
from govkit.catalog.workflows.facts import About, Fact, RetryUnsafe, SupersedingUnsafe, WriteWithoutUndo
from govkit.catalog.workflows.model import Action, OperationCall, Start, Step, Workflow, WorkflowCall
from govkit.catalog.workflows.outcomes import outcomes_of
from govkit.catalog.workflows.setting import Setting

_IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE")
"""RFC 9110, section 9.2.2, and the QUERY method."""
_NOT_DONE = frozenset({425, 429})
"""Statuses of requests that were not looked at (RFC 8470, section 5.2; RFC 6585, section 4)."""


class Writes:
    """Looks at the writes of the workflows of one document."""

    def __init__(self, setting: Setting, courses: Mapping[str, Course]) -> None:
        self._setting = setting
        self._courses = courses

    def of(self, workflow: Workflow) -> Iterator[Fact]:
        """What is wrong with the writes of a workflow."""
        course = self._courses[workflow.id]
        if workflow.start is not None and workflow.start.is_superseded:
            yield from self._superseding(workflow, workflow.start)
        for step in workflow.steps:
            sent = course.sent.get(step.id)
            if sent is None or not self._writes(sent.called):
                continue
            about = About(step.id, sent.called.version.name, sent.called.name)
            following = self._following(workflow, step)
            if following and step.undo is None:
                yield WriteWithoutUndo(at=step.at, following=following, about=about)
            for action in step.on_failure:
                if action.type == "retry":
                    yield from self._retry(workflow, step, action, sent.called, about)

    def _superseding(self, workflow: Workflow, start: Start) -> Iterator[Fact]:
        """Writes that a run of a later event does not simply write anew: all but those that set a thing as a whole."""
        for inner, step, called in self._written(workflow.id, frozenset()):
            method = called.operation.method.upper()
            if method != "PUT":
                yield SupersedingUnsafe(
                    at=(*start.at, "supersededBy"),
                    step=step,
                    method=method,
                    workflow=inner if inner != workflow.id else "",
                    key=f"{inner} {step}",
                    about=About("", called.version.name, called.name),
                )

    def _written(self, workflow: str, seen: frozenset[str]) -> Iterator[tuple[str, str, Called]]:
        """Each write of a workflow and of those that it calls, with the step and the workflow that it is in."""
        course = self._courses.get(workflow)
        if course is None or workflow in seen:
            return
        for step in course.workflow.steps:
            if isinstance(step.call, WorkflowCall):
                yield from self._written(step.call.workflow, seen | {workflow})
            elif (sent := course.sent.get(step.id)) is not None and self._writes(sent.called):
                yield workflow, step.id, sent.called

    def _writes(self, called: Called) -> bool:
        return called.is_write and not self._setting.contracts.is_function(called.version)

    def written_by(self, workflow: str, seen: frozenset[str] = frozenset()) -> str:
        """The first step of a workflow, or of one that it calls, that writes; empty where none does."""
        course = self._courses.get(workflow)
        if course is None or workflow in seen:
            return ""
        for step in course.workflow.steps:
            found = self._written_in(course, step, seen | {workflow})
            if found:
                return found
        return ""

    def _written_in(self, course: Course, step: Step, seen: frozenset[str]) -> str:
        if isinstance(step.call, WorkflowCall):
            return self.written_by(step.call.workflow, seen)
        sent = course.sent.get(step.id)
        return step.id if sent is not None and self._writes(sent.called) else ""

    # -------------------------------------------------------------------------------------------------------- following

    def _following(self, workflow: Workflow, step: Step, seen: frozenset[str] = frozenset()) -> str:
        """A write that may follow a step: in the workflow, or in those that call it."""
        course = self._courses[workflow.id]
        for later in self._after(course, step.id):
            one = workflow.step(later)
            found = self._written_in(course, one, frozenset()) if one is not None else ""
            if found:
                return found
        if workflow.id in seen:
            return ""
        for caller in self._courses.values():
            for one in caller.workflow.steps:
                if isinstance(one.call, WorkflowCall) and one.call.workflow == workflow.id:
                    if one.call.each is not None:
                        return f"{step.id}, of the next item" if self.written_by(workflow.id) else ""
                    found = self._following(caller.workflow, one, seen | {workflow.id})
                    if found:
                        return found
        return ""

    @staticmethod
    def _after(course: Course, step: str) -> Iterator[str]:
        """The steps that a run may come to behind a step, nearest first."""
        seen: set[str] = set()
        waiting = [step]
        while waiting:
            for name in sorted(course.follows.get(waiting.pop(0), ())):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
                    yield name

    # ---------------------------------------------------------------------------------------------------------- retries

    def _retry(self, workflow: Workflow, step: Step, action: Action, called: Called, about: About) -> Iterator[Fact]:
        """Whether what is retried may have been done already."""
        if called.operation.method.upper() in _IDEMPOTENT or self._has_key(step, called):
            return
        outcomes = outcomes_of(called.operation, (one.tree for one in action.criteria))
        maybe_done = [
            one
            for one in outcomes
            if all(status_held(criterion.tree, one) is not False for criterion in action.criteria)
            and not (one.statuses and _NOT_DONE.issuperset(one.statuses))
        ]
        if not maybe_done:
            return
        header = self._setting.contracts.key_header(called.version)
        at, key = action.used_at, action.name
        looked = workflow.step(action.step) if action.step is not None else None
        if action.step is not None and (looked is None or self._is_unknown(workflow, looked)):
            return  # which is said already
        if looked is None or not self._reads(workflow, looked) or looked.id == step.id:
            yield RetryUnsafe(at=at, action=action.name, header=header, key=key, about=about)
            return
        settles = self._setting.contracts.settle_time(called.version)
        if action.retry_after.total_seconds() < settles:
            yield RetryUnsafe(at=at, action=action.name, header=header, settles=settles, key=key, about=about)

    def _is_unknown(self, workflow: Workflow, step: Step) -> bool:
        """Whether nobody knows what a step calls."""
        return isinstance(step.call, OperationCall) and step.id not in self._courses[workflow.id].sent

    def _reads(self, workflow: Workflow, step: Step) -> bool:
        """Whether a step only looks."""
        sent = self._courses[workflow.id].sent.get(step.id)
        return isinstance(step.call, OperationCall) and sent is not None and not self._writes(sent.called)

    def _has_key(self, step: Step, called: Called) -> bool:
        """Whether the platform tells a repeated call: by a key that the runtime sends, or by the version it changes."""
        if self._setting.contracts.is_function(called.version):
            return True
        given = {one.name.lower() for one in step.call.parameters} if isinstance(step.call, OperationCall) else set()
        return self._setting.contracts.takes_key(called) or "if-match" in given
