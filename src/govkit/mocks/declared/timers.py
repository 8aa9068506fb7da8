"""What happens to records by itself: planned on the agenda at every write, and called off where it no longer holds."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from govkit.mocks.agenda import Planned
from govkit.mocks.declared.program import Program, Timing
from govkit.mocks.declared.stage import Stage
from govkit.mocks.declared.world import World
from govkit.mocks.messages import JsonObject, Refused
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.making import plainly
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record, Table
from govkit.mocks.state.table import Beginning
from govkit.mocks.state.words import PARAMETER, plain
from govkit.spec.expressions import Call, Literal, Name, Tree, evaluated, holds, instant_of, instant_text, walk

if TYPE_CHECKING:
    from govkit.mocks.declared.declared import Declared

_SINCE, _RUNG = "since", "rung"
_Key = tuple[str, str, int]
"""A timer, a collection and the number of a record."""

_ERROR = 400
_LAST = sys.maxsize
"""A number after all numbers of records."""


class Timers:
    """The timers of one system."""

    def __init__(self, declared: Declared, behaviour: Behaviour, stage: Stage, program: Program, world: World) -> None:
        self._declared = declared
        self._behaviour = behaviour
        self._stage = stage
        self._program = program
        self._world = world
        self._planned: dict[_Key, Planned] = {}
        self._instants: dict[str, tuple[Beginning | None, JsonObject, list[tuple[datetime, int]]]] = {}
        """When each timer rings for the first records, in order; with those records and settings it holds."""

    def begin(self) -> None:
        """Plans for all records that there are. What a scenario tells moves once it is written."""
        if self._behaviour.records.beginnings:
            return
        for timing in self._program.timers:
            for record in self._behaviour.table(timing.resource):
                self._plan(timing, record)

    def foresee(self, since: datetime, until: datetime) -> None:
        """Plans what falls due of the scenario when the clock is moved on: after an instant, and up to another."""
        if not self._behaviour.records.beginnings:
            return
        for timing in self._program.timers:
            if timing.scenario:
                table = self._behaviour.table(timing.resource)
                for seq in self._due(timing, table, since, until):
                    self._plan(timing, table.record(seq))

    def _due(self, timing: Timing, table: Table, since: datetime, until: datetime) -> list[int]:
        """The numbers of the records at whose instants a timer rings within a time.

        Where the instant follows from fields and settings alone, those of all first records are computed once.
        """
        assert timing.at is not None
        fields, numbers = _fields_of(timing.at), list[int]()
        if fields is not None:
            instants = self._instants_of(timing, table, fields)
            low, high = bisect_right(instants, (since, _LAST)), bisect_right(instants, (until, _LAST))
            numbers += [seq for _, seq in instants[low:high] if table.is_as_begun(seq)]
        others = ((self._at(timing, one.value), one.seq) for one in (table if fields is None else table.kept()))
        return numbers + [seq for instant, seq in others if instant is not None and since < instant <= until]

    def _instants_of(self, timing: Timing, table: Table, fields: Sequence[str]) -> list[tuple[datetime, int]]:
        settings = self._world.settings()
        known = self._instants.get(timing.name)
        if known is None or known[0] is not table.first or known[1] != settings:
            found = ((self._at(timing, value), seq) for seq, value in table.begun(fields))
            listed = sorted((instant, seq) for instant, seq in found if instant is not None)
            known = self._instants[timing.name] = table.first, settings, listed
        return known[2]

    def _at(self, timing: Timing, value: JsonObject) -> datetime | None:
        return instant_of(evaluated(timing.at, self._world.scope(record=value))) if timing.at is not None else None

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
            return self._at(timing, record.value)
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
            for change in self._declared.ring(timing, record):
                status = 201 if change.before is None else 204 if change.after is None else 200
                self._enter(timing, change.system, change.resource, change.record, change.after, status)
        except Refused as refused:
            self._stage.tell(f"the timer `{timing.name}` did nothing to `{name[:100]}`: {refused.detail}")
            self._enter(timing, self._program.system, timing.resource, record, None, refused.status)

    def _enter(
        self, timing: Timing, system: str, resource: Resource, record: Record, value: JsonObject | None, status: int
    ) -> None:
        """Enters a write in the ledger, or, with the status of an error, that there was none."""
        ledger, cause = self._stage.ledger, f"timer {timing.name}"
        if ledger is not None:
            path = _path_of(resource, record)
            operation, committed = f"timer:{timing.name}", status < _ERROR
            ledger.enter_change(system, operation, path, value, status, committed=committed, cause=cause)


def _path_of(resource: Resource, record: Record) -> str:
    """Where a record stands; what is not known of the items above keeps the name of its parameter."""

    def said(found: re.Match[str]) -> str:
        field = resource.fields.get(plain(found[1]), "")
        return record.links.get(found[1]) or plainly(record.value, field) or found[0]

    return f"{PARAMETER.sub(said, resource.name)}/{record.key}"


def _fields_of(tree: Tree) -> list[str] | None:
    """The fields of `$record` from which alone, and from settings, a value follows; None where it follows from more."""
    fields: dict[str, None] = {}
    for one in walk(tree):
        match one:
            case Name(root="record") if one.steps and one.steps[0] != "*":
                fields[one.steps[0]] = None
            case Name(root="settings" | "item"):
                pass
            case Name():
                return None
            case Call(name=name) if name in _ASKING:
                return None
            case Literal(value=str() as text) if text.startswith("/"):
                return None  # a collection
    return list(fields)


_ASKING = frozenset({"now", "today", "lookup", "next_number"})
"""Functions whose answers change with the time, and with other records."""
