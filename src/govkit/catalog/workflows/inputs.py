"""The inputs of a workflow: what its event is, or what its callers give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govkit.catalog.entries import VersionOf
from govkit.catalog.workflows.contracts import Called, Contracts
from govkit.catalog.workflows.found import found_members
from govkit.catalog.workflows.model import FoundTrigger, PollTrigger, ScheduleTrigger, WebhookTrigger, Workflow
from govkit.catalog.workflows.types import UNKNOWN, Origin, Type, Typing, Unknown
from govkit.spec.openapi.contract import Operation
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import Atom, Spot


@dataclass(frozen=True, slots=True)
class Event:
    """What starts a workflow: the schema of its inputs, and where they come from."""

    spot: Spot
    origin: Origin
    called: Called | None


SCHEDULED = made(
    {
        "type": "object",
        "properties": {"scheduledAt": {"type": "string", "format": "date-time"}},
        "required": ["scheduledAt"],
    }
)


class Inputs:
    """The inputs of a workflow, by name: members of one schema, or each with a schema of its own."""

    def __init__(
        self,
        typing: Typing,
        event: Event | None,
        declared: Type | None = None,
        members: Mapping[str, Type] | None = None,
        required: frozenset[str] = frozenset(),
    ) -> None:
        """Without `declared` and `members` nothing is known of them, so that each may be."""
        self.declared = declared
        self.event = event
        self._typing = typing
        self._members = members
        self._required = required

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs that are declared."""
        if self._members is not None:
            return tuple(self._members)
        return tuple(self._typing.reach.names(self.declared.spots)) if self.declared is not None else ()

    @property
    def required(self) -> frozenset[str]:
        """Those that must be given."""
        if self._members is not None or self.declared is None:
            return self._required
        shapes = [self._typing.fitting.shapes.of(spot) for spot in self.declared.spots]
        return frozenset.intersection(*(shape.required for shape in shapes)) if shapes else frozenset()

    def schemas(self, name: str) -> tuple[Spot, ...]:
        """What an input takes, null included."""
        if self._members is not None:
            found = self._members.get(name)
            return found.spots if found is not None else ()
        return self._typing.reach.names(self.declared.spots).get(name, ()) if self.declared is not None else ()

    def member(self, name: str) -> Type | Unknown:
        """What an input may be."""
        if self._members is None and self.declared is None:
            return UNKNOWN
        if self._members is not None:
            found: Type | Unknown = self._members.get(name, Unknown("", name, tuple(self._members)))
            if isinstance(found, Type) and name not in self._required:
                found = found.or_nothing(f"`$inputs.{name}` may not be there")
        else:
            assert self.declared is not None, "one of both is there"
            found = self._typing.below(self.declared, (name,), "$inputs")
        if isinstance(found, Unknown):
            return Unknown(f"there is no input `{name}`", name, found.known, found.origins)
        return found


def inputs_of(workflow: Workflow, contracts: Contracts, typing: Typing) -> Inputs:
    """The inputs of a workflow: as it declares them, else as what starts it has them."""
    trigger = workflow.start.trigger if workflow.start is not None else None
    if isinstance(trigger, FoundTrigger) and workflow.inputs is None:
        members, required = found_members(trigger, contracts)
        return Inputs(typing, None, None, members, required)
    event = event_of(workflow, contracts, typing)
    if workflow.inputs is None:
        if event is not None:
            return Inputs(typing, event, Type((event.spot,), (), frozenset((event.origin,))))
        return Inputs(typing, None, None, None if workflow.start is not None else {})
    at = (*workflow.at, "inputs")
    node = contracts.written(workflow.source.path, at)
    if node is None or contracts.broken_references(node):
        return Inputs(typing, event)
    versions = [found for one in workflow.sources.values() if (found := contracts.at(one.path)) is not None]
    origin = event.origin if event is not None else Origin("", "", "input", ())
    properties = node.value.get("properties")
    if isinstance(properties, dict) and not node.value.keys() & {"$ref", "allOf", "anyOf", "oneOf"}:
        below = node.child("properties")
        members = {
            name: Type((contracts.declared(below.child(name), versions),), (), frozenset((origin.below((name,)),)))
            for name in properties
        }
        required = node.value.get("required")
        return Inputs(typing, event, None, members, frozenset(required if isinstance(required, list) else ()))
    return Inputs(typing, event, Type((contracts.declared(node, versions),), (), frozenset((origin,))))


def event_of(workflow: Workflow, contracts: Contracts, typing: Typing) -> Event | None:
    """What starts a workflow; None where nothing does, or nobody knows it."""
    if workflow.start is None:
        return None
    match workflow.start.trigger:
        case ScheduleTrigger():
            return Event(SCHEDULED, Origin("", "the clock", "input", ()), None)
        case WebhookTrigger(source=source, webhook=name):
            version = contracts.of(workflow, source)
            webhook = contracts.webhooks(version).get(name) if version is not None else None
            spot = contracts.event(webhook) if webhook is not None else None
            if version is None or webhook is None or spot is None:
                return None
            return Event(spot, Origin(version.name, webhook.name, "event", ()), Called(version, webhook))
        case PollTrigger(operation=operation):
            version = contracts.of(workflow, operation.source)
            found = contracts.operations(version).get(operation.id) if version is not None else None
            if version is None or found is None or operation.id not in contracts.polls(version):
                return None
            return polled(version, found, contracts, typing)
    return None


def records_of(version: VersionOf, operation: Operation, contracts: Contracts, typing: Typing) -> tuple[Spot, ...]:
    """What the records of a list may be that an operation answers; nothing where it answers none."""
    response = next((one for status, one in operation.responses.items() if status.startswith("2")), None)
    spot = contracts.response(operation, response) if response is not None else None
    listed = typing.below(Type((spot,)), contracts.items_of(version), "the list") if spot is not None else None
    return typing.reach.items_of(listed.spots) if isinstance(listed, Type) else ()


def polled(version: VersionOf, operation: Operation, contracts: Contracts, typing: Typing) -> Event | None:
    """Each item of the list that a poll reads, as the input `item`."""
    items = records_of(version, operation, contracts, typing)
    if not items:
        return None
    space = contracts.space(operation.contract, operation.answered)
    wholes = [atom.schema for item in items for atom in item]
    item = wholes[0] if len(wholes) == 1 else {"anyOf": wholes}
    made_ = space.made({"type": ["object"], "properties": {"item": item}, "required": ["item"]}, operation.node)
    origin = Origin(version.name, operation.name, "event", ())
    return Event((Atom(made_, space),), origin, Called(version, operation))
