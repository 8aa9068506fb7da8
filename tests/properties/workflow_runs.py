"""Workflows run by a reference: answers are drawn from descriptions, and what is undefined where it is needed counts.

It is as plain as can be, and shares nothing with the checks but the model of the document: what is there is there, what
is null or missing is not, and a body that no description tells of is not read.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from govkit.catalog.workflows.model import (
    Action,
    Body,
    Condition,
    Document,
    OperationCall,
    Step,
    Workflow,
    WorkflowCall,
)
from govkit.spec.expressions import Binary, Literal, Name, Tree, Unary, as_json
from govkit.spec.expressions.templates import Computed, Fixed, Items, Members, Template, Woven

MISSING: Any = object()
_UNDECLARED = (302, 400, 418, 429, 500, 503)


class Undefined(AssertionError):
    """Something that was needed was not there."""


class Ended(Exception):
    """The whole run is over."""


@dataclass(frozen=True)
class Answer:
    """What came back: no status where nothing did."""

    status: int | None
    body: Any = MISSING
    described: bool = True


class Platform:
    """What the descriptions of an estate answer, drawn at random."""

    def __init__(self, documents: Mapping[str, Any], rng: random.Random) -> None:
        """`documents` are the trees of descriptions, by the name of their source."""
        self._documents = documents
        self._rng = rng
        self._operations = {
            (source, operation["operationId"]): operation
            for source, tree in documents.items()
            for item in tree["paths"].values()
            for operation in item.values()
        }

    def operation(self, source: str, name: str) -> Any:
        """An operation as it is written."""
        return self._operations[source, name]

    def event(self, source: str, webhook: str) -> Any:
        """The body of an event."""
        content = self._documents[source]["webhooks"][webhook]["post"]["requestBody"]["content"]
        return self._drawn(content["application/json"]["schema"], source)

    def answer(self, source: str, name: str) -> Answer:
        """An answer that may come, declared or not; a success is declared."""
        responses = self._operations[source, name]["responses"]
        chance = self._rng.random()
        if chance < 0.1:
            return Answer(None)
        if chance < 0.25:
            others = [one for one in _UNDECLARED if str(one) not in responses]
            return Answer(self._rng.choice(others), MISSING, described=False)
        status = self._rng.choice(sorted(responses))
        response = self._resolved(responses[status], source)
        content = next((one for kind, one in response.get("content", {}).items() if "json" in kind), None)
        return Answer(int(status), self._drawn(content["schema"], source) if content is not None else MISSING)

    def _resolved(self, node: Any, source: str) -> Any:
        while "$ref" in node:
            target: Any = self._documents[source]
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def _drawn(self, schema: Any, source: str) -> Any:
        rng, schema = self._rng, self._resolved(schema, source)
        if "enum" in schema:
            return rng.choice(schema["enum"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        kind = rng.choice(kinds)
        if kind == "object":
            required = schema.get("required", ())
            return {
                name: self._drawn(inner, source)
                for name, inner in schema.get("properties", {}).items()
                if name in required or rng.random() < 0.5
            }
        if kind == "array":
            return [self._drawn(schema["items"], source) for _ in range(rng.choice((0, 1, 1, 2)))]
        return {
            "string": self._text(schema),
            "boolean": rng.random() < 0.5,
            "integer": rng.randint(0, 9),
            "null": None,
        }[kind]

    def _text(self, schema: Any) -> str:
        return {"^inv_[0-9]{1,8}$": "inv_1", "^[0-9]{1,9}$": "5"}.get(schema.get("pattern", ""), self._rng.choice("ab"))


@dataclass
class _Frame:
    """One workflow that runs: its inputs, the outputs of steps, and what is known behind a call."""

    inputs: Mapping[str, Any]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    answer: Answer | None = None
    given: Mapping[str, Any] | None = None


class Run:
    """Runs of the workflows of a document. `accepts` tells why an operation refuses a body, empty where it does not."""

    def __init__(
        self,
        document: Document,
        platform: Platform,
        accepts: Callable[[OperationCall, Any], str] = lambda _, __: "",
    ) -> None:
        self._document = document
        self._platform = platform
        self._accepts = accepts
        self.calls = 0

    def start(self, name: str, inputs: Mapping[str, Any]) -> None:
        """Runs a workflow from its event on. Raises Undefined."""
        workflow = self._document.workflows[name]
        frame = _Frame(inputs)
        assert workflow.start is not None
        if workflow.start.key is not None:
            self._needed(workflow.start.key.made, frame, "the key")
        try:
            self._workflow(workflow, frame)
        except Ended:
            return

    def _workflow(self, workflow: Workflow, frame: _Frame) -> dict[str, Any]:
        at, retries = 0, dict[tuple[str, str], int]()
        index = {step.id: position for position, step in enumerate(workflow.steps)}
        while at < len(workflow.steps):
            step = workflow.steps[at]
            action = self._step(step, frame, retries)
            if action is None:
                at += 1
            elif action.type == "end":
                if action in step.on_failure:
                    raise Ended
                break
            else:
                at = index[action.step] if action.step is not None else at
        frame.answer, frame.given = None, None
        made = {name: self._made(value.made, frame) for name, value in workflow.outputs.items()}
        return {name: value for name, value in made.items() if value is not MISSING}

    # ------------------------------------------------------------------------------------------------------------ steps

    def _step(self, step: Step, frame: _Frame, retries: dict[tuple[str, str], int]) -> Action | None:
        """Runs a step; the action that follows it, None where the next step does."""
        frame.answer, frame.given = None, None
        if isinstance(step.call, WorkflowCall):
            frame.given = self._called(step.call, frame, step.id)
            well = True
        else:
            frame.answer = self._call(step.call, frame, step.id)
            status = frame.answer.status
            wanted = step.success_criteria
            well = self._hold(wanted, frame) if wanted else status is not None and 200 <= status < 300
            well = well and status is not None
        if not well:
            frame.steps.pop(step.id, None)
            return self._failed(step, frame, retries)
        made = {name: self._made(value.made, frame) for name, value in step.outputs.items()}
        frame.steps[step.id] = {name: value for name, value in made.items() if value is not MISSING}
        if step.undo is not None and step.undo.call is not None:
            answer, frame.answer = frame.answer, None
            self._call(step.undo.call, frame, f"{step.id}, undone")
            frame.answer = answer
        return next((one for one in step.on_success if self._hold(one.criteria, frame)), None)

    def _failed(self, step: Step, frame: _Frame, retries: dict[tuple[str, str], int]) -> Action:
        for action in step.on_failure:
            if not self._hold(action.criteria, frame):
                continue
            if action.type == "retry":
                key = (step.id, action.name)
                retries[key] = retries.get(key, 0) + 1
                if retries[key] > action.retry_limit:
                    continue
            return action
        raise Undefined(f"nothing follows the failure of {step.id}")

    def _call(self, call: OperationCall, frame: _Frame, step: str) -> Answer:
        self.calls += 1
        operation = self._platform.operation(call.operation.source, call.operation.id)
        declared = {one["name"]: one for one in operation.get("parameters", ())}
        for given in call.parameters:
            if declared[given.name].get("required"):
                self._needed(given.value.made, frame, f"{given.name} of {step}")
        for name in declared.keys() - {one.name for one in call.parameters} - {"Idempotency-Key"}:
            assert not declared[name].get("required"), f"{name} of {step}"
        if call.body is not None:
            self._body(call, call.body, frame, step)
        elif operation.get("requestBody", {}).get("required"):
            raise Undefined(f"the body of {step}")
        return self._platform.answer(call.operation.source, call.operation.id)

    def _body(self, call: OperationCall, body: Body, frame: _Frame, step: str) -> None:
        for use in body.mappings:
            for name, value in use.sources.items():
                self._needed(value.made, frame, f"the source {name} of {step}")
        if not body.mappings:
            why = self._accepts(call, self._made(body.payload.made, frame))
            if why:
                raise Undefined(f"the body of {step}: {why}")

    def _called(self, call: WorkflowCall, frame: _Frame, step: str) -> dict[str, Any]:
        workflow = self._document.workflows[call.workflow]
        given = {one.name: self._made(one.value.made, frame) for one in call.inputs}
        required = (workflow.inputs or {}).get("required", ())
        items: Sequence[Any] = (MISSING,)
        if call.each is not None:
            items = self._needed(call.each.items.made, frame, f"the list of {step}")
            if not isinstance(items, list):
                raise Undefined(f"the list of {step} is none")
        outputs: dict[str, Any] = {}
        for item in items:
            inputs = {name: value for name, value in given.items() if value is not MISSING}
            if call.each is not None:
                inputs[call.each.input] = item
                if call.each.key is not None and _below(item, tuple(map(str, call.each.key))) is MISSING:
                    raise Undefined(f"the key of an item of {step}")
            for name in required:
                if name not in inputs:
                    raise Undefined(f"the input {name} of {step}")
            outputs = self._workflow(workflow, _Frame(inputs))
        return outputs if call.each is None else {}

    # ----------------------------------------------------------------------------------------------------------- values

    def _needed(self, template: Template, frame: _Frame, what: str) -> Any:
        value = self._made(template, frame)
        if value is MISSING:
            raise Undefined(what)
        return value

    def _made(self, template: Template, frame: _Frame) -> Any:
        match template:
            case Fixed(value=value):
                return MISSING if value is None else value
            case Computed(tree=tree):
                return self._value(tree, frame)
            case Woven(parts=parts):
                values = [one if isinstance(one, str) else self._value(one, frame) for one in parts]
                return MISSING if any(one is MISSING for one in values) else "".join(map(str, values))
            case Members(members=members):
                made = {name: self._made(one, frame) for name, one in members.items()}
                return {name: one for name, one in made.items() if one is not MISSING}
            case Items(items=items):
                return [one for item in items if (one := self._made(item, frame)) is not MISSING]
        raise AssertionError(template)

    def _value(self, tree: Tree, frame: _Frame) -> Any:
        if isinstance(tree, Literal):
            return as_json(tree.value)
        assert isinstance(tree, Name)
        members, answer = tree.members, frame.answer
        root: Any = MISSING
        if tree.root == "statusCode":
            root = answer.status if answer is not None and answer.status is not None else MISSING
        elif tree.root == "inputs":
            root = frame.inputs.get(members[0], MISSING)
        elif tree.root == "steps":
            root = frame.steps.get(members[0], {}).get(members[2], MISSING)
        elif tree.root == "outputs":
            root = (frame.given or {}).get(members[0], MISSING)
        elif members == ("body",) and answer is not None:
            root = answer.body
        return _below(root, tree.pointer or ())

    def _hold(self, conditions: Sequence[Condition], frame: _Frame) -> bool:
        return all(self._holds(one.tree, frame) for one in conditions)

    def _holds(self, tree: Tree, frame: _Frame) -> bool:
        match tree:
            case Binary(sign="&&"):
                return self._holds(tree.left, frame) and self._holds(tree.right, frame)
            case Binary(sign="||"):
                return self._holds(tree.left, frame) or self._holds(tree.right, frame)
            case Unary(inner=inner):
                return not self._holds(inner, frame)
            case Binary(sign=sign):
                left, right = self._value(tree.left, frame), self._value(tree.right, frame)
                if any(isinstance(side, Literal) and side.value is None for side in (tree.left, tree.right)):
                    nothing = any(side is MISSING for side in (left, right))
                    return nothing == (sign == "==")
                if left is MISSING or right is MISSING:
                    return False
                same = left == right and isinstance(left, bool) == isinstance(right, bool)
                if sign in ("==", "!="):
                    return same == (sign == "==")
                return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign])
        raise AssertionError(tree)


def _below(value: Any, pointer: Sequence[str]) -> Any:
    for part in pointer:
        if isinstance(value, dict):
            value = value.get(part, MISSING)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return MISSING
    return MISSING if value is None else value
