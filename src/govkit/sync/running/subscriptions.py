"""Which workflows an event starts, as the estate has them: by their triggers, with the key and the context of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.mapping.currencies import DECIMALS
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import (
    Document,
    FoundTrigger,
    PollTrigger,
    ScheduleTrigger,
    Start,
    WebhookTrigger,
    Workflow,
)
from govkit.errors import InputError
from govkit.sync.inbox.subscribing import (
    KeyMissing,
    Plan,
    bulk_type,
    found_type,
    poll_type,
    schedule_type,
    webhook_type,
)
from govkit.sync.running.pins import Pin, pinned
from govkit.sync.running.values import Frame, made
from govkit.sync.values import MISSING, Json

_TEXT = (str, int)


@dataclass(frozen=True, slots=True)
class WorkflowSubscription:
    """A workflow that events of some type start."""

    made: Pin
    start: Start

    @property
    def workflow(self) -> str:
        """Its id."""
        return self.made.workflow

    @property
    def pin(self) -> str:
        """The digest of what its runs run."""
        return self.made.digest

    @property
    def owner(self) -> str:
        """The team that answers for it."""
        return self.start.owner

    def plan(self, body: Json) -> Plan:
        """How an event of that body starts it. Raises KeyMissing."""
        if not isinstance(body, dict):
            raise KeyMissing(f"the body is no object, so there is nothing that {self.workflow} could start with")
        frame = Frame(body)
        context = {name: made(value.made, frame) for name, value in self.start.context.items()}
        known = {name: value for name, value in context.items() if value is not MISSING}
        within = self.start.expect_within
        return Plan(self._key(frame), _in_units(known), within.total_seconds() if within is not None else None)

    def _key(self, frame: Frame) -> str:
        """The business key; the same for all events where the workflow names none."""
        if self.start.key is None:
            return ""
        key = made(self.start.key.made, frame)
        if key is MISSING:
            raise KeyMissing(f"the event has no value for the key of {self.workflow}")
        if isinstance(key, bool) or not isinstance(key, _TEXT):
            raise KeyMissing(f"the key of {self.workflow} is neither a text nor a whole number")
        return str(key)


def _in_units(context: Mapping[str, Json]) -> dict[str, Json]:
    """A context whose `minor-amount` is the `amount` in units of its currency, as people speak of it."""
    found = dict(context)
    minor = found.pop("minor-amount", None)
    decimals = DECIMALS.get(found["currency"]) if isinstance(found.get("currency"), str) else None
    if minor is None or decimals is None:  # a number that would be wrong by a hundred is told to nobody
        return found
    try:
        amount = Decimal(str(minor)).scaleb(-decimals)
    except InvalidOperation:
        return found
    return {**found, "amount": f"{amount:f}"}


class EstateSubscriptions:
    """All workflows of an estate that something starts."""

    def __init__(self, estate: Estate, is_function: Callable[[VersionOf], bool]) -> None:
        """Raises InputError where a document of workflows is not in order."""
        functions = [one.name for one in estate.versions() if is_function(one)]
        self._by_type: dict[str, list[WorkflowSubscription]] = {}
        self._by_workflow: dict[str, WorkflowSubscription] = {}
        for document in _documents(estate):
            for workflow in document.workflows.values():
                if workflow.start is not None and workflow.start.is_by_itself:
                    self._add(estate, document, workflow, workflow.start, functions)

    def _add(
        self, estate: Estate, document: Document, workflow: Workflow, start: Start, functions: Iterable[str]
    ) -> None:
        one = WorkflowSubscription(pinned(estate, document, workflow, functions), start)
        for kind in _event_types(estate, one.made, start):
            self._by_type.setdefault(kind, []).append(one)
        self._by_workflow[workflow.id] = one

    def for_event(self, kind: str, /) -> Sequence[WorkflowSubscription]:
        """Those that events of a type start."""
        return self._by_type.get(kind, ())

    def of(self, workflow: str) -> WorkflowSubscription | None:
        """That of a workflow; None where nothing starts it, or there is none such."""
        return self._by_workflow.get(workflow)

    @property
    def types(self) -> Mapping[str, Sequence[WorkflowSubscription]]:
        """All types of events that start something."""
        return self._by_type

    @property
    def pins(self) -> list[Pin]:
        """What runs of all of them run."""
        return [one.made for one in self._by_workflow.values()]


def _documents(estate: Estate) -> Iterable[Document]:
    for written in estate.workflow_documents:
        read = read_document(written)
        if isinstance(read, list):
            problem = read[0]
            raise InputError(problem.message, place=problem.place, hint="govkit validate tells all that is wrong")
        yield read


def _event_types(estate: Estate, pin: Pin, start: Start) -> tuple[str, ...]:
    """The types of the events that start a workflow."""
    bulk = (bulk_type(pin.workflow),) if start.bulk is not None else ()
    return (*_triggers(estate, pin, start), *bulk)


def _triggers(estate: Estate, pin: Pin, start: Start) -> tuple[str, ...]:
    trigger = start.trigger
    if trigger is None:
        return ()
    if isinstance(trigger, FoundTrigger):
        finds = ("differs", "missing") if trigger.finds == "any" else (trigger.finds,)
        return tuple(found_type(trigger.reconciliation, trigger.system, one) for one in finds)
    return (_event_type(estate, pin, start),)


def _event_type(estate: Estate, pin: Pin, start: Start) -> str:
    """The type of the events that start a workflow, of which there is one."""
    trigger = start.trigger
    if isinstance(trigger, ScheduleTrigger):
        return schedule_type(trigger.schedule)
    assert isinstance(trigger, WebhookTrigger | PollTrigger), "there is no other"
    source = trigger.source if isinstance(trigger, WebhookTrigger) else trigger.operation.source
    api = pin.sources.get(source, source).partition("@")[0]
    entry = estate.apis.get(api)
    system = str(entry.spec.system) if entry is not None else api
    if isinstance(trigger, WebhookTrigger):
        return webhook_type(system, trigger.webhook)
    found = estate.systems.get(system)
    polls = found.spec.integration.polls if found is not None and found.spec.integration is not None else ()
    emits = next((one.emits for one in polls if one.operation == trigger.operation.id), trigger.operation.id)
    return poll_type(system, emits)
