"""What happens to records by itself: planned on the agenda at every write, and called off where it no longer holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from govkit.mocks.agenda import Planned
from govkit.mocks.declared.program import Program, Timing
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.world import World
from govkit.mocks.messages import Refused
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record
from govkit.spec.expressions import evaluated, holds, instant_of, instant_text

if TYPE_CHECKING:
    from govkit.mocks.declared.declared import Declared

_SINCE, _RUNG = "since", "rung"
_Key = tuple[str, str, int]
"""A timer, a collection and the number of a record."""


class Timers:
    """The timers of one system."""

    def __init__(self, declared: Declared, behaviour: Behaviour, stage: Stage, program: Program, world: World) -> None:
        self._declared = declared
        self._behaviour = behaviour
        self._stage = stage
        self._program = program
        self._world = world
        self._planned: dict[_Key, Planned] = {}

    def begin(self) -> None:
        """Plans for all records that there are. What a scenario tells moves once it is written."""
        if self._behaviour.records.beginnings:
            return
        for timing in self._program.timers:
            for record in self._behaviour.table(timing.resource):
                self._plan(timing, record)

    def cancel(self) -> None:
        """Calls everything off."""
        for planned in self._planned.values():
            planned.cancel()
        self._planned.clear()

    def written(self, resource: Resource, record: Record, *, gone: bool) -> None:
        """Plans anew for a record that was written."""
        for timing in self._program.timers:
            if timing.resource is resource:
                if gone:
                    self._forget(self._key(timing, record))
                else:
                    self._plan(timing, record)

    @staticmethod
    def _key(timing: Timing, record: Record) -> _Key:
        return timing.name, timing.resource.name, record.seq

    def _forget(self, key: _Key) -> None:
        planned = self._planned.pop(key, None)
        if planned is not None:
            planned.cancel()
        for place in (_SINCE, _RUNG):
            self._behaviour.store.others.get(place, {}).pop(key, None)

    def _plan(self, timing: Timing, record: Record) -> None:
        key = self._key(timing, record)
        scope = self._world.scope(record=record.value)
        if timing.when is not None and not holds(timing.when, scope):
            self._forget(key)
            return
        instant = self._instant(timing, key, record)
        rung = self._behaviour.store.others.get(_RUNG, {}).get(key)
        known = self._planned.get(key)
        if instant is None or rung == instant_text(instant):
            return
        if known is not None:
            if known.instant == instant and not known.cancelled:
                return
            known.cancel()
        about = f"timer {timing.name} of {timing.resource.name}"
        self._planned[key] = self._stage.agenda.at(instant, lambda: self._ring(timing, record.key, record.seq), about)

    def _instant(self, timing: Timing, key: _Key, record: Record) -> datetime | None:
        if timing.after is None:
            return instant_of(evaluated(timing.at, self._world.scope(record=record.value))) if timing.at else None
        since = self._behaviour.store.others.setdefault(_SINCE, {})
        began = since.setdefault(key, self._world.now())
        found: datetime = began + timing.after
        return found

    def _ring(self, timing: Timing, name: str, seq: int) -> None:
        """Does what is due, where it still holds."""
        record = next((one for one in self._behaviour.table(timing.resource).named(name) if one.seq == seq), None)
        if record is None:
            return
        key = self._key(timing, record)
        planned = self._planned.pop(key, None)
        if timing.when is not None and not holds(timing.when, self._world.scope(record=record.value)):
            return
        if planned is not None:
            self._behaviour.store.others.setdefault(_RUNG, {})[key] = instant_text(planned.instant)
        try:
            with self._stage.running():
                self._declared.alter(timing.resource, record, record.value, doing=timing.doing, move=timing.move)
        except Refused as refused:
            self._stage.tell(f"the timer `{timing.name}` did nothing to `{name[:100]}`: {refused.detail}")
