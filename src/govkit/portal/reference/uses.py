"""Who uses which field of a version: consumers as they declare it, pacts, mappings, and steps of workflows."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from govkit.catalog.entries import Entry, MappingSpec, VersionOf
from govkit.catalog.entries.uses import names_operation, plain_operation
from govkit.catalog.mapping.lineage import lines_of
from govkit.catalog.workflows.lineage import Touch
from govkit.catalog.workflows.model import WebhookTrigger
from govkit.errors import GovkitError, InputError
from govkit.gate.answers.shared import Contracts
from govkit.gate.answers.touching import Touching
from govkit.gate.answers.workflow_uses import WorkflowUses
from govkit.gate.options import Options
from govkit.gate.pull_requests.bound_pacts import BoundPacts
from govkit.portal.reference.trees import Place
from govkit.portal.state import State
from govkit.spec.openapi import Contract

_KINDS = ("consumer", "pact", "workflow", "mapping")
READS, WRITES = "reads", "writes"


@dataclass(frozen=True, slots=True, order=True)
class User:
    """Somebody who uses a field: of which kind, called what, and whether it is read or written (empty: either)."""

    kind: str
    name: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class _Use:
    """`operation` is the one that it goes by, plain; empty for any. `exact`: what lies below is not meant."""

    user: User
    way: tuple[str, ...]
    operation: str = ""
    exact: bool = False
    only: tuple[str, ...] | None = None
    """The operations that a consumer says it uses the field in; empty: any."""

    def meets(self, way: tuple[str, ...]) -> bool:
        if self.exact:
            return self.way == way
        return all(a == b or "*" in (a, b) for a, b in zip(self.way, way, strict=False))


@dataclass
class FieldUses:
    """Who uses which field of one version, by the names of components."""

    uses: dict[str, list[_Use]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Of each operation, plain: the workflow, its step, and what that does."""
    interactions: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Of each operation, plain: the consumer, and what its pact calls the interaction."""

    def of(self, places: Iterable[Place], operation: str = "", how: str = "") -> list[User]:
        """Who uses a field that stands at some places, by an operation, in one of the two ways; all where not said."""
        wanted = plain_operation(operation)
        found: dict[tuple[str, str], set[str]] = {}
        for name, rest in places:
            if not rest:  # what is said of a component wherever it stands is not said of this field
                continue
            way = tuple(rest.split("/")[1:])
            for use in self.uses.get(name, ()):
                if how and use.user.how and use.user.how != how:
                    continue
                if operation and not _by(use, operation, wanted):
                    continue
                if name == "" and use.operation != wanted:
                    continue
                if use.meets(way):
                    found.setdefault((use.user.kind, use.user.name), set()).add("" if how else use.user.how)
        listed = [User(kind, name, " and ".join(sorted(filter(None, hows)))) for (kind, name), hows in found.items()]
        return sorted(listed, key=lambda one: (_KINDS.index(one.kind), one.name))


def mappings_of(uses: FieldUses, component: str) -> list[str]:
    """The mappings that read or write anything of a component."""
    return sorted({one.user.name for one in uses.uses.get(component, ()) if one.user.kind == "mapping"})


def _by(use: _Use, operation: str, wanted: str) -> bool:
    if use.only is not None:
        return names_operation(use.only, operation)
    return not use.operation or use.operation == wanted


class KeptContracts(Contracts):
    """The contracts of an estate as the state of the portal keeps them."""

    def __init__(self, state: State) -> None:
        super().__init__(state.estate)
        self._state = state

    def of(self, version: VersionOf) -> Contract | None:
        """The contract of a version; None where its document cannot be read."""
        try:
            return self._state.contract(version)
        except InputError as error:
            self.notes.append(f"the document of {version.name} cannot be read: {error.message}")
            return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reads pacts and workflows of the whole estate, one version at a time."""

    pacts: BoundPacts
    workflows: WorkflowUses
    lock: threading.Lock


def field_uses(state: State, version: VersionOf) -> FieldUses:
    """Who uses which field of a version."""
    return state.worked(("uses", version.name), _made, version.name)


def pacts_bound(state: State) -> BoundPacts:
    """The pacts of the estate."""
    return _reading(state).pacts


def _reading(state: State) -> _Reading:
    def make() -> _Reading:
        contracts = KeptContracts(state)
        pacts = BoundPacts(state.estate, contracts.of, Options(cache=True), state.top)
        return _Reading(pacts, WorkflowUses(state.estate, contracts), threading.Lock())

    return state.kept("reading", make)


def writes_of(state: State) -> tuple[Touch, ...]:
    """What workflows write of the fields of entities, by a mapping."""
    return state.worked("writes", _writes)


def _writes(state: State) -> tuple[Touch, ...]:
    reading = _reading(state)
    with reading.lock:
        return tuple(reading.workflows.written())


def writers(state: State) -> dict[str, dict[str, list[str]]]:
    """The workflows that write fields of entities, by the entity and the field."""

    def make() -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for touch in writes_of(state):
            entity, _, name = touch.field.partition("/")
            found[entity][name].add(touch.workflow)
        return {entity: {name: sorted(some) for name, some in fields.items()} for entity, fields in found.items()}

    return state.kept("writers", make)


