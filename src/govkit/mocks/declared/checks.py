"""What a record must be, and how it may change: states, references, what is unique, what stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govkit.mocks.declared.program import Machine, Move, Referring, Refusing, Rules, Steps
from govkit.mocks.declared.refusing import refused
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.world import World
from govkit.mocks.messages import Flaw, JsonObject, Refused
from govkit.mocks.state.calls import one_of, sent
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record
from govkit.mocks.system import Call
from govkit.spec.expressions import MISSING, Scope, found, plain_text
from govkit.spec.expressions.values import equal


class Checks:
    """The checks of one system. All raise Refused."""

    def __init__(self, system: str, stage: Stage, world: World) -> None:
        self._system = system
        self._stage = stage
        self._world = world

    # ----------------------------------------------------------------------------------------------------------- states

    def begun(self, machine: Machine, resource: Resource, value: JsonObject, given: JsonObject) -> JsonObject:
        """A new record in a state that it may begin in."""
        state = given.get(machine.field)
        if not machine.initial or state in machine.initial:
            return value
        if state is not None:
            said = f"a new {one_of(resource)} begins {_listed(machine.initial)}, not `{plain_text(state)[:100]}`"
            raise refused(machine.refusing, self._world.scope(record=value), 422, said, (409, 400))
        return {**value, machine.field: machine.initial[0]}

    def moved(
        self,
        machine: Machine,
        resource: Resource,
        record: Record,
        value: JsonObject,
        moves: Sequence[Move],
        scope: Scope,
    ) -> tuple[Move | None, JsonObject]:
        """The move that a change makes, and the record in its new state. `moves` are those that its cause may make."""
        current, wanted = record.value.get(machine.field), value.get(machine.field)
        if moves:
            made = next((move for move in moves if move.starts_at(current)), None)
            if made is None:
                starts = sorted({state for move in moves for state in move.start})
                names = " or ".join(dict.fromkeys(move.name for move in moves))
                what = f"the {one_of(resource)} `{record.key[:100]}`"
                said = f"{what} is {plain_text(current)}; {names} takes {_listed(starts)}"
                raise refused(machine.refusing, scope, 409, said)
            return made, {**value, machine.field: made.to}
        if equal(current, wanted) or (current is None and wanted is None):
            return None, value
        made = next((m for m in machine.moves.values() if not m.by and m.to == wanted and m.starts_at(current)), None)
        if made is None:
            what = f"the {one_of(resource)} `{record.key[:100]}`"
            said = f"{what} does not go from {plain_text(current)} to {plain_text(wanted)}"
            raise refused(machine.refusing, scope, 409, said)
        return made, value

    # ----------------------------------------------------------------------------------------------------------- fields

    @staticmethod
    def sent(rules: Rules | None, call: Call, record: Record | None) -> None:
        """Whether a caller sends what follows from the rest, where that is refused."""
        if rules is None or not rules.refuses_derived:
            return
        body = sent(call)
        for steps, _ in rules.derived:
            value = found(body, steps)
            same = record is not None and equal(value, found(record.value, steps))
            if value is not MISSING and value != [] and not same:
                pointer = "/" + "/".join(steps)
                flaw = Flaw("body", pointer, "it follows from other fields")
                raise Refused(
                    422, f"`{pointer}` follows from other fields, and is not sent", (flaw,), others=(400, 409)
                )

    def record(self, rules: Rules, record: Record | None, value: JsonObject, *, fixed: bool = False) -> None:
        """What holds for a record before it is written; `fixed` where what is immutable must stay."""
        before = record.value if record is not None else None
        if before is not None and fixed:
            self._immutable(rules, before, value)
        for reference in rules.references:
            self._reference(reference, before, value)
        for ways in rules.unique:
            self._unique(rules.resource, ways, record, value)

    @staticmethod
    def _immutable(rules: Rules, before: JsonObject, value: JsonObject) -> None:
        for steps in rules.immutable:
            was, now = found(before, steps), found(value, steps)
            if was is not MISSING and was is not None and not equal(was, now):
                pointer = "/" + "/".join(steps)
                flaw = Flaw("body", pointer, "it does not change")
                raise Refused(422, f"`{pointer}` does not change once it is there", (flaw,), others=(409, 400))

    def _reference(self, reference: Referring, before: JsonObject | None, value: JsonObject) -> None:
        named = found(value, reference.steps)
        if before is not None and equal(named, found(before, reference.steps)):
            return
        for one in named if isinstance(named, list) else [named]:
            if one is MISSING or one is None or self._is_there(reference, one):
                continue
            pointer = "/" + "/".join(reference.steps)
            what = one_of(reference.to.resource) if reference.to.resource is not None else reference.to.name
            said = f"there is no {what} `{plain_text(one)[:100]}`"
            scope = self._world.scope(record=value)
            how = reference.refusing
            if not how.pointers:
                how = Refusing(how.status, how.detail, (pointer,), how.members)
            raise refused(how, scope, 422, said, (404, 409, 400))

    def _is_there(self, reference: Referring, value: Any) -> bool:
        resource = reference.to.resource
        declared = self._stage.declared.get(reference.to.system or self._system)
        if resource is None or declared is None:
            return True  # nobody knows
        table = declared.records.table(resource)
        if reference.field is None:
            return bool(table.named(plain_text(value)))
        if len(reference.field) == 1:
            return bool(table.where(reference.field[0], [plain_text(value)]))
        return any(equal(found(record.value, reference.field), value) for record in table)

    def _unique(self, resource: Resource, ways: tuple[Steps, ...], record: Record | None, value: JsonObject) -> None:
        wanted = [found(value, steps) for steps in ways]
        if any(one is MISSING or one is None for one in wanted):
            return
        if record is not None and all(
            equal(found(record.value, steps), one) for steps, one in zip(ways, wanted, strict=True)
        ):
            return
        declared = self._stage.declared[self._system]
        table = declared.records.table(resource)
        first = ways[0][0] if len(ways[0]) == 1 and not isinstance(wanted[0], dict | list) else None
        numbers = table.where(first, [plain_text(wanted[0])]) if first is not None else table.numbers()
        for seq in numbers:
            other = table.record(seq)
            if record is not None and other.seq == record.seq:
                continue
            if all(equal(found(other.value, steps), one) for steps, one in zip(ways, wanted, strict=True)):
                names = " and ".join("/".join(steps) for steps in ways)
                flaws = tuple(Flaw("body", "/" + "/".join(steps), "another has it") for steps in ways)
                said = f"the {one_of(resource)} `{other.key[:100]}` has the same {names} already"
                raise Refused(409, said, flaws, others=(422, 400))

    # --------------------------------------------------------------------------------------------------------- deletion

    def unreferenced(self, resource: Resource, record: Record) -> None:
        """Whether a record may go: nothing names it that says so."""
        for declared in self._stage.declared.values():
            for rules in declared.program.rules.values():
                for reference in rules.references:
                    target = reference.to.system or declared.system
                    if not reference.restricts or target != self._system or reference.to.resource is not resource:
                        continue
                    value = found(record.value, reference.field) if reference.field else record.key
                    self._unnamed(declared.records.table(rules.resource), rules, reference, value, resource, record)

    def _unnamed(
        self, table: Any, rules: Rules, reference: Referring, value: Any, resource: Resource, record: Record
    ) -> None:
        single = len(reference.steps) == 1
        numbers = table.where(reference.steps[0], [plain_text(value)]) if single else table.numbers()
        for seq in numbers:
            other = table.record(seq)
            named = found(other.value, reference.steps)
            if any(plain_text(one) == plain_text(value) for one in (named if isinstance(named, list) else [named])):
                label = rules.resource.key.of(other.value)
                said = (
                    f"the {one_of(resource)} `{record.key[:100]}` cannot go: "
                    f"the {one_of(rules.resource)} `{label[:100]}` names it"
                )
                raise refused(reference.refusing, self._world.scope(record=record.value), 409, said)


def _listed(states: Sequence[str]) -> str:
    """States in words."""
    return " or ".join(states) if states else "any state"
