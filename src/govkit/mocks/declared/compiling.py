"""The entry in a `mock.yaml` → a Program: every name is found, every expression read and held against the schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from govkit.catalog.entries.entry import Entry
from govkit.mocks.declared import form
from govkit.mocks.declared.actions import Actions
from govkit.mocks.declared.functions import ALL
from govkit.mocks.declared.kinds import Judge, Kind, Known, Roots, Several
from govkit.mocks.declared.mistakes import Mistakes
from govkit.mocks.declared.naming import ANYTHING, Naming, records_of
from govkit.mocks.declared.program import (
    Answering,
    Machine,
    Move,
    Operating,
    Program,
    Referring,
    Rules,
    Stating,
    Steps,
    Telling,
    Timing,
)
from govkit.mocks.declared.texts import Texts
from govkit.mocks.platforms import Platforms
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.keys import Key
from govkit.mocks.state.resources import Deed, Resource
from govkit.spec.documents import Pointer
from govkit.spec.expressions import Template, Tree, close_to
from govkit.spec.expressions.templates import Computed

_SPEC: Pointer = ("spec",)
_STATES = ("status", "state")


class Compiler:
    """Compiles what is declared of one system."""

    def __init__(
        self,
        entry: Entry[form.MockSpec],
        behaviour: Behaviour,
        platforms: Platforms,
        settle: timedelta | None = None,
        *,
        limited: bool = False,
    ) -> None:
        """`settle` is the settle time of the System, where one is known; `limited`, whether it tells a rate limit."""
        self._spec = entry.spec
        self.mistakes = Mistakes(entry.source, entry.about)
        self._settle = settle
        self._limited = limited
        self._naming = Naming(behaviour, platforms, self.mistakes)
        self._texts = Texts(Judge(self._naming.records, ALL), self.mistakes)
        self._actions = Actions(self._naming, self._texts, self.mistakes, self._spec.events)
        settings = Known(dict.fromkeys(self._spec.settings, ANYTHING))
        self._roots: Roots = {"settings": settings, "now": ANYTHING}
        self.program = Program(behaviour.system.name, entry.source, dict(self._spec.settings))

    def compiled(self) -> Program:
        """The program; what is wrong stands in `mistakes`."""
        program = self.program
        for path, said in self._spec.collections.items():
            at = (*_SPEC, "collections", path)
            resource = self._naming.own(at, path, key=True)
            if resource is None:
                continue
            if resource.name in program.rules:
                self.mistakes.add(at, f"`{path}` is the collection `{resource.name}`, which stands here already")
                continue
            program.rules[resource.name] = self._rules(at, said, resource)
        for name, operation in self._spec.operations.items():
            self._operation((*_SPEC, "operations", name), name, operation)
        program.events, program.webhooks = tuple(self._events()), self._spec.webhooks
        program.timers = tuple(self._timers())
        program.states = tuple(self._state(name, said) for name, said in self._spec.states.items())
        if self._spec.event_log is not None:
            program.event_log = self._naming.own((*_SPEC, "eventLog"), self._spec.event_log)
        self._check_transitions()
        program.rate_limit = self._spec.rate_limit
        if program.rate_limit == "system" and not self._limited:
            hint = "write a limit, such as {requests: 600, per: PT1M}, or `rateLimit` in the System"
            self.mistakes.add((*_SPEC, "rateLimit"), "the System says no limit", hint, text="system")
        return program

    # ------------------------------------------------------------------------------------------------------ collections

    def _rules(self, at: Pointer, said: form.Collection, resource: Resource) -> Rules:
        roots = {**self._roots, "record": resource.item, "before": resource.item, "request": ANYTHING}
        identifier = None
        if said.identifier is not None:
            place = (*at, "identifier")
            identifier = self._texts.form((*place, "form"), said.identifier.form, roots)
            field = said.identifier.field
            several = ", ".join(f"`{'/'.join(way)}`" for way in resource.key.ways[1:])
            if several:
                told = f"paths name a record of `{resource.name}` by several fields, by {several} too"
                self.mistakes.add(place, told, "leave `identifier` out: callers choose them")
            elif field is not None and self._naming.way((*place, "field"), field, resource.item, every=False):
                resource.key = Key(((field,),))
            elif resource.id_field is None and field is None:
                self.mistakes.add(place, f"nobody knows which field identifies `{resource.name}`", "name it by `field`")
        return Rules(
            resource,
            identifier,
            self._machine((*at, "stateMachine"), said.state_machine, resource) if said.state_machine else None,
            tuple(self._derived((*at, "derived"), said.derived, resource, roots)),
            said.derived_sent == "refuse",
            tuple(self._references((*at, "references"), said.references, resource, roots)),
            tuple(self._unique((*at, "unique"), said.unique, resource)),
            tuple(self._ways((*at, "immutable"), said.immutable, resource)),
            self._settling((*at, "settle"), said.settle),
            said.settle is not None and said.settle.only == "lists",
        )

    def _derived(
        self, at: Pointer, said: Mapping[str, str], resource: Resource, roots: Roots
    ) -> Iterator[tuple[Steps, Template]]:
        for text, expression in said.items():
            steps = self._naming.way((*at, text), text, resource.item, key=True)
            known = roots
            if steps is not None and "*" in steps:
                known = {**roots, "item": self._naming.item_at(resource.item, steps)}
            tree = self._texts.value((*at, text), expression, known)
            if steps is not None and tree is not None:
                yield steps, Computed(tree)

    def _references(
        self, at: Pointer, said: Mapping[str, form.Reference], resource: Resource, roots: Roots
    ) -> Iterator[Referring]:
        for text, one in said.items():
            steps = self._naming.way((*at, text), text, resource.item, key=True)
            to = self._naming.collection((*at, text), one.to)
            field = None
            if one.field is not None and to is not None:
                field = self._naming.way((*at, text, "field"), one.field, records_of(to.resource), every=False)
            elif to is not None and to.resource is not None and to.resource.id_field is None:
                self.mistakes.add((*at, text), f"the records of `{one.to}` have no identifier", "name a `field`")
            refusing = self._actions.refusing((*at, text, "refusal"), one.refusal, roots)
            if steps is not None and to is not None:
                yield Referring(steps, to, field, one.on_delete == "refuse", refusing)

    def _unique(
        self, at: Pointer, said: tuple[tuple[str, ...], ...], resource: Resource
    ) -> Iterator[tuple[Steps, ...]]:
        for index, texts in enumerate(said):
            found = tuple(self._ways((*at, index), texts, resource))
            if len(found) == len(texts):
                yield found

    def _ways(self, at: Pointer, said: tuple[str, ...], resource: Resource) -> Iterator[Steps]:
        for text in said:
            steps = self._naming.way(at, text, resource.item)
            if steps is not None:
                yield steps

    def _settling(self, at: Pointer, said: form.Settling | None) -> timedelta | None:
        if said is None:
            return None
        if isinstance(said.after, timedelta):
            return said.after
        if self._settle is None:
            hint = "write a duration, such as PT90S, or `settleTime` in the System"
            self.mistakes.add(at, "the System says no settle time", hint, text="system")
        return self._settle

    # --------------------------------------------------------------------------------------------------------- machines

    def _machine(self, at: Pointer, said: form.StateMachine, resource: Resource) -> Machine | None:
        field = said.field
        if field is None:
            field = next((resource.fields[name] for name in _STATES if name in resource.fields), None)
            if field is None:
                self.mistakes.add(at, f"`{resource.name}` has no field `status` or `state`", "name it by `field`")
                return None
        elif self._naming.way((*at, "field"), field, resource.item, every=False) is None or "/" in field:
            return None
        states = resource.item.member(field).shape.enum
        known = [str(one) for one in states or () if isinstance(one, str)]
        self._check_states((*at, "initial"), said.initial, known)
        roots = {
            **self._roots,
            "record": resource.item,
            "before": resource.item,
            "request": ANYTHING,
            "parent": ANYTHING,
        }
        moves: dict[str, Move] = {}
        for name, one in said.transitions.items():
            place = (*at, "transitions", name)
            self._check_states((*place, "from"), one.from_, known)
            self._check_states((*place, "to"), (one.to,), known)
            by = frozenset(self._makers((*place, "by"), one.by, resource))
            moves[name] = Move(
                name, frozenset(one.from_), one.to, by, self._actions.doing(place, one, resource.item, roots)
            )
            for maker in by:
                self.program.moves.setdefault(maker, []).append((resource, moves[name]))
        refusing = self._actions.refusing((*at, "refusal"), said.refusal, roots)
        return Machine(field, said.initial, moves, refusing)

    def _check_states(self, at: Pointer, said: tuple[str, ...], known: list[str]) -> None:
        for state in said:
            if known and state not in known:
                self.mistakes.add(at, f"there is no state `{state}`", close_to(state, known), text=state)

    def _makers(self, at: Pointer, said: tuple[str, ...], resource: Resource) -> Iterator[str]:
        for text in said:
            served = self._naming.operation(at, text)
            if served is None:
                continue
            subject = self._naming.subject(served)
            if subject is not resource:
                about = f"is about `{subject.name}`" if subject is not None else "is about no record"
                self.mistakes.add(at, f"`{text}` {about}, not about `{resource.name}`", text=text)
            yield served.operation.name

    def _check_transitions(self) -> None:
        """Transitions that effects name are looked for when all collections are known."""
        for place, where, name in self._actions.transitions:
            rules = self.program.rules.get(where.name) if where.system is None else None
            if where.system is None and (rules is None or rules.machine is None or name not in rules.machine.moves):
                known = list(rules.machine.moves) if rules is not None and rules.machine is not None else []
                hint = close_to(name, known) or f"declare it in the stateMachine of `{where.name}`"
                self.mistakes.add(place, f"there is no transition `{name}`", hint, text=name)

    # ------------------------------------------------------------------------------------------------------- operations

    def _operation(self, at: Pointer, name: str, said: form.Operation) -> None:
        served = self._naming.operation(at, name, key=True)
        if served is None:
            return
        if served.operation.name in self.program.operations:
            self.mistakes.add(at, f"`{name}` stands here twice, by its operationId and by its path")
            return
        subject = self._naming.subject(served)
        part = self._naming.part(served)
        parent = part.parents[-1][0].item if part.parents else ANYTHING
        record = records_of(subject)
        roots: Roots = {
            **self._roots,
            "record": record,
            "before": record,
            "request": self._naming.request(served),
            "parent": parent,
        }
        refused = [
            self._actions.rejecting((*at, "refuse", index), one, {**roots, "after": record}, served)
            for index, one in enumerate(said.refuse)
        ]
        if said.set and subject is None:
            self.mistakes.add((*at, "set"), f"`{name}` is about no record whose fields could be set")
        doing = self._actions.doing(at, said, record, roots)
        answer = (
            self._answer((*at, "answer"), said.answer, {**roots, "answer": ANYTHING})
            if said.answer is not None
            else None
        )
        rejections = tuple(one for one in refused if one is not None)
        if said.instead is not None and part.deed is not Deed.CREATE:
            self.mistakes.add((*at, "instead"), f"`{name}` makes no record", text=said.instead)
        instead = self._texts.condition((*at, "instead"), said.instead, {**roots, "item": record})
        self.program.operations[served.operation.name] = Operating(served, rejections, doing, answer, instead)
        if (
            said.answer is not None
            and said.answer.status is not None
            and not served.responses.declares(said.answer.status)
        ):
            known = ", ".join(served.operation.responses)
            hint = f"there are {known}"
            self.mistakes.add(
                (*at, "answer", "status"),
                f"the status {said.answer.status} is not declared",
                hint,
                text=str(said.answer.status),
            )

    def _answer(self, at: Pointer, said: form.Reply, roots: Roots) -> Answering:
        body = self._texts.template((*at, "body"), said.body, roots) if "body" in said.model_fields_set else None
        headers: dict[str, Template] = {}
        for name, text in said.headers.items():
            made = self._texts.template((*at, "headers", name), text, roots)
            if made is not None:
                headers[name] = made
        return Answering(said.status, body, headers, self._shown((*at, "record"), said.record, roots))

    def _shown(self, at: Pointer, said: form.Shown | None, roots: Roots) -> tuple[Resource, Tree] | None:
        if said is None:
            return None
        resource = self._naming.own((*at, "of"), said.of)
        where = self._texts.condition((*at, "where"), said.where, {**roots, "item": records_of(resource)})
        return (resource, where) if resource is not None and where is not None else None

    # ------------------------------------------------------------------------------------------------ events and timers

    def _events(self) -> Iterator[Telling]:
        for name, said in self._spec.events.items():
            at = (*_SPEC, "events", name)
            hook = self._naming.webhooks.get(name)
            if hook is None:
                hint = close_to(name, self._naming.webhooks) or "the contract has no webhooks"
                self.mistakes.add(at, f"there is no webhook `{name}`", hint)
            resource = None
            if said.collection is not None:
                resource = self._naming.own((*at, "collection"), said.collection)
            elif said.on or said.reaches:
                self.mistakes.add(at, "nobody knows which records cause it", "name a `collection`")
            roots = {**self._roots, "record": records_of(resource), "before": records_of(resource), "request": ANYTHING}
            if said.collection is None:
                roots |= {"each": ANYTHING, "parent": ANYTHING}
            when = self._texts.condition((*at, "when"), said.when, roots)
            body = self._texts.template((*at, "body"), said.body, roots) if said.body else None
            key = self._texts.value((*at, "key"), said.key, roots)
            field = self._reached(at, said, resource)
            if hook is not None:
                on = frozenset(said.on) or (frozenset() if said.reaches else frozenset({"created", "changed"}))
                yield Telling(
                    name, hook, resource, on, frozenset(said.reaches), field, when, said.after, body, key
                )  # fmt: skip

    def _reached(self, at: Pointer, said: form.Event, resource: Resource | None) -> str | None:
        """The field that holds the states whose reaching causes an event."""
        if not said.reaches or resource is None:
            return None
        rules = self.program.rules.get(resource.name)
        field = rules.machine.field if rules is not None and rules.machine is not None else None
        field = field or next((resource.fields[name] for name in _STATES if name in resource.fields), None)
        if field is None:
            self.mistakes.add((*at, "reaches"), f"`{resource.name}` has no states", "name its field in a stateMachine")
            return None
        known = [str(one) for one in resource.item.member(field).shape.enum or ()]
        self._check_states((*at, "reaches"), said.reaches, known)
        return field

    def _timers(self) -> Iterator[Timing]:
        for name, said in self._spec.timers.items():
            at = (*_SPEC, "timers", name)
            resource = self._naming.own((*at, "collection"), said.collection)
            record = records_of(resource)
            roots = {**self._roots, "record": record, "before": record}
            when = self._texts.condition((*at, "when"), said.when, roots)
            instant = self._texts.value((*at, "at"), said.at, roots)
            doing = self._actions.doing(at, said, record, roots)
            if resource is None:
                continue
            rules = self.program.rules.get(resource.name)
            machine = rules.machine if rules is not None else None
            move = machine.moves.get(said.transition or "") if machine is not None else None
            if said.transition is not None and move is None:
                known = list(machine.moves) if machine is not None else []
                hint = close_to(said.transition, known) or f"declare it in the stateMachine of `{resource.name}`"
                text = said.transition
                self.mistakes.add((*at, "transition"), f"there is no transition `{text}`", hint, text=text)
            yield Timing(name, resource, instant, said.after, when, move, doing, said.scenario)

    # ----------------------------------------------------------------------------------------------------------- states

    def _state(self, name: str, said: form.ProviderState) -> Stating:
        at = (*_SPEC, "states", name)
        params = Known(dict.fromkeys((*said.params, *names_in(name)), ANYTHING), open=True)
        roots: Roots = {**self._roots, "params": params}
        remove, records = [], []
        for path, condition in said.remove.items():
            where = self._naming.collection((*at, "remove", path), path, key=True)
            record: Kind = records_of(where.resource if where is not None else None)
            tree = self._texts.condition((*at, "remove", path), condition, {**roots, "item": record})
            if where is not None and tree is not None:
                remove.append((where, tree))
        made: dict[str, Kind] = {"records": Several(ANYTHING)}
        for path, listed in said.records.items():
            where = self._naming.collection((*at, "records", path), path, key=True)
            target = records_of(where.resource if where is not None else None)
            for index, one in enumerate(listed):
                place = (*at, "records", path, index)
                for field in one:
                    way = field.replace("~", "~0").replace("/", "~1")
                    self._naming.way((*place, field), way, target, key=True)
                template = self._texts.template(place, one, {**roots, **made})
                if where is not None and template is not None:
                    records.append((where, template))
        for setting in said.settings:
            if setting not in self._spec.settings:
                hint = close_to(setting, self._spec.settings) or "name it under `settings` first"
                self.mistakes.add((*at, "settings", setting), f"there is no setting `{setting}`", hint)
        settings = self._templates((*at, "settings"), said.settings, roots)
        values = self._templates((*at, "values"), said.values, {**roots, **made})
        clock = self._texts.template((*at, "clock"), said.clock, roots) if said.clock is not None else None
        return Stating(
            name, dict(said.params), tuple(remove), tuple(records), settings, clock, said.faults, values
        )  # fmt: skip

    def _templates(self, at: Pointer, said: Mapping[str, Any], roots: Roots) -> dict[str, Template]:
        found = {name: self._texts.template((*at, name), value, roots) for name, value in said.items()}
        return {name: made for name, made in found.items() if made is not None}


def names_in(state: str) -> list[str]:
    """The parameters in the name of a provider state."""
    return [part.partition("}")[0] for part in state.split("{")[1:] if "}" in part]
