"""Workflows as values: what a document says, with expressions parsed and components in their places.

Only `loading` knows how Arazzo writes it. `at` is everywhere the place in the document, as a pointer. Nothing here says
whether what is named exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias

from govkit.catalog.entries import Source
from govkit.catalog.workflows.forms import DocumentForm
from govkit.spec.documents import Pointer, Tree
from govkit.spec.expressions import Template
from govkit.spec.expressions import Tree as Expression


@dataclass(frozen=True, slots=True)
class OperationName:
    """An operation by the name of its source in the document and its operationId."""

    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}.{self.id}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written, and its tree."""

    text: str
    tree: Expression
    at: Pointer


@dataclass(frozen=True, slots=True)
class Value:
    """A value, or what makes one."""

    made: Template
    at: Pointer


@dataclass(frozen=True, slots=True)
class Given:
    """A value for a parameter (`location` tells where it stands) or for an input (None)."""

    name: str
    location: str | None
    value: Value
    at: Pointer


@dataclass(frozen=True, slots=True)
class MappingUse:
    """A mapping that makes the body, or what stands at `into` in it.

    `write` goes from the canonical object to the API; `sources` are the values that the object is read from, each by
    the name of the mapping that reads it, or by that of the entity where it is the canonical object already.
    """

    write: str
    sources: Mapping[str, Value]
    into: tuple[str, ...]
    at: Pointer


@dataclass(frozen=True, slots=True)
class Replacement:
    """A value that is set in a body once it is made."""

    target: tuple[str, ...]
    value: Value
    at: Pointer


@dataclass(frozen=True, slots=True)
class Body:
    """A request body: its payload without what mappings make, these, and what is set at last."""

    media_type: str
    payload: Value
    mappings: tuple[MappingUse, ...]
    replacements: tuple[Replacement, ...]
    at: Pointer


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A call of an operation."""

    operation: OperationName
    parameters: tuple[Given, ...]
    body: Body | None
    at: Pointer


@dataclass(frozen=True, slots=True)
class WorkflowCall:
    """A call of a workflow of the same document, for each item of a list where `each` says so."""

    workflow: str
    inputs: tuple[Given, ...]
    each: ForEach | None
    at: Pointer


@dataclass(frozen=True, slots=True)
class ForEach:
    """The list, the input that gets each item, what tells items apart, and how many are on their way at a time."""

    items: Value
    input: str
    key: Pointer | None
    concurrency: int
    at: Pointer


Call: TypeAlias = OperationCall | WorkflowCall


@dataclass(frozen=True, slots=True)
class Raised:
    """The exception that a failure ends with: parked by default, `compensate` undoes the steps before."""

    kind: str
    owner: str | None
    detail: Value | None
    compensate: bool


@dataclass(frozen=True, slots=True)
class Action:
    """What follows a step. `at` is where it is defined, be it a component; `used_at` where the list has it."""

    name: str
    type: Literal["end", "goto", "retry"]
    step: str | None
    criteria: tuple[Condition, ...]
    at: Pointer
    used_at: Pointer
    retry_after: timedelta = timedelta(0)
    retry_limit: int = 0
    exception: Raised | None = None

    @property
    def is_unconditional(self) -> bool:
        """Whether it follows always."""
        return not self.criteria


@dataclass(frozen=True, slots=True)
class Undo:
    """How a step is undone: by a call, or not, and why."""

    call: OperationCall | None
    reason: str | None
    at: Pointer


@dataclass(frozen=True, slots=True)
class Step:
    """A step. Its lists of actions are those that count: its own, else those of the workflow."""

    id: str
    description: str
    call: Call
    success_criteria: tuple[Condition, ...]
    on_success: tuple[Action, ...]
    on_failure: tuple[Action, ...]
    outputs: Mapping[str, Value]
    timeout: timedelta | None
    undo: Undo | None
    at: Pointer


@dataclass(frozen=True, slots=True)
class WebhookTrigger:
    """A webhook of a source, by its name in the description."""

    source: str
    webhook: str


@dataclass(frozen=True, slots=True)
class PollTrigger:
    """A poll of a system, by the operation that lists changes."""

    operation: OperationName


@dataclass(frozen=True, slots=True)
class ScheduleTrigger:
    """The clock: a cron expression of five fields, in UTC."""

    schedule: str


@dataclass(frozen=True, slots=True)
class FoundTrigger:
    """An object of which a reconciliation found that a system has it otherwise, or not at all."""

    reconciliation: str
    system: str
    finds: Literal["differs", "missing", "any"]


Trigger: TypeAlias = WebhookTrigger | PollTrigger | ScheduleTrigger | FoundTrigger


@dataclass(frozen=True, slots=True)
class Bulk:
    """The bulk path: the list whose records each start a run, what it is asked with, what a run is given."""

    operation: OperationName
    parameters: tuple[Given, ...]
    inputs: tuple[Given, ...]
    at: Pointer


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions whose data alone a workflow is for, and where a run says of which it is."""

    by: Value
    are: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What starts a workflow, and what it is to the business.

    `is_superseded`: a later event of the same key makes a run needless that waits for people. `regions`: a run of any
    other goes no further than its beginning.
    """

    owner: str
    trigger: Trigger | None
    key: Value | None
    context: Mapping[str, Value]
    expect_within: timedelta | None
    at: Pointer
    is_superseded: bool = False
    bulk: Bulk | None = None
    regions: Regions | None = None

    @property
    def is_by_itself(self) -> bool:
        """Whether anything starts it but another workflow."""
        return self.trigger is not None or self.bulk is not None


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow. `inputs` is the JSON Schema of its inputs, which stands below `at`.

    `digest` tells its text, with all that it draws in, from any other's: `sha256:` and 64 hex digits.
    """

    id: str
    summary: str
    description: str
    source: Source
    sources: Mapping[str, SourceDescription]
    start: Start | None
    inputs: Tree | None
    steps: tuple[Step, ...]
    outputs: Mapping[str, Value]
    digest: str
    at: Pointer

    @property
    def consumer(self) -> str:
        """The consumer whose grants it uses: that of the name of its document."""
        return self.source.path.rpartition("/")[2].partition(".")[0]

    def step(self, name: str) -> Step | None:
        """The step of a name."""
        return next((one for one in self.steps if one.id == name), None)

    def leads_to(self, workflow: str) -> bool:
        """Whether a step calls a workflow."""
        return any(isinstance(step.call, WorkflowCall) and step.call.workflow == workflow for step in self.steps)

    @property
    def calls(self) -> Iterator[tuple[Step, Call]]:
        """Every call in order, that of an undo right behind that of its step."""
        for step in self.steps:
            yield step, step.call
            if step.undo is not None and step.undo.call is not None:
                yield step, step.undo.call


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """A source of operations: the path of its description in the estate; None where it leads out of it."""

    name: str
    path: str | None
    at: Pointer


@dataclass(frozen=True, eq=False)
class Document:
    """A document: its workflows by name, and the text that they stand in."""

    source: Source
    form: DocumentForm
    tree: Tree
    sources: Mapping[str, SourceDescription]
    workflows: Mapping[str, Workflow] = field(default_factory=dict)

    def processes(self, name: str) -> tuple[str, ...]:
        """The workflows that something starts and that lead to one: itself where it is one of them."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.add(one)
            workflow = self.workflows.get(one)
            if workflow is not None and workflow.start is not None and workflow.start.is_by_itself:
                found[one] = None
            waiting += [other.id for other in self.workflows.values() if other.leads_to(one)]
        return tuple(found)
