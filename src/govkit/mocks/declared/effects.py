"""What else is written: records made, changed and taken away in this system and in others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from govkit.mocks.declared.program import NOTHING_BESIDES, Doer, Doing
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.transactions import DEEPEST, Transaction
from govkit.mocks.declared.world import World
from govkit.mocks.messages import Refused
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record, Table
from govkit.spec.expressions import MISSING, Scope, Tree, evaluated, filled, holds, wanted_of_item

if TYPE_CHECKING:
    from govkit.mocks.declared.declared import Declared


class Effects:
    """Carries out what happens besides, for one system."""

    def __init__(self, system: str, stage: Stage, world: World) -> None:
        self._system = system
        self._stage = stage
        self._world = world

    def perform(self, doing: Doing, transaction: Transaction, names: dict[str, Any]) -> None:
        """Writes elsewhere, and names the events that follow. Raises Refused."""
        if not doing.effects and not doing.emits:
            return
        transaction.depth += 1
        if transaction.depth > DEEPEST:
            raise Refused(500, "the declared effects of effects never end")
        names = dict(names)
        for doer in doing.effects:
            scope = self._world.scope(**names)
            items: Any = evaluated(doer.each, scope) if doer.each is not None else [MISSING]
            for item in items if isinstance(items, list) else ():
                made = self._performed(doer, {**names, "each": item})
                if doer.name is not None and made is not None:
                    names[doer.name] = made.value
        transaction.emitted += [(self._system, name, names) for name in doing.emits]
        transaction.depth -= 1

    def _performed(self, doer: Doer, names: dict[str, Any]) -> Record | None:
        scope = self._world.scope(**names)
        if doer.when is not None and not holds(doer.when, scope):
            return None
        declared = self._stage.declared.get(doer.where.system or self._system)
        resource = doer.where.resource
        if declared is None or resource is None:
            return None  # a system that is not served remembers nothing
        if doer.kind == "create":
            value = filled(doer.record, scope) if doer.record is not None else {}
            return declared.put(resource, value if isinstance(value, dict) else {})
        last = None
        for last in list(self._chosen(declared, resource, doer, names)):
            if doer.kind == "delete":
                declared.drop(resource, last)
            else:
                doing = Doing(set=doer.set) if doer.set else NOTHING_BESIDES
                known = {**names, "item": last.value}
                move = declared.move(resource, doer.transition)
                declared.alter(resource, last, last.value, doing=doing, move=move, names=known)
        return last

    def _chosen(self, declared: Declared, resource: Resource, doer: Doer, names: dict[str, Any]) -> Iterator[Record]:
        yield from chosen(self._world, declared.records.table(resource), doer.chosen, names)


def chosen(world: World, table: Table, condition: Tree | None, names: dict[str, Any]) -> Iterator[Record]:
    """The records for which a condition holds, each called `$item` in it; all where there is none."""
    for record in _candidates(table, condition, world.scope(**names)):
        if condition is None or holds(condition, world.scope(**{**names, "item": record.value})):
            yield record


def _candidates(table: Table, condition: Tree | None, scope: Scope) -> Iterator[Record]:
    """The records that a condition may hold of: where it asks for a field to have a value, those that have it."""
    wanted = wanted_of_item(condition, scope) if condition is not None else None
    numbers = table.numbers()
    if wanted is not None:
        (first, *below), texts = wanted
        numbers = table.where(first, texts, below)
    yield from map(table.record, numbers)
