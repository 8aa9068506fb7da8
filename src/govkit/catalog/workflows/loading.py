"""Arazzo documents → workflows, or what is wrong with them, with places. Nothing else of govkit knows Arazzo."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from govkit.catalog.entries import Problem, Source, WorkflowDocument
from govkit.catalog.entries.reading import causes_of, close_to, problem_of
from govkit.catalog.entries.schedules import refused_schedule
from govkit.catalog.workflows import forms
from govkit.catalog.workflows.grammar import AFTER, AFTER_WORKFLOW, BEFORE, OF_RECORD, condition, value
from govkit.catalog.workflows.model import (
    Action,
    Body,
    Bulk,
    Call,
    Condition,
    Document,
    ForEach,
    FoundTrigger,
    Given,
    MappingUse,
    OperationCall,
    OperationName,
    PollTrigger,
    Raised,
    Regions,
    Replacement,
    ScheduleTrigger,
    SourceDescription,
    Start,
    Step,
    Trigger,
    Undo,
    Value,
    WebhookTrigger,
    Workflow,
    WorkflowCall,
)
from govkit.spec.documents import Pointer, Tree, parse_pointer
from govkit.spec.expressions import ExpressionError, Literal, Template, TemplateError
from govkit.spec.expressions.templates import Fixed, Members
from govkit.spec.schemas.mistakes import mistakes

_FormT = TypeVar("_FormT", forms.ParameterForm, forms.SuccessActionForm, forms.FailureActionForm)
_SOURCE = "$sourceDescriptions."
_MOST_PROBLEMS = 50
_DEEPEST = 50
_EXTENSIONS = (
    "x-govkit-workflow",
    "x-govkit-mapping",
    "x-govkit-for-each",
    "x-govkit-compensate",
    "x-govkit-exception",
)


def read_document(document: WorkflowDocument) -> Document | list[Problem]:
    """The workflows of a document of the catalog, or what is wrong with its text."""
    source, tree = document.source, document.tree
    try:
        form = forms.DocumentForm.model_validate(tree)
    except ValidationError as error:
        found = [problem_of(detail, (), tree, forms.DocumentForm, source, "") for detail in causes_of(error)]
        return [_named(problem, tree) for problem in found]
    except RecursionError:
        return [Problem(source, (), "the document nests too deep")]
    reading = _Reading(source, form, tree)
    read = reading.document()
    problems = [*_twice(source), *reading.problems]
    return [_named(problem, tree) for problem in problems] or read


def _twice(source: Source) -> Iterator[Problem]:
    """Keys that stand twice in a mapping, of which the last would count."""
    for pointer, at in (source.document.duplicate_keys if source.document is not None else [])[:_MOST_PROBLEMS]:
        yield Problem(
            source, pointer, f"`{pointer[-1]}` stands here twice", "", "keep one of them", (at.line, at.column)
        )


def _named(problem: Problem, tree: Tree) -> Problem:
    """A problem with the workflow that it is in, and a hint where one is meant that is no extension of the profile."""
    about, hint = problem.about, problem.hint
    match problem.pointer:
        case ("workflows", int(index), *_) if isinstance(tree, dict):
            said = tree["workflows"][index]
            name = said.get("workflowId") if isinstance(said, dict) else None
            about = f"workflow:{name}" if isinstance(name, str) else about
    last = problem.pointer[-1] if problem.pointer else ""
    if isinstance(last, str) and last.startswith("x-") and not hint.startswith("did you mean"):
        hint = f"the extensions are {', '.join(_EXTENSIONS)}, each in its place"
    elif isinstance(last, str) and last in _OUTSIDE:
        hint = _OUTSIDE[last]
    return Problem(problem.source, problem.pointer, problem.message, about, hint, problem.at, problem.severity)


_OUTSIDE = {
    "operationPath": "name the operation by `operationId: $sourceDescriptions.NAME.operationId`",
    "dependsOn": "steps run in the order in which they stand",
    "channelPath": "a step calls an operation; an event starts a workflow of its own",
    "context": "a condition says itself what it looks at: `$response.body#/status == 'open'`",
}
"""What Arazzo has and the profile has not, with what to write instead."""


class _Reading:
    """One document being read; `problems` are what the forms cannot see."""

    def __init__(self, source: Source, form: forms.DocumentForm, tree: Tree) -> None:
        self._source, self._form, self._tree = source, form, tree
        self.problems: list[Problem] = []
        self._raw = cast("dict[str, Any]", tree)

    def document(self) -> Document:
        """The document; incomplete where there are problems."""
        sources: dict[str, SourceDescription] = {}
        for index, one in enumerate(self._form.source_descriptions):
            at: Pointer = ("sourceDescriptions", index)
            if one.name in sources:
                self._say((*at, "name"), f"there is another source `{one.name}`", "give each source a name of its own")
            sources[one.name] = SourceDescription(one.name, self._path(one.url), at)
        for name, schema in self._form.components.inputs.items():
            self._inputs(schema, ("components", "inputs", name))
        workflows: dict[str, Workflow] = {}
        for index, form in enumerate(self._form.workflows):
            at = ("workflows", index)
            if form.workflow_id in workflows:
                self._say(
                    (*at, "workflowId"), f"there is another workflow `{form.workflow_id}`", "give it another name"
                )
            workflows[form.workflow_id] = self._workflow(form, sources, at)
        return Document(self._source, self._form, self._tree, sources, workflows)

    def _path(self, url: str) -> str | None:
        """The path in the estate that a URL leads to; None where it leads elsewhere."""
        plain = url.partition("#")[0]
        if "://" in plain or plain.startswith("/"):
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self._source.path), plain))
        return None if path.startswith("../") else path

    def _say(self, at: Pointer, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self._source, at, message, hint=hint))

    # ------------------------------------------------------------------------------------------------------- workflows

    def _workflow(self, form: forms.WorkflowForm, sources: Mapping[str, SourceDescription], at: Pointer) -> Workflow:
        success = self._successes(form.success_actions, (*at, "successActions"))
        failure = self._failures(form.failure_actions, (*at, "failureActions"))
        steps: dict[str, Step] = {}
        for index, one in enumerate(form.steps):
            where = (*at, "steps", index)
            if one.step_id in steps:
                self._say((*where, "stepId"), f"there is another step `{one.step_id}`", "give each step its own name")
            steps[one.step_id] = self._step(one, success, failure, where)
        return Workflow(
            id=form.workflow_id,
            summary=form.summary or "",
            description=form.description or "",
            source=self._source,
            sources=sources,
            start=self._start(form.start, (*at, "x-govkit-workflow")) if form.start is not None else None,
            inputs=self._inputs(form.inputs, (*at, "inputs")),
            steps=tuple(steps.values()),
            outputs=self._outputs(form.outputs, (*at, "outputs"), BEFORE),
            digest=_digest(self._raw, form.workflow_id),
            at=at,
        )

    def _inputs(self, schema: dict[str, Any] | None, at: Pointer) -> dict[str, Any] | None:
        """The schema of inputs, which has to be one (JSON Schema 2020-12)."""
        for one in mistakes(schema) if schema is not None else ():
            self._say((*at, *one.pointer), one.message, one.hint)
        return schema

    def _start(self, form: forms.StartForm, at: Pointer) -> Start:
        key = self._value(form.key, (*at, "key")) if form.key is not None else None
        context = {name: self._value(text, (*at, "context", name)) for name, text in form.context.items()}
        if key is not None and isinstance(key.made, Fixed):
            self._say(key.at, "the key is the same for every run", "write an expression: `$inputs.data#/contract_id`")
        trigger = self._trigger(form.trigger, (*at, "trigger")) if form.trigger is not None else None
        is_superseded = form.superseded_by is not None
        if is_superseded and (key is None or trigger is None):
            self._say(
                (*at, "supersededBy"),
                "nothing tells which events are about the same",
                "give it a `trigger` and a `key`",
            )
        bulk = self._bulk(form.bulk, (*at, "bulk")) if form.bulk is not None else None
        regions = None
        if form.regions is not None:
            regions = Regions(self._value(form.regions.by, (*at, "regions", "by")), form.regions.are)
        return Start(str(form.owner), trigger, key, context, form.expect_within, at, is_superseded, bulk, regions)

    def _bulk(self, form: forms.BulkForm, at: Pointer) -> Bulk:
        source, dot, name = form.list_.partition(".")
        if not dot:
            self._say((*at, "list"), f"`{form.list_}` names no source", "write `source.operationId`")
        parts = {"parameters": (form.parameters, ()), "inputs": (form.inputs, OF_RECORD)}
        given = {
            part: tuple(
                Given(one, None, self._value(said, (*at, part, one), names), (*at, part, one))
                for one, said in listed.items()
            )
            for part, (listed, names) in parts.items()
        }
        return Bulk(OperationName(source, name), given["parameters"], given["inputs"], at)

    def _trigger(self, form: forms.TriggerForm, at: Pointer) -> Trigger:
        if isinstance(form, forms.ScheduleForm):
            wrong = refused_schedule(form.schedule)
            if wrong:
                self._say(
                    (*at, "schedule"), wrong, "five fields: minute, hour, day of the month, month, day of the week"
                )
            return ScheduleTrigger(form.schedule)
        if isinstance(form, forms.FoundForm):
            return FoundTrigger(form.reconciliation, form.system, form.finds)
        if isinstance(form, forms.PollForm):
            source, dot, name = form.poll.partition(".")
            if not dot:
                self._say((*at, "poll"), f"`{form.poll}` names no source", "write `source.operationId`")
            return PollTrigger(OperationName(source, name))
        source, dot, name = form.partition(".")
        if not dot:
            self._say(at, f"`{form}` names no source", "write `source.webhook`, as in `billing.subscription.amended`")
        return WebhookTrigger(source, name)

    # ----------------------------------------------------------------------------------------------------------- steps

    def _step(
        self, form: forms.StepForm, success: tuple[Action, ...], failure: tuple[Action, ...], at: Pointer
    ) -> Step:
        call = self._call(form, at)
        after = AFTER if isinstance(call, OperationCall) else AFTER_WORKFLOW
        success = self._successes(form.on_success, (*at, "onSuccess")) or success
        own = self._failures(form.on_failure, (*at, "onFailure"))
        criteria = self._conditions(form.success_criteria, (*at, "successCriteria"))
        if criteria and isinstance(call, WorkflowCall):
            self._say((*at, "successCriteria"), "a workflow that is through went well", "take the criteria out")
        return Step(
            id=form.step_id,
            description=form.description or "",
            call=call,
            success_criteria=criteria,
            on_success=success,
            on_failure=own or (failure if isinstance(call, OperationCall) else ()),
            outputs=self._outputs(form.outputs, (*at, "outputs"), after),
            timeout=timedelta(milliseconds=form.timeout) if form.timeout is not None else None,
            undo=self._undo(form.compensate, (*at, "x-govkit-compensate")) if form.compensate is not None else None,
            at=at,
        )

    def _call(self, form: forms.StepForm, at: Pointer) -> Call:
        given = self._givens(form.parameters, (*at, "parameters"))
        if form.workflow_id is not None:
            for one in given:
                if one.location is not None:
                    self._say((*one.at, "in"), f"`{one.name}` is an input, which stands nowhere", "take `in` out")
            each = self._for_each(form.for_each, (*at, "x-govkit-for-each")) if form.for_each is not None else None
            return WorkflowCall(form.workflow_id, given, each, at)
        assert form.operation_id is not None, "the form refuses neither"
        return self._operation_call(form.operation_id, given, form.request_body, at)

    def _operation_call(
        self, named: str, given: tuple[Given, ...], body: forms.BodyForm | None, at: Pointer
    ) -> OperationCall:
        source, _, operation = named.removeprefix(_SOURCE).partition(".")
        if not named.startswith(_SOURCE) or not operation:
            hint = f"write `{_SOURCE}NAME.{named.rpartition('.')[2]}` with the name of its source"
            self._say((*at, "operationId"), f"`{named}` does not say of which source the operation is", hint)
        for one in given:
            if one.location is None:
                self._say(one.at, f"it is not said where `{one.name}` stands", "add `in: path`, `query` or `header`")
        read = self._body(body, (*at, "requestBody")) if body is not None else None
        return OperationCall(OperationName(source, operation), given, read, at)

    def _givens(self, listed: Sequence[forms.AnyParameter], at: Pointer) -> tuple[Given, ...]:
        found: dict[tuple[str | None, str], Given] = {}
        for index, one in enumerate(listed):
            where = (*at, index)
            form, defined = self._component(one, "parameters", where, forms.ParameterForm)
            if form is None:
                continue
            if (form.in_, form.name) in found:
                self._say(where, f"`{form.name}` is given twice", "keep one of them")
            made = self._value(form.value, (*defined, "value"))
            found[form.in_, form.name] = Given(form.name, form.in_, made, defined)
        return tuple(found.values())

    def _body(self, form: forms.BodyForm, at: Pointer) -> Body:
        payload = self._value(form.payload, (*at, "payload"))
        left, mappings = payload.made, list[MappingUse]()
        for name, write in _mappings(form.mapping).items():
            into = tuple(parse_pointer(name))
            where = (*at, "x-govkit-mapping", *((name,) if isinstance(form.mapping, dict) else ()))
            here = (*at, "payload", *into)
            left, sources = _taken(left, into)
            if not isinstance(sources, Members) or not sources.members:
                hint = "name each source by the mapping that reads it: `{crm-4-contract: $steps.contract.outputs.body}`"
                self._say(where, f"the payload has no sources for the mapping `{write}`", hint)
                continue
            made = {name: Value(one, (*here, name)) for name, one in sources.members.items()}
            mappings.append(MappingUse(write, made, into, where))
        replacements = tuple(
            Replacement(
                tuple(parse_pointer(one.target)),
                self._value(one.value, (*at, "replacements", index, "value")),
                (*at, "replacements", index),
            )
            for index, one in enumerate(form.replacements)
        )
        return Body(form.content_type.lower(), Value(left, payload.at), tuple(mappings), replacements, at)

    def _for_each(self, form: forms.ForEachForm, at: Pointer) -> ForEach:
        key = parse_pointer(form.key) if form.key is not None else None
        return ForEach(self._value(form.items, (*at, "items")), form.as_, key, form.concurrency, at)

    def _undo(self, form: forms.CompensationForm, at: Pointer) -> Undo:
        if form.operation_id is None:
            return Undo(None, form.none, at)
        given = self._givens(form.parameters, (*at, "parameters"))
        return Undo(self._operation_call(form.operation_id, given, form.request_body, at), None, at)

    # --------------------------------------------------------------------------------------------------------- actions

    def _successes(self, listed: Sequence[forms.AnySuccess], at: Pointer) -> tuple[Action, ...]:
        found = []
        for index, one in enumerate(listed):
            where = (*at, index)
            form, defined = self._component(one, "successActions", where, forms.SuccessActionForm)
            if form is not None:
                criteria = self._conditions(form.criteria, (*defined, "criteria"))
                found.append(Action(form.name, form.type, form.step_id, criteria, defined, where))
        return tuple(found)

    def _failures(self, listed: Sequence[forms.AnyFailure], at: Pointer) -> tuple[Action, ...]:
        found = []
        for index, one in enumerate(listed):
            where = (*at, index)
            form, defined = self._component(one, "failureActions", where, forms.FailureActionForm)
            if form is None:
                continue
            retries = form.type == "retry"
            found.append(
                Action(
                    name=form.name,
                    type=form.type,
                    step=form.step_id,
                    criteria=self._conditions(form.criteria, (*defined, "criteria")),
                    at=defined,
                    used_at=where,
                    retry_after=timedelta(seconds=form.retry_after or 0),
                    retry_limit=form.retry_limit if retries else 0,
                    exception=self._raised(form.exception, (*defined, "x-govkit-exception")),
                )
            )
        return tuple(found)

    def _raised(self, form: forms.ExceptionForm | None, at: Pointer) -> Raised | None:
        if form is None:
            return None
        detail = self._value(form.detail, (*at, "detail"), AFTER) if form.detail is not None else None
        return Raised(form.kind, str(form.owner) if form.owner is not None else None, detail, form.compensate)

    def _component(self, one: Any, section: str, at: Pointer, wanted: type[_FormT]) -> tuple[_FormT | None, Pointer]:
        """What stands in a list, or the component that it refers to, with the place of its definition."""
        if not isinstance(one, forms.ReferenceForm):
            return one, at
        _, _, found = one.reference.partition("$components.")
        said, _, name = found.partition(".")
        known: dict[str, Mapping[str, Any]] = {
            "parameters": self._form.components.parameters,
            "successActions": self._form.components.success_actions,
            "failureActions": self._form.components.failure_actions,
        }
        form = known.get(said, {}).get(name) if said == section else None
        if not isinstance(form, wanted):
            listed = [f"$components.{section}.{one}" for one in known[section]]
            hint = close_to(one.reference, listed) or (f"there are {', '.join(listed)}" if listed else "declare it")
            self._say((*at, "reference"), f"there is no component `{one.reference}` here", hint)
            return None, at
        return form, ("components", section, name)

    # ----------------------------------------------------------------------------------------------------- expressions

    def _conditions(self, listed: Sequence[forms.CriterionForm], at: Pointer) -> tuple[Condition, ...]:
        found = []
        for index, one in enumerate(listed):
            where = (*at, index, "condition")
            try:
                found.append(Condition(one.condition, condition(one.condition), where))
            except ExpressionError as error:
                self._wrong(one.condition, error, where)
                found.append(Condition(one.condition, Literal(value=True), where))
        return tuple(found)

    def _outputs(self, listed: Mapping[str, str], at: Pointer, names: tuple[str, ...]) -> dict[str, Value]:
        return {name: self._value(text, (*at, name), names) for name, text in listed.items()}

    def _value(self, written: Any, at: Pointer, names: tuple[str, ...] = BEFORE) -> Value:
        if _nests(written):
            self._say(at, f"the value nests deeper than {_DEEPEST} levels", "what is made of much is made by a mapping")
            return Value(Fixed(None), at)
        try:
            made: Template = value(written, names)
        except TemplateError as error:
            text: Any = written
            for part in error.pointer:
                text = text[part]
            self._wrong(str(text), error, (*at, *error.pointer))
            made = Fixed(None)
        return Value(made, at)

    def _wrong(self, text: str, error: ExpressionError, at: Pointer) -> None:
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        self._say(at, f"{error.message}, at character {error.column} of `{shown}`", error.hint)


def _nests(written: Any, levels: int = _DEEPEST) -> bool:
    """Whether a value is deeper than some levels."""
    if not isinstance(written, dict | list | tuple):
        return False
    if not levels:
        return True
    return any(_nests(one, levels - 1) for one in (written.values() if isinstance(written, dict) else written))


def _mappings(said: str | dict[str, str] | None) -> dict[str, str]:
    """The mapping of each place in a body, by its way."""
    return {"": said} if isinstance(said, str) else said or {}


def _taken(template: Template, way: tuple[str, ...]) -> tuple[Template, Template | None]:
    """A template without what stands at a way, and that."""
    if not way:
        return Members({}), template
    if not isinstance(template, Members) or way[0] not in template.members:
        return template, None
    inner, found = _taken(template.members[way[0]], way[1:])
    members = {name: one for name, one in template.members.items() if name != way[0]}
    if len(way) > 1:
        members[way[0]] = inner
    return Members(members), found


def _digest(tree: Mapping[str, Any], name: str) -> str:
    """The digest of a workflow with the sources and components of its document, and the workflows that it calls."""
    by_name = {one["workflowId"]: one for one in tree["workflows"]}
    reached: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in reached or one not in by_name:
            continue
        reached[one] = by_name[one]
        waiting += [step["workflowId"] for step in by_name[one]["steps"] if "workflowId" in step]
    said = [name, reached, tree.get("sourceDescriptions"), tree.get("components")]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
