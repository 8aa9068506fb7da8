"""Calls performed on records: what was written is read, what is gone is gone, repetitions are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from govkit.mocks.messages import JsonObject, Outcome, Request
from govkit.mocks.state.reading import Reading
from govkit.mocks.state.records import Records
from govkit.mocks.state.repetitions import WRITES, Repetitions
from govkit.mocks.state.resources import Deed, Part, Resource, Resources
from govkit.mocks.state.store import Clock, Record, Store, Table
from govkit.mocks.state.writes import Writes
from govkit.mocks.state.writing import Writing
from govkit.mocks.system import Call, Served, System


class Behaviour:
    """The state of one system, and what calls do to it."""

    def __init__(self, system: System, clock: Clock) -> None:
        self.system = system
        self.records = Records(system, clock)
        self.reading = Reading(self.records)
        self.writes = Writes(self.records)
        """How records are written; whoever declares more puts his own in its place."""
        self.watchers: list[Callable[[Call, Part, Outcome], None]] = []
        """Told of each call that wrote something, before its answer leaves."""
        writing = Writing(self.records, self.reading)
        self._deeds: dict[Deed, Callable[[Call, Part, Writes], Outcome]] = {
            Deed.LIST: self._listed,
            Deed.CREATE: writing.create,
            Deed.READ: self._read,
            Deed.REPLACE: writing.change,
            Deed.MERGE: writing.change,
            Deed.ACT: writing.change,
            Deed.DELETE: writing.delete,
            Deed.READ_PART: writing.part,
            Deed.WRITE_PART: writing.part,
            Deed.ANSWER: self._answered,
        }
        self._repetitions = Repetitions(clock)

    @property
    def resources(self) -> Resources:
        """What was inferred, at the first call."""
        return self.records.resources

    @property
    def store(self) -> Store:
        """All tables."""
        return self.records.store

    def remember_keys(self, retention: timedelta) -> None:
        """Lets keys of repetitions be remembered for so long."""
        self._repetitions.retention = retention

    def reset(self) -> None:
        """Forgets everything."""
        self.store.clear()
        self._repetitions.clear()

    def snapshot(self) -> Any:
        """What it holds, as a value that nothing later changes: the records, and the keys of repetitions."""
        return self.store.snapshot(), self._repetitions.snapshot()

    def restore(self, kept: Any) -> None:
        """Holds what it held then; the same value may be given back again."""
        self.records.store = kept[0].snapshot()
        self._repetitions.restore(kept[1])

    def perform(self, call: Call) -> Outcome:
        """Performs a call; one that repeats another gets its answer. Raises Refused."""
        return self._repetitions.perform(call, self._performed)

    def hold(self, served: Served, request: Request) -> Callable[[], None]:
        """Notes that a request is on its way, so that one with its key is refused; to be called when that is over."""
        place = self._repetitions.hold(served, request)
        return lambda: self._repetitions.release(place)

    def _performed(self, call: Call) -> Outcome:
        part = self.records.resources.part(call.served)
        if part.parents:
            self.reading.check_parents(call, part)
        done = self.writes.around(call, part, self._done)
        if done.committed:
            for watcher in self.watchers:
                watcher(call, part, done)
        return done

    def _done(self, call: Call, part: Part) -> Outcome:
        return self._deeds[part.deed](call, part, self.writes)

    def _listed(self, call: Call, part: Part, writes: Writes) -> Outcome:
        writes.check(call, part, None)
        return Outcome(self.reading.list(call, part, writes))

    def _read(self, call: Call, part: Part, writes: Writes) -> Outcome:
        return Outcome(self.reading.read(call, part, writes))

    def _answered(self, call: Call, part: Part, writes: Writes) -> Outcome:
        writes.check(call, part, None)
        return Outcome(self.reading.unstated(call), call.served.method in WRITES)

    # --------------------------------------------------------------------------------------------------------- records

    def table(self, resource: Resource) -> Table:
        """The records of a resource; at first those that the examples of the document show."""
        return self.records.table(resource)

    def empty(self, resource: Resource) -> None:
        """Takes all records of a resource away, the examples too."""
        self.records.empty(resource)

    def add(self, resource: Resource, table: Table, value: JsonObject, links: dict[str, str]) -> Record:
        """A record of a value that is whole."""
        return self.records.add(resource, table, value, links)
