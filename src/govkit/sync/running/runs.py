"""Stretches of runs: a run is read, goes as far as it can, and what it came to is written down in one transaction."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.errors import InputError
from govkit.sync.effects.ledger import Ledger
from govkit.sync.effects.sending import Sender
from govkit.sync.lanes import Lanes, lane_name
from govkit.sync.running.bodies import Bodies, Learn, Register
from govkit.sync.running.course import Course
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.running.stops import Parked, Superfluous, Through, Waiting
from govkit.sync.running.tries import About, Calls, Journal, Tries
from govkit.sync.store.database import Database, is_lost
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EVENTS, LOADED, RUNS
from govkit.sync.store.texts import as_value
from govkit.sync.telemetry.traces import lasted, span

Ending = Through | Waiting | Parked


class People(Protocol):
    """The queue of exceptions, as far as runs need it."""

    def raised(self, connection: Connection, run: Row[Any], parked: Parked) -> None:
        """A run is parked."""
        ...

    def through(self, connection: Connection, run: Row[Any]) -> None:
        """A run is done: what it was parked for is resolved."""
        ...

    def resolutions(self, connection: Connection, run: int) -> Mapping[tuple[str, int], Mapping[str, Any]]:
        """What people decided, by the step and the number of its try."""
        ...


@dataclass
class Runner:
    """Runs stretches."""

    database: Database
    lanes: Lanes
    pins: Pins
    sender: Sender
    people: People
    functions: Calls | None
    register: Callable[[Pin], tuple[Register, Learn]]
    now: Callable[[], float]
    sleep: Callable[[float], None]
    hindered: Callable[[BaseException], tuple[str, str] | None] = lambda _: None
    told: Callable[[str, Row[Any], Ending], None] = lambda _, __, ___: None
    """Is told what a stretch came to, by its kind: `through`, `waiting`, `parked`."""
    _bodies: dict[str, Bodies] = field(default_factory=dict)

    def stretch(self, run: int, number: int, journal: Journal) -> None:
        """Goes on with a run, as its `number`-th stretch. What is not this stretch's any more is left alone."""
        try:
            row, inputs, event_name, trace, resolutions, pin = self._read(run, number)
        except Superfluous:
            return
        except InputError as error:
            row = self._row(run)
            self._write(row, number, Parked("", 0, "pin", error.message, owner=None))
            return
        said = {"run": run, "event": row.event, "workflow": row.workflow, "key": row.key, "stretch": number}
        with span(f"stretch of {row.workflow}", trace, said) as spanned:
            about = About(run, row.event, event_name, _owner(pin), spanned.traceparent, resolutions, row.yields)
            bodies = self._bodies_of(pin)
            tries = Tries(pin, about, journal, self.sender, bodies, self.functions, self.now, self.sleep, self.hindered)
            course = Course(tries)
            ending = self._gone(course, inputs)
            spanned.tell(ending=type(ending).__name__.lower())
            if isinstance(ending, Parked):
                spanned.fail(f"{ending.kind} at {ending.step}")
            self._write(row, number, ending, course.found)
        if isinstance(ending, Through):
            lasted(f"run of {row.workflow}", trace, row.created_at, self.now(), **said)

    def give_up(self, run: int, number: int) -> None:
        """Parks a run that took its process down again and again."""
        detail = "each time that it was taken up, the process ended: what it calls may need more memory than there is"
        row = self._row(run)
        self._write(row, number, Parked("", 0, "internal", detail, owner=self._owner_of(row)))

    def _gone(self, course: Course, inputs: Mapping[str, Any]) -> Ending:
        try:
            return course.run(inputs)
        except Exception as error:
            if is_lost(error):
                raise
            # A fault of the runtime itself: the run is kept for people rather than lost.
            said = "".join(traceback.format_exception_only(error)).strip()
            place = traceback.extract_tb(error.__traceback__)[-1]
            return Parked(
                "", 0, "internal", f"{said} ({place.filename}:{place.lineno})", owner=course.tries.about.owner
            )

    def _bodies_of(self, pin: Pin) -> Bodies:
        if pin.digest not in self._bodies:
            self._bodies[pin.digest] = Bodies(pin.estate, *self.register(pin))
        return self._bodies[pin.digest]

    # ----------------------------------------------------------------------------------------------------- the database

    def _row(self, run: int) -> Row[Any]:
        with self.database.reading() as connection:
            return connection.execute(sa.select(RUNS).where(RUNS.c.id == run)).one()

    def _owner_of(self, row: Row[Any]) -> str | None:
        """Whose workflow a run is of; None where what it was begun with cannot be read."""
        try:
            with self.database.reading() as connection:
                return _owner(self.pins.get(connection, row.pin))
        except InputError:
            return None

    def _read(
        self, run: int, number: int
    ) -> tuple[Row[Any], Any, str, str | None, Mapping[tuple[str, int], Mapping[str, Any]], Pin]:
        with self.database.reading() as connection:
            yields = sa.exists().where(LOADED.c.run == RUNS.c.id, LOADED.c.yields)
            row = connection.execute(sa.select(RUNS, yields.label("yields")).where(RUNS.c.id == run)).first()
            if row is None or row.state != RunState.RUNNING or row.stretch != number:
                raise Superfluous
            event = connection.execute(sa.select(EVENTS).where(EVENTS.c.seq == row.event)).one()
            resolutions = self.people.resolutions(connection, run)
            pin = self.pins.get(connection, row.pin)
        name = f"{event.source} {event.event_id}"
        return row, as_value(event.body), name, event.trace, resolutions, pin

    def _write(self, row: Row[Any], number: int, ending: Ending, found: Mapping[str, Any] | None = None) -> None:
        """Writes down what a stretch came to, where it is still its own."""
        now = self.now()
        with self.database.begin() as connection:
            self.database.lock(connection, [lane_name(row.workflow, row.key)])
            mine = (RUNS.c.id == row.id, RUNS.c.state == RunState.RUNNING, RUNS.c.stretch == number)
            if not connection.execute(RUNS.update().where(*mine).values(_ended(ending, now))).rowcount:
                return
            if found:
                Ledger.found(connection, row.event, row.workflow, found, now)
            if isinstance(ending, Through):
                self.lanes.promote(connection, row.workflow, row.key, now)
                self.people.through(connection, row)
            elif isinstance(ending, Parked):
                self.people.raised(connection, row, ending)
        self.told(type(ending).__name__.lower(), row, ending)


def _ended(ending: Ending, now: float) -> dict[str, Any]:
    """What the row of a run says of how a stretch ended."""
    if isinstance(ending, Through):
        return {"state": RunState.DONE, "finished_at": now, "note": None, "step": None, "executor": None}
    if isinstance(ending, Waiting):
        return {"state": RunState.WAITING, "due": ending.until, "step": ending.step, "note": ending.why}
    return {"state": RunState.PARKED, "step": ending.step, "note": ending.kind, "due": 0.0}


def _owner(pin: Pin) -> str:
    start = pin.main.start
    return start.owner if start is not None else ""
