"""Events sent: when they are caused, and what they say. A body that the contract refuses never leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.declared.fitting import as_field
from govkit.mocks.declared.program import Program, Telling
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.transactions import Change
from govkit.mocks.declared.world import World
from govkit.mocks.messages import JsonObject, pointer_of
from govkit.mocks.responses import NOTHING, Responses
from govkit.mocks.schemas import Checked
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.making import NUMBERED, UUID, fitted, sampled
from govkit.mocks.state.words import CREATED, plain
from govkit.spec.expressions import MISSING, evaluated, filled, holds, instant_text, plain_text
from govkit.spec.openapi import MediaType, Operation
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import spot_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_IDENTIFIERS = frozenset({"id", "eventid", "messageid", "uuid", "deliveryid", "notificationid"})
_WHEN = CREATED | {"occurredat", "timestamp", "time", "sentat", "emittedat", "eventtime", "eventtimestamp", "at"}
_DEEP = 3


class Events:
    """The events of one system."""

    def __init__(self, behaviour: Behaviour, stage: Stage, program: Program, world: World) -> None:
        self._behaviour = behaviour
        self._stage = stage
        self._program = program
        self._world = world
        self._bodies: dict[str, Body] = {}

    def caused(self, change: Change, names: dict[str, Any]) -> None:
        """Sends the events that a change causes; one that changed nothing causes none."""
        if change.before == change.after:
            return
        for telling in self._program.events:
            if telling.resource is change.resource and self._is_caused(telling, change):
                self._send(telling, self._names(change, names))

    def named(self, name: str, names: dict[str, Any]) -> None:
        """Sends an event that an action names."""
        for telling in self._program.events:
            if telling.name == name:
                self._send(telling, names)

    def names(self) -> Iterator[str]:
        """The webhooks of the contract."""
        for operation in self._behaviour.system.contract.operations.values():
            if operation.kind == "webhook":
                yield operation.path

    def send(self, name: str, told: Any, key: str | None) -> None:
        """Sends an event with a body that code made, or with none."""
        operations = self._behaviour.system.contract.operations.values()
        hook = next(one for one in operations if one.kind == "webhook" and one.path == name)
        made = Body(hook, self._behaviour, self._world, self._shown)
        body = made.made({} if told is None else told, None, False)
        flaw = made.flaw(body)
        if flaw is not None:
            self._stage.tell(f"the event `{name}` of behaviour.py is not sent, for its body breaks its schema: {flaw}")
            return
        self._emit(name, body, key)

    @staticmethod
    def _names(change: Change, names: dict[str, Any]) -> dict[str, Any]:
        record = change.after if change.after is not None else change.before
        before = change.before if change.before is not None else MISSING
        return {**names, "record": record, "before": before}

    @staticmethod
    def _is_caused(telling: Telling, change: Change) -> bool:
        kind = "created" if change.before is None else "deleted" if change.after is None else "changed"
        if kind in telling.on:
            return True
        if telling.field is None or change.after is None:
            return False
        state = change.after.get(telling.field)
        was = change.before.get(telling.field) if change.before is not None else None
        return isinstance(state, str) and state in telling.reaches and state != was

    def _send(self, telling: Telling, names: dict[str, Any]) -> None:
        scope = self._world.scope(**names)
        if telling.when is not None and not holds(telling.when, scope):
            return
        told = filled(telling.body, scope) if telling.body is not None else {}
        body = self._body(telling).made(told, names.get("record"), telling.resource is not None)
        flaw = self._body(telling).flaw(body)
        if flaw is not None:
            place = self._program.source.place(("spec", "events", telling.name)) if self._program.source else ""
            self._stage.tell(f"{place}: the event `{telling.name}` is not sent, for its body breaks its schema: {flaw}")
            return
        key = plain_text(evaluated(telling.key, scope)) if telling.key is not None else None
        if telling.after is None:
            self._emit(telling.name, body, key)
            return
        instant = self._stage.platforms.clock.now() + telling.after
        self._stage.agenda.at(instant, lambda: self._emit(telling.name, body, key), f"event {telling.name}")

    def _emit(self, name: str, body: Any, key: str | None) -> None:
        log = self._program.event_log
        if log is not None and isinstance(body, dict) and log.item.accepts(body):
            self._behaviour.add(log, self._behaviour.table(log), body, {})
        self._stage.emit(self._program.system, name, body, key)

    def _body(self, telling: Telling) -> Body:
        found = self._bodies.get(telling.name)
        if found is None:
            found = self._bodies[telling.name] = Body(telling.hook, self._behaviour, self._world, self._shown)
        return found

    def _shown(self) -> Iterator[Any]:
        """The texts in the examples of the webhooks that are declared, and the identifiers in the log."""
        for telling in self._program.events:
            sample = self._body(telling).example()
            yield from (sample.values() if isinstance(sample, dict) else ())
        log = self._program.event_log
        if log is not None and log.id_field is not None:
            yield from (record.value.get(log.id_field) for record in self._behaviour.table(log))


class Body:
    """The body of one webhook."""

    def __init__(self, hook: Operation, behaviour: Behaviour, world: World, known: Callable[[], Iterator[Any]]) -> None:
        """`known` are the identifiers of events that are shown already."""
        self._hook = hook
        self._known = known
        self._schemas = behaviour.system.schemas
        self._resources = behaviour.resources
        self._world = world
        self._media = next(iter(self._medias(hook)), None)
        self._sample: Any = None

    @staticmethod
    def _medias(hook: Operation) -> Iterator[MediaType]:
        content = list(hook.body.content.values()) if hook.body is not None else []
        yield from (one for one in content if is_json(one.name))
        yield from content

    @property
    def checked(self) -> Checked | None:
        """The schema of the body."""
        return self._schemas.media(self._media, self._hook.sent) if self._media is not None else None

    def made(self, told: Any, record: Any, of_record: bool) -> Any:
        """The whole body: what is told, and what the example gives besides. Its identifier is always a new one."""
        checked = self.checked
        if checked is None:
            return told or None
        fit = as_field(told, checked)
        sample = self.example()
        if not isinstance(fit, dict) or not isinstance(sample, dict):
            return fit if fit not in ({}, MISSING) else sample
        known = {plain(name): name for name in checked.names()}
        for word, name in known.items():
            if name in fit or name not in sample:
                continue
            inner = checked.member(name)
            if word in _IDENTIFIERS:
                fit[name] = self._identifier(sample[name], inner)
            elif word in _WHEN:
                fit[name] = as_field(instant_text(self._world.now()), inner)
        if of_record and isinstance(record, dict):
            fit = self._with_record(fit, sample, record, checked, 0)
        return _completed(fit, sample, checked, 0)

    def flaw(self, body: Any) -> str | None:
        """Why a body must not leave; None where it may."""
        checked = self.checked
        first = next(iter(checked.refusals(body)), None) if checked is not None else None
        return None if first is None else f"{pointer_of(first.path)}: {first.message[:300]}".removeprefix(": ")

    def example(self) -> Any:
        """A body as the contract shows it, else a drawn one; empty where there is none."""
        if self._sample is None and self._media is not None:
            found = Responses(self._hook, self._schemas).value(self._media)
            self._sample = {} if found is NOTHING else found
        return self._sample

    def _identifier(self, sample: Any, checked: Checked) -> Any:
        """A new identifier in the form of the sample, after all that the examples of webhooks and the log show."""
        found = NUMBERED.search(sample) if isinstance(sample, str) else None
        if found is not None and not UUID.match(sample):
            around = sample[: found.start()], sample[found.end() :]
            number = self._world.next_of(around, len(found[0]), self._known())
            if checked.accepts(number):
                return number
        return next((one for one in sampled(sample, self._world.count("events")) if checked.accepts(one)), sample)

    def _with_record(
        self, fit: JsonObject, sample: JsonObject, record: JsonObject, checked: Checked, depth: int
    ) -> Any:
        """The record, where the body has a place for one of its kind and nothing is told of it."""
        kinds = {spot_key(one.item.spot) for one in self._resources.by_path.values() if one.item.accepts(record)}
        made = dict(fit)
        for name in checked.names():
            inner = checked.member(name)
            if name not in made and spot_key(inner.spot) in kinds and inner.accepts(record):
                made[name] = record
            elif depth < _DEEP and "object" in inner.shape.types and isinstance(sample.get(name), dict):
                below = made.get(name, {})
                if isinstance(below, dict):
                    found = self._with_record(below, sample[name], record, inner, depth + 1)
                    if found:
                        made[name] = found
        return made


def _completed(fit: JsonObject, sample: JsonObject, checked: Checked, depth: int) -> JsonObject:
    """What is told, with what is required besides, object by object."""
    made = dict(fit)
    for name, value in sample.items():
        if name not in made:
            if name in checked.shape.required or depth == 0:
                made[name] = value
        elif isinstance(made[name], dict) and isinstance(value, dict) and depth < _DEEP:
            made[name] = _completed(made[name], value, checked.member(name), depth + 1)
    return made if checked.accepts(made) else fitted(made, checked, sample) or made
