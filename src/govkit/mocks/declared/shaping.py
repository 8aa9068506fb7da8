"""What a record is to say: what it lacks is completed, what is set and derived is computed, and its schema holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govkit.mocks.declared.fitting import with_field
from govkit.mocks.declared.program import Doing, Rules
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.world import World
from govkit.mocks.messages import JsonObject, pointer_of
from govkit.mocks.state.making import fitted, stamp
from govkit.mocks.state.records import Records
from govkit.mocks.state.resources import Resource
from govkit.spec.expressions import MISSING, Scope, Template, filled


class Shapes:
    """Shapes the records of one system."""

    def __init__(self, records: Records, stage: Stage, world: World) -> None:
        self._records = records
        self._stage = stage
        self._world = world
        self._sampled: dict[str, list[JsonObject]] = {}

    def stamped(self, resource: Resource, value: JsonObject, *, created: bool) -> JsonObject:
        """A record with the times of its making and its change; of a new one those that are said stay."""
        made = dict(value)
        stamp(resource, made, self._records.clock, created=created)
        return {**made, **value} if created else made

    def completed(self, resource: Resource, rules: Rules | None, value: JsonObject) -> JsonObject:
        """A record with what its schema requires besides: as an example of the same state has it, else drawn."""
        if resource.item.accepts(value):
            return dict(value)
        samples = self._samples(resource)
        field = rules.machine.field if rules is not None and rules.machine is not None else None
        alike = [one for one in samples if field is not None and one.get(field) == value.get(field)]
        for sample in [*alike, *samples][:1]:
            own_fields = {steps[0] for ways in (rules.unique if rules is not None else ()) for steps in ways}
            base = {name: one for name, one in sample.items() if name not in own_fields and name != resource.id_field}
            fit = fitted(value, resource.item, {**self._records.base(resource), **base})
            if fit is not None:
                return fit
        return dict(self._records.whole(resource, value))

    def _samples(self, resource: Resource) -> list[JsonObject]:
        found = self._sampled.get(resource.name)
        if found is None:
            found = self._sampled[resource.name] = self._records.samples(resource)
        return found

    def computed(
        self,
        resource: Resource,
        rules: Rules | None,
        whole: JsonObject,
        doings: Sequence[tuple[str, Doing]],
        names: dict[str, Any],
    ) -> JsonObject:
        """A record with its fields set and derived, each by what the ones before it left.

        With each action stands how its expressions call the record: `record`, or `item` where it was looked for.
        """
        made: Any = whole
        for own_name, doing in doings:
            for steps, template in doing.set:
                scope = self._world.scope(**{**names, own_name: made})
                made = with_field(made, steps, resource.item, lambda item, t=template, s=scope: _of_item(t, s, item))  # type: ignore[misc]
        for steps, derived in rules.derived if rules is not None else ():
            scope = self._world.scope(**{**names, "record": made})
            made = with_field(made, steps, resource.item, lambda item, t=derived, s=scope: _of_item(t, s, item))  # type: ignore[misc]
        if made is not whole and not resource.item.accepts(made):
            flaw = next(iter(resource.item.refusals(made)), None)
            where = pointer_of(flaw.path) if flaw is not None else ""
            why = flaw.message[:300] if flaw is not None else ""
            self._stage.tell(f"what is computed of `{resource.name}` breaks its schema: {where}: {why}")
            made = self._records.whole(resource, made)
        return dict(made)


def _of_item(made: Template, scope: Scope, item: Any) -> Any:
    """The value of a template for an item of a list."""
    if item is not MISSING:
        scope.names = {**scope.names, "item": item}
    return filled(made, scope)