def writers_by(state: State) -> dict[tuple[str, str], set[str]]:
    """The workflows that write a field of an entity by a mapping, by that mapping and the field: `name`."""

    def make() -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for touch in writes_of(state):
            found[touch.mapping, touch.field.partition("/")[2]].add(touch.workflow)
        return dict(found)

    return state.kept("writers-by-mapping", make)


@dataclass(frozen=True, slots=True, order=True)
class WorkflowCall:
    """An operation that a workflow calls at a step, or an event that starts it, for which no step is named.

    It calls as the `consumer`.
    """

    consumer: str
    workflow: str
    step: str
    version: str
    operation: str
    writes: bool


def workflow_calls(state: State) -> dict[str, list[WorkflowCall]]:
    """What the workflows of the estate call and are started by, by the API."""
    return state.worked("workflow-calls", _calls)


def _calls(state: State) -> dict[str, list[WorkflowCall]]:
    found: dict[str, list[WorkflowCall]] = defaultdict(list)
    reading = _reading(state)
    paths = {one.version.definition: one for one in state.estate.versions()}
    with reading.lock:
        for document in reading.workflows.documents:
            for name, one in reading.workflows.checked(document).items():
                for step, sent in one.course.sent.items():
                    called = sent.called
                    call = WorkflowCall(
                        one.workflow.consumer, name, step, called.version.name, called.name, called.is_write
                    )
                    found[called.api].append(call)
                trigger = one.workflow.start.trigger if one.workflow.start is not None else None
                source = one.workflow.sources.get(trigger.source) if isinstance(trigger, WebhookTrigger) else None
                version = paths.get(source.path or "") if source is not None else None
                if version is not None and isinstance(trigger, WebhookTrigger):
                    event = f"webhook:{trigger.webhook}"
                    call = WorkflowCall(one.workflow.consumer, name, "", version.name, event, writes=False)
                    found[version.api.name].append(call)
    return {api: sorted(calls) for api, calls in found.items()}


def _made(state: State, name: str) -> FieldUses:
    version, found = state.version(name), FieldUses()
    for usage in state.estate.usages(version.api.name, version.version.version):
        for said in usage.use.fields:
            name, *way = said.strip("/").split("/")
            found.uses[name].append(
                _Use(User("consumer", usage.consumer.name), tuple(way), only=tuple(usage.use.operations))
            )
    reading = _reading(state)
    with reading.lock:
        for add in (partial(_of_pacts, reading.pacts), partial(_of_workflows, reading.workflows)):
            try:
                add(version, found)
            except GovkitError:  # told where it stands: by `govkit validate`, and on the first page
                continue
    for mapping, steps, place, how in _of_mappings(state, version):
        found.uses[place].append(_Use(User("mapping", mapping, how), steps))
    return found


def _of_pacts(pacts: BoundPacts, version: VersionOf, found: FieldUses) -> None:
    for one in pacts.of(version.api.name):
        if all(meant.name != version.name for meant in one.versions):
            continue
        verdict = pacts.verdict(one, version)
        for interaction in verdict.interactions if verdict is not None else ():
            operation = plain_operation(interaction.operation or "")
            found.interactions[operation].append((one.consumer, interaction.name))
            for how, fields in ((WRITES, interaction.sends), (READS, interaction.reads)):
                for said in fields:
                    component, *steps = said.split("/")
                    user = User("pact", one.consumer, how)
                    found.uses[component].append(_Use(user, tuple(steps), operation, exact=True))


def _of_workflows(workflows: WorkflowUses, version: VersionOf, found: FieldUses) -> None:
    for use in workflows.of([version], None, None):
        found.steps[plain_operation(use.operation)].append((use.workflow, use.step, ", ".join(use.how)))
    for touch, places in workflows.touches(version):
        user = User("workflow", touch.workflow, WRITES if touch.writes else READS)
        operation = plain_operation(touch.operation)
        for name, rest in places:
            found.uses[name].append(_Use(user, tuple(rest.split("/")[1:]), operation))
        if touch.part in ("event", "request body", "response body"):
            found.uses[""].append(_Use(user, touch.trail, operation))


def _of_mappings(state: State, version: VersionOf) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    touching = Touching(KeptContracts(state), [version], None)
    for mapping in mappings_by_version(state).get(version.name, ()):
        for line in lines_of(mapping.spec):
            for way in line.api:
                for name, rest in touching.places(mapping.spec, way):
                    yield mapping.name, tuple(rest.split("/")[1:]), name, WRITES if line.outward else READS


def mappings_by_version(state: State) -> dict[str, list[Entry[MappingSpec]]]:
    """The mappings of the estate, by the version whose schemas they map: `billing@2.1.0`."""

    def make() -> dict[str, list[Entry[MappingSpec]]]:
        found: dict[str, list[Entry[MappingSpec]]] = defaultdict(list)
        for one in state.estate.mappings.values():
            found[f"{one.spec.api.name}@{one.spec.api.version}"].append(one)
        return dict(found)

    return state.kept("mappings-by-version", make)
