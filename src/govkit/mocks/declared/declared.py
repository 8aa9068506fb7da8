"""Records written as a `mock.yaml` has it: its identifiers, states, references, refusals, and what happens besides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from govkit.mocks.declared.answering import Answers, request_of
from govkit.mocks.declared.checks import Checks
from govkit.mocks.declared.code import Asking, Code, called, status_and_body
from govkit.mocks.declared.effects import Effects, chosen
from govkit.mocks.declared.events import Events
from govkit.mocks.declared.fitting import as_field
from govkit.mocks.declared.program import NOTHING_BESIDES, Doing, Move, Operating, Program, Rejecting, Timing
from govkit.mocks.declared.refusing import refused
from govkit.mocks.declared.settling import Settled
from govkit.mocks.declared.shaping import Shapes
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.timers import Timers
from govkit.mocks.declared.transactions import Change, Transaction
from govkit.mocks.declared.world import World
from govkit.mocks.messages import JsonObject, Outcome
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.calls import Above, belongs, links_above, own, sent
from govkit.mocks.state.repetitions import WRITES
from govkit.mocks.state.resources import Deed, Part, Resource
from govkit.mocks.state.store import Record, Table
from govkit.mocks.state.writes import Writes, taken
from govkit.mocks.system import Call
from govkit.spec.expressions import MISSING, holds

_LATER = frozenset({Deed.CREATE, Deed.REPLACE, Deed.MERGE, Deed.ACT})
"""Deeds whose refusals are asked for when it is known what they would leave."""


class Declared(Writes):
    """How the records of one system are written."""

    def __init__(self, behaviour: Behaviour, stage: Stage, program: Program, code: Code | None = None) -> None:
        super().__init__(behaviour.records)
        self._code = code
        self.system = behaviour.system.name
        self.program = program
        self.world = World(behaviour, stage, program)
        self.events = Events(behaviour, stage, program, self.world)
        self.timers = Timers(self, behaviour, stage, program, self.world)
        self._behaviour = behaviour
        self._stage = stage
        self._checks = Checks(self.system, stage, self.world)
        self._effects = Effects(self.system, stage, self.world)
        self._settled = Settled(behaviour)
        self._answers = Answers(behaviour, self.world)
        self._shapes = Shapes(self.records, stage, self.world)
        self._subject: tuple[Resource, Record] | None = None
        self._acted = False
        stage.declared[self.system] = self

    # ----------------------------------------------------------------------------------------------------------- calls

    def around(self, call: Call, part: Part, deed: Callable[[Call, Part], Outcome]) -> Outcome:
        """A call performed in one transaction, with what its operation does besides. Raises Refused."""
        name = call.served.operation.name
        operation, moves = self.program.operations.get(name), self.program.moves.get(name, ())
        coded = self._code is not None and self._code.speaks_of(name)
        if operation is None and not moves and not coded and call.served.method not in WRITES:
            return deed(call, part)
        with self._stage.running(call) as transaction:
            transaction.names = {"request": request_of(call), **self._parent_of(call, part)}
            self._subject, self._acted = None, False
            outcome = self._coded(call, part, deed, transaction) if coded else deed(call, part)
            if not self._acted and (operation is not None or moves):
                self._besides(operation, moves, transaction)
            if operation is not None and operation.answer is not None:
                outcome.answer = self._answers.declared(call, operation.answer, outcome, transaction.names, self._told)
            outcome.committed = outcome.committed or bool(transaction.changes)
            return outcome

    def _coded(
        self, call: Call, part: Part, deed: Callable[[Call, Part], Outcome], transaction: Transaction
    ) -> Outcome:
        """A call performed with what code says before it, of it, and after it."""
        assert self._code is not None
        asking = Asking(self, self._stage, call, transaction.names["request"])
        name = call.served.operation.name
        self._subject = self._at(call, part)
        for function in self._code.of("before", name):
            called(self._stage, self._code, function, asking)
        performing = self._code.of("perform", name)
        if performing:
            self._ask(call)
            returned = [called(self._stage, self._code, function, asking) for function in performing][-1]
            status, body = status_and_body(returned, call.served.responses.usual)
            outcome = Outcome(self._answers.of_value(call, status, body), call.served.method in WRITES)
        else:
            outcome = deed(call, part)
        for function in self._code.of("after", name):
            called(self._stage, self._code, function, asking)
        return outcome

    def _at(self, call: Call, part: Part) -> tuple[Resource, Record] | None:
        """The record that a path names, of the item itself or of the last one above."""
        if part.resource is not None and part.own:
            found = self.records.table(part.resource).named(own(call, part.own))
            return (part.resource, found[0]) if found else None
        return self._named(call, part) if part.parents else None

    @property
    def subject(self) -> tuple[Resource, Record] | None:
        """The record that the call is about."""
        return self._subject

    @property
    def _told(self) -> JsonObject | None:
        """What that record says by now."""
        return self._subject[1].value if self._subject is not None else None

    def check(self, call: Call, part: Part, record: Record | None) -> None:
        """Asks the refusals of the operation; of one that changes a record, once it is known how. Raises Refused."""
        if record is not None and part.resource is not None:
            self._subject = part.resource, record
        elif part.deed not in _LATER and part.parents:
            self._subject = self._named(call, part)
        if part.deed not in _LATER:
            self._ask(call)

    def _ask(self, call: Call) -> None:
        """Asks the refusals of an operation, on the record that it is about. Raises Refused."""
        operation = self.program.operations.get(call.served.operation.name)
        if operation is not None:
            value = self._subject[1].value if self._subject is not None else MISSING
            names = self._stage.transaction.names if self._stage.transaction is not None else {}
            self._refuse(operation.rejections, {**names, "record": value, "before": value, "after": value})

    def _refuse(self, rejections: Sequence[Rejecting], names: dict[str, Any]) -> None:
        for one in rejections:
            scope = self.world.scope(**names)
            if holds(one.when, scope):
                raise refused(one.how, scope, 422, "the request is refused for reasons of business")

    def _named(self, call: Call, part: Part) -> tuple[Resource, Record] | None:
        """The record of the last item above."""
        resource, at = part.parents[-1]
        found = self.records.table(resource).named(own(call, at))
        return (resource, found[0]) if found else None

    def _parent_of(self, call: Call, part: Part) -> dict[str, Any]:
        above = [one for one in part.parents if one[0] is not part.resource or one[1] != part.own]
        if not above:
            return {}
        resource, at = above[-1]
        found = self.records.table(resource).named(own(call, at))
        return {"parent": found[0].value} if found else {}

    def _besides(
        self, operation: Operating | None, moves: Sequence[tuple[Resource, Move]], transaction: Transaction
    ) -> None:
        """What an operation does whose deed itself writes no record."""
        doing = operation.doing if operation is not None else NOTHING_BESIDES
        if self._subject is None:
            self._effects.perform(doing, transaction, {**transaction.names, "record": MISSING, "before": MISSING})
            return
        resource, record = self._subject
        own_moves = [move for one, move in moves if one is resource]
        if own_moves or doing.set:
            self._alter(resource, record, record.value, doing, own_moves, transaction.names)
        else:
            names = {**transaction.names, "record": record.value, "before": record.value}
            self._effects.perform(doing, transaction, names)

    # --------------------------------------------------------------------------------------------- writes of the calls

    def new_key(self, resource: Resource, table: Table, value: JsonObject) -> Any:
        """The identifier of a record to be made."""
        rules = self.program.rules.get(resource.name)
        if rules is None or rules.identifier is None or resource.id_field is None:
            return super().new_key(resource, table, value)
        checked = resource.item.member(resource.id_field)
        for _ in range(1_000):
            text = self.world.identifier(resource, rules.identifier, self.world.scope(record=value))
            key = as_field(text, checked)
            if not table.has(str(key)):
                break
        if not checked.accepts(key):
            self._stage.tell(f"identifiers of `{resource.name}` such as `{key}` break their schema")
            return super().new_key(resource, table, value)
        return key

    def instead(self, call: Call, part: Part) -> Record | None:
        """The record that is declared to be the answer in the place of a new one, where there is one."""
        operation, resource = self.program.operations.get(call.served.operation.name), part.resource
        if operation is None or operation.instead is None or resource is None:
            return None
        names = self._stage.transaction.names if self._stage.transaction is not None else {}
        record = next(chosen(self.world, self.records.table(resource), operation.instead, names), None)
        if record is not None:
            self._subject, self._acted = (resource, record), True
        return record

    def create(self, call: Call, resource: Resource, value: JsonObject, above: Above) -> Record:
        """A record made by a call. Raises Refused."""
        operation = self.program.operations.get(call.served.operation.name)
        self._checks.sent(self.program.rules.get(resource.name), call, None)
        record = self._put(resource, value, above, operation, sent(call))
        self._subject, self._acted = (resource, record), True
        return record

    def change(self, call: Call, part: Part, record: Record, value: JsonObject, *, new: bool) -> None:
        """A record changed by a call; `new` where the call made it. Raises Refused."""
        resource = part.resource
        assert resource is not None
        name = call.served.operation.name
        operation = self.program.operations.get(name)
        moves = [move for one, move in self.program.moves.get(name, ()) if one is resource]
        self._checks.sent(self.program.rules.get(resource.name), call, None if new else record)
        doing = operation.doing if operation is not None else NOTHING_BESIDES
        rejections = operation.rejections if operation is not None else ()
        names = self._stage.transaction.names if self._stage.transaction is not None else {}
        self._subject, self._acted = (resource, record), True
        self._alter(resource, record, value, doing, moves, names, rejections=rejections, by_call=True, new=new)

    def delete(self, call: Call, resource: Resource, record: Record) -> None:
        """A record taken away by a call. Raises Refused."""
        operation = self.program.operations.get(call.served.operation.name)
        self._acted = True
        self.drop(resource, record, operation.doing if operation is not None else NOTHING_BESIDES)

    # --------------------------------------------------------------------------------------- writes, whoever makes them

    def put(self, resource: Resource, value: JsonObject) -> Record:
        """A record made by an effect or a state; what it lacks is completed. Raises Refused."""
        fit = as_field(value, resource.item)
        if resource.id_field is not None and not resource.key.of(fit):
            fit[resource.id_field] = self.new_key(resource, self.records.table(resource), fit)
        return self._put(resource, self._shapes.stamped(resource, fit, created=True), {}, None, fit)

    def _put(
        self, resource: Resource, value: JsonObject, above: Above, operation: Operating | None, given: JsonObject
    ) -> Record:
        rules = self.program.rules.get(resource.name)
        with self._stage.running() as transaction:
            whole = value
            if rules is not None and rules.machine is not None:
                whole = self._checks.begun(rules.machine, resource, value, given)
            whole = self._shapes.completed(resource, rules, whole)
            names = {**transaction.names, "before": MISSING}
            doing = operation.doing if operation is not None else NOTHING_BESIDES
            whole = self._shapes.computed(resource, rules, whole, [("record", doing)], names)
            if operation is not None:
                self._refuse(operation.rejections, {**names, "record": whole, "after": whole})
            if rules is not None:
                self._checks.record(rules, None, whole)
            table = self.records.table(resource)
            key = resource.key.of(whole)
            if key and any(belongs(one, above) for one in table.named(key)):
                raise taken(resource, key)
            record = self.records.add(resource, table, whole, links_above(above))
            transaction.added(table, record)
            self.records.versioned(resource, record)
            if rules is not None:
                self._settled.made(rules, record, self.world.now())
            transaction.changes.append(Change(self.system, resource, record, None, record.value))
            self._effects.perform(doing, transaction, {**names, "record": record.value})
            return record

    def alter(
        self,
        resource: Resource,
        record: Record,
        value: JsonObject,
        *,
        doing: Doing = NOTHING_BESIDES,
        move: Move | None = None,
        names: dict[str, Any] | None = None,
    ) -> None:
        """A record changed by a timer, or by an effect, whose `names` stand for what they do. Raises Refused."""
        known = {**(self._stage.transaction.names if self._stage.transaction is not None else {}), **(names or {})}
        changed = self._shapes.stamped(resource, value, created=False)
        own_name = "record" if names is None else "item"
        self._alter(resource, record, changed, doing, [move] if move is not None else [], known, own_name=own_name)

    def _alter(
        self,
        resource: Resource,
        record: Record,
        value: JsonObject,
        doing: Doing,
        moves: Sequence[Move],
        names: dict[str, Any],
        *,
        rejections: Sequence[Rejecting] = (),
        by_call: bool = False,
        new: bool = False,
        own_name: str = "record",
    ) -> None:
        rules = self.program.rules.get(resource.name)
        before = record.value
        with self._stage.running() as transaction:
            table = self.records.table(resource)
            if new:
                transaction.added(table, record)
            move = None
            known = {**names, "before": MISSING if new else before}
            if rules is not None and rules.machine is not None:
                if new:
                    value = self._checks.begun(rules.machine, resource, value, {})
                else:
                    scope = self.world.scope(**{"record": before, **known})
                    move, value = self._checks.moved(rules.machine, resource, record, value, moves, scope)
            doings = [(own_name, doing), *([("record", move.doing)] if move is not None else [])]
            whole = dict(self.records.whole(resource, value))
            whole = self._shapes.computed(resource, rules, whole, doings, known)
            self._refuse(rejections, {**known, "record": whole if new else before, "after": whole})
            if rules is not None:
                self._checks.record(rules, None if new else record, whole, fixed=by_call)
            transaction.changed(record)
            record.value = whole
            record.version += not new
            self.records.versioned(resource, record)
            if rules is not None:
                self._settled.changed(rules, record, before, self.world.now())
            was = None if new else before
            change = Change(self.system, resource, record, was, record.value, move.name if move is not None else None)
            transaction.changes.append(change)
            for _, one in doings:
                self._effects.perform(one, transaction, {**known, "record": record.value})

    def ring(self, timing: Timing, record: Record) -> list[Change]:
        """What a timer does to a record, and all that it wrote; one that only tells of it leaves it as it is.

        Raises Refused.
        """
        doing = timing.doing
        with self._stage.running() as transaction:
            if timing.move is not None or doing.set:
                self.alter(timing.resource, record, record.value, doing=doing, move=timing.move)
            else:
                self._effects.perform(doing, transaction, {"record": record.value, "before": record.value})
        return transaction.changes

    def drop(self, resource: Resource, record: Record, doing: Doing = NOTHING_BESIDES) -> None:
        """A record taken away. Raises Refused."""
        with self._stage.running() as transaction:
            self._checks.unreferenced(resource, record)
            table = self.records.table(resource)
            table.remove(record)
            transaction.removed(table, record)
            transaction.changes.append(Change(self.system, resource, record, record.value, None))
            names = {**transaction.names, "record": record.value, "before": record.value}
            self._effects.perform(doing, transaction, names)

    def place(self, resource: Resource, value: JsonObject) -> Record:
        """A record that a state wants to be there, whatever may become of what: put, or changed where there is one."""
        fit = as_field(value, resource.item)
        key = resource.key.of(fit)
        table = self.records.table(resource)
        if resource.id_field is not None and not key:
            fit[resource.id_field] = self.new_key(resource, table, fit)
            key = resource.key.of(fit)
        known = table.named(key)
        rules = self.program.rules.get(resource.name)
        with self._stage.running() as transaction:
            base = known[0].value if known else self._shapes.stamped(resource, fit, created=True)
            whole = self._shapes.completed(resource, rules, {**base, **fit})
            given = {steps[0] for steps, _ in rules.derived if steps[0] in fit} if rules is not None else set()
            whole = {
                **self._shapes.computed(resource, rules, dict(whole), [], transaction.names),
                **{n: fit[n] for n in given},
            }
            if known:
                record = known[0]
                transaction.changed(record)
                record.value = whole
                return record
            record = self.records.add(resource, table, dict(self.records.whole(resource, whole)), {})
            transaction.added(table, record)
            return record

    def take_away(self, resource: Resource, record: Record) -> None:
        """A record that a state does not want to be there."""
        with self._stage.running() as transaction:
            table = self.records.table(resource)
            table.remove(record)
            transaction.removed(table, record)

    def move(self, resource: Resource, name: str | None) -> Move | None:
        """A move of the records of a collection."""
        rules = self.program.rules.get(resource.name)
        return rules.machine.moves.get(name or "") if rules is not None and rules.machine is not None else None

    # --------------------------------------------------------------------------------------------------- after a write

    def follow(self, change: Change, names: dict[str, Any]) -> None:
        """What follows from a change, once all is written: timers and events."""
        self.timers.written(change.resource, change.record, gone=change.after is None)
        self.events.caused(change, names)

    # --------------------------------------------------------------------------------------------------------- settling

    def hidden(self, resource: Resource, table: Table) -> Collection[int]:  # noqa: ARG002
        """The numbers of the records that a list does not show yet."""
        rules = self.program.rules.get(resource.name)
        if rules is None or rules.settle is None:
            return ()
        return self._settled.hidden(resource, self.world.now())

    def settled(self, resource: Resource | None, record: Record) -> Record | None:
        """A record as readers see it by now; None where they do not yet."""
        rules = self.program.rules.get(resource.name) if resource is not None else None
        if rules is None or rules.settle is None or rules.lists_only:
            return record
        return self._settled.seen(rules.resource, record, self.world.now())
