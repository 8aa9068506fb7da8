"""The runtime put together: intake, worker, platforms and people over one database, in one process."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row
from starlette.routing import Route

from govkit.catalog.entries import Entry, Estate, MappingSpec, VersionOf
from govkit.catalog.workflows.contracts import Contracts
from govkit.functions.loading import FOLDER
from govkit.spec.openapi import Contract
from govkit.sync.alerts.delivering import Delivering, Outlets
from govkit.sync.alerts.filing import Filing
from govkit.sync.alerts.platforms import tell_platform
from govkit.sync.alerts.sinks import Sink
from govkit.sync.alerts.wording import Words
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care, Doors
from govkit.sync.calls.platforms import Platforms
from govkit.sync.calls.refusals import CallRefused
from govkit.sync.effects.echoes import caused
from govkit.sync.effects.ledger import Ledger
from govkit.sync.effects.sending import Caller, Sender
from govkit.sync.engine.durable import Durable, KeptSteps, stretch_id
from govkit.sync.engine.identity import Identity, identify
from govkit.sync.engine.worker import Limits, Worker
from govkit.sync.exceptions.escalating import escalate
from govkit.sync.exceptions.people import Queue
from govkit.sync.exceptions.superseding import Superseding, whole_writes
from govkit.sync.identity.answers import Answers
from govkit.sync.identity.learning import LearningCaller
from govkit.sync.identity.refusals import IdentityError
from govkit.sync.identity.register import Linked, Register
from govkit.sync.inbox.cursors import Cursors
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.poller import Poller
from govkit.sync.inbox.receiver import Receiver
from govkit.sync.inbox.refusals import Ledger as RefusedLedger
from govkit.sync.inbox.retention import Swept, sweep
from govkit.sync.inbox.schedules import Schedules
from govkit.sync.lanes import Lanes
from govkit.sync.parts import Outside, Parts, Source, parts_of
from govkit.sync.reconciling.running import Place
from govkit.sync.reconciling.scheduling import Reconciliations
from govkit.sync.running.bodies import Learn
from govkit.sync.running.bodies import Register as Identities
from govkit.sync.running.keeping import keeping_pins
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.running.runs import Ending, Runner
from govkit.sync.running.stops import Parked
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database
from govkit.sync.store.tables import RUNS, WORKERS
from govkit.sync.store.texts import as_value
from govkit.sync.telemetry.endpoint import monitoring
from govkit.sync.telemetry.lateness import tell_late
from govkit.sync.telemetry.measuring import MeasuredCaller
from govkit.sync.telemetry.metrics import Metrics
from govkit.sync.telemetry.outstanding import ALIVE
from govkit.sync.values import Arrived, Json, Taken

_LOG = logging.getLogger("govkit.sync")


@dataclass(frozen=True)
class Setting:
    """What the runtime works with: an estate at a folder, the contracts of its versions, a database, addresses."""

    estate: Estate
    folder: Path
    read: Callable[[VersionOf], Contract]
    database: Database
    addresses: Addresses = field(default_factory=Addresses)
    limits: Limits = field(default_factory=Limits)
    care: Care = field(default_factory=Care)
    environment: Mapping[str, str] | None = None
    clients: str = "clients"
    functions: str = FOLDER
    sinks: Sequence[Sink] = ()
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    probe: Callable[[str, str], None] = lambda _, __: None

    @property
    def source(self) -> Source:
        """The estate, as the parts of the runtime are made of it."""
        return Source(self.estate, self.folder, self.read, self.clients, self.functions)

    def outside(self, doors: Doors) -> Outside:
        """What the parts of the runtime need beside the estate."""
        return Outside(self.addresses, doors, self.environment, self.now)


class Runtime:
    """The runtime of an estate. Nothing of it runs before `start`."""

    def __init__(self, setting: Setting) -> None:
        """Raises InputError where the workflows, or the functions, of the estate are not in order."""
        self.setting = setting
        self.database = setting.database
        self.lanes = Lanes(setting.database)
        self.people = Queue(self.lanes, setting.now)
        self.pins = Pins()
        self.metrics = Metrics(setting.database, setting.now, self._breakers)
        self.refused = RefusedLedger(setting.database, setting.now)
        self.fatal: Callable[[BaseException], None] = lambda _: None
        self._worker: Worker | None = None
        self._identity: Identity | None = None
        self._durable: Durable | None = None
        self._former: list[Platforms] = []
        self._down: set[str] = set()
        self._holder = f"poller-{time.time_ns()}"
        self.doors = Doors(setting.estate, setting.care, setting.now)
        self.outlets = Outlets(os.environ if setting.environment is None else setting.environment)
        self.hear(setting.sinks)
        self._adopt(parts_of(setting.source, setting.outside(self.doors)))
        ledger = Ledger(setting.database, setting.now)
        self.runner = Runner(
            setting.database,
            self.lanes,
            self.pins,
            Sender(ledger, self._caller(self.parts), setting.now, setting.probe),
            self.people,
            self.parts.functions,
            self._identities,
            setting.now,
            setting.sleep,
            hindered,
            self._told,
        )

    # ----------------------------------------------------------------------------------------------------------- estate

    @property
    def contracts(self) -> Contracts:
        """The contracts of the estate."""
        return self.parts.contracts

    @property
    def subscriptions(self) -> EstateSubscriptions:
        """The workflows that events start."""
        return self.parts.subscriptions

    @property
    def platforms(self) -> Platforms:
        """The platforms that are called."""
        return self.parts.platforms

    def _adopt(self, parts: Parts) -> None:
        """From now on an estate counts: for events that come; runs that began keep what they began with."""
        setting = self.setting
        self.parts = parts
        self.doors.adopt(parts.source.estate)
        self.register = Register(parts.source.estate, setting.database, setting.now)
        self.intake = Intake(setting.database, parts.subscriptions, setting.now, caused)
        self.receiver = Receiver(parts.senders, self.intake, self.refused, taken=self._taken)
        self.poller = Poller(
            setting.database,
            self.intake,
            Cursors(setting.database, setting.now, self._holder),
            parts.polls,
            MeasuredCaller(parts.platforms, self.metrics).call,
            taken=self._taken,
        )
        self.schedules = Schedules(setting.database, self.intake, parts.crons, setting.now)
        self.reconciliations = Reconciliations(
            Place(
                parts.contracts,
                parts.source.folder,
                MeasuredCaller(parts.platforms, self.metrics).call,
                setting.database,
                parts.subscriptions,
                setting.now,
                setting.sleep,
                keeping_pins(parts.subscriptions, setting.now),
            )
        )

    def reload(self, source: Source) -> None:
        """Goes on with another estate. Raises InputError where it is not in order, and all stays as it was."""
        parts = parts_of(source, self.setting.outside(self.doors))
        self._keep_pins(parts)
        self._former.append(self.platforms)
        self._adopt(parts)
        self.runner.functions = parts.functions
        self.runner.sender = replace(self.runner.sender, caller=self._caller(parts))
        for old in self._former[:-1]:  # those of the last one may be in use still
            old.close()
        del self._former[:-1]

    def _caller(self, parts: Parts) -> Caller:
        """How runs call: measured, and so that answers teach what records are called."""
        answers = Answers(parts.contracts, self.register)
        return LearningCaller(MeasuredCaller(parts.platforms, self.metrics), answers)

    def _identities(self, _pin: Pin) -> tuple[Identities, Learn]:
        """Who is who, and what is learnt of records that runs read: one truth for all, whatever a run began with."""

        def who(system: str) -> Linked:
            return self.register(system)

        def learn(mapping: Entry[MappingSpec], record: Json) -> None:
            self.register.learn(mapping, record)
            self.register.require_sole(mapping, record)

        return who, learn

    # ----------------------------------------------------------------------------------------------------------- events

    def take(self, arrived: Arrived) -> Taken:
        """Takes an event in, and lets the worker know."""
        taken = self.intake.take(arrived)
        self.wake()
        return taken

    def _taken(self, _arrived: Arrived, _taken: Taken) -> None:
        self.wake()

    def routes(self, *, receiver: bool = True) -> Sequence[Route]:
        """What it answers by HTTP."""
        found = monitoring(self.metrics, self.setting.database)
        return [*found, *self.receiver.routes] if receiver else found

    def ask(self) -> None:
        """Asks the polls that are due."""
        self.poller.run_due()

    def tick(self) -> None:
        """Makes the events of the clock that are due."""
        if self.schedules.run_due():
            self.wake()

    def reconcile(self) -> None:
        """Runs the reconciliations that are due."""
        if any(one.sent for one in self.reconciliations.run_due()):
            self.wake()

    # ---------------------------------------------------------------------------------------------------------- telling

    def _told(self, _kind: str, row: Row[Any], ending: Ending) -> None:
        self.wake()
        if isinstance(ending, Parked):
            _LOG.warning(
                "run %s of %s for %s waits for people: %s%s%s",
                row.id, row.workflow, row.key, ending.kind, f" at {ending.step}" if ending.step else "", _about(row),
            )  # fmt: skip

    def _breakers(self) -> Mapping[str, bool]:
        return {system: self.platforms.open_until(system) is not None for system in self.parts.systems}

    def tell_down(self) -> None:
        """Tells of systems that are left alone from now on, and of those that are called again."""
        down = {system for system, is_open in self._breakers().items() if is_open}
        for system in sorted(down - self._down):
            _LOG.warning("%s is left alone for a while: it failed too often", system)
            tell_platform(self.setting.database, system, self._owner_of(system), is_down=True, now=self.setting.now())
        for system in sorted(self._down - down):
            _LOG.warning("%s is called again", system)
            tell_platform(self.setting.database, system, self._owner_of(system), is_down=False, now=self.setting.now())
        self._down = down

    def share(self) -> None:
        """Shares the limits of requests evenly with the other workers that live."""
        since = self.setting.now() - ALIVE
        with self.setting.database.reading() as connection:
            alive = connection.execute(sa.select(sa.func.count()).where(WORKERS.c.beat_at >= since)).scalar_one()
        self.doors.share(max(1, alive))

    def tell_late(self) -> None:
        """Tells of runs that are late."""
        owners = {one.workflow: one.owner for several in self.subscriptions.types.values() for one in several}
        tell_late(self.setting.database, now=self.setting.now(), owners=owners)

    def supersede(self) -> None:
        """Ends runs that wait for people, and that later events make needless."""
        setting, sets = self.setting, whole_writes(self.contracts)
        if Superseding(setting.database, self.lanes, self.pins, sets, setting.now).supersede():
            self.wake()

    def escalate(self) -> None:
        """Asks the next where nobody acted on an exception in time."""
        escalate(self.setting.database, self.parts.source.estate.teams, now=self.setting.now())

    def alert(self) -> None:
        """Tells whoever wants to hear it what is in the outbox."""
        self._filing.file()
        self._delivering.deliver_due()

    def hear(self, sinks: Sequence[Sink]) -> dict[str, str]:
        """From now on these hear alerts; of those to whom nothing can be delivered yet, why."""
        database, now = self.database, self.setting.now
        self._filing = Filing(database, sinks, now)
        self._delivering = Delivering(database, {one.name: one for one in sinks}, self._words, now, self.outlets)
        unready = {one.name: self.outlets.unready(one) for one in sinks}
        return {name: why for name, why in unready.items() if why}

    def _owner_of(self, system: str) -> str:
        found = self.parts.source.estate.systems.get(system)
        return str(found.spec.owner) if found is not None else ""

    def _words(self) -> Words:
        return Words(self.parts.source.estate)

    def sweep(self, seconds: float) -> Swept:
        """Takes away what is over for so long, with what the engine keeps of it."""
        gone: list[str] = []
        swept = sweep(
            self.setting.database, self.setting.now() - seconds, lambda runs: gone.extend(self._stretches(runs))
        )
        # not within that transaction: on SQLite the engine would wait for it, and it for the engine
        if gone and self._durable is not None:
            self._durable.forget(dict.fromkeys(gone))
        return swept

    def _stretches(self, runs: Sequence[int]) -> Iterator[str]:
        with self.setting.database.reading() as connection:
            for part in (runs[start : start + 500] for start in range(0, len(runs), 500)):
                for row in connection.execute(sa.select(RUNS.c.id, RUNS.c.stretch).where(RUNS.c.id.in_(part))):
                    yield from (stretch_id(row.id, number) for number in range(1, row.stretch + 1))

    # ----------------------------------------------------------------------------------------------------------- worker

    def prepare(self) -> None:
        """Makes the tables of a database of its own, and keeps what new runs run."""
        if self.setting.database.is_sqlite:
            migrate(self.setting.database)
        self.setting.database.verify()
        self._keep_pins(self.parts)

    def _keep_pins(self, parts: Parts) -> None:
        with self.setting.database.begin() as connection:
            self.setting.database.lock(connection, ["pins"])
            for pin in parts.subscriptions.pins:
                self.pins.keep(connection, pin, self.setting.now())

    def start(self) -> str:
        """Starts a worker; its name. Raises UsageError where there may be none."""
        self._identity = identify(self.setting.database)
        name = self._identity.name
        durable = self._durable = Durable(self.setting.database, name, self.runner.stretch)
        worker = Worker(
            self.setting.database,
            durable,
            self._identity,
            self.setting.now,
            self.setting.limits,
            self.metrics.recovered,
            self.runner.give_up,
        )
        worker.fatal = durable.fatal = self.fatal
        self._identity.watch(self.fatal)
        self._worker = worker
        worker.start()
        return name

    def wake(self) -> None:
        """There may be something to run."""
        if self._worker is not None:
            self._worker.wake()

    def stop(self) -> None:
        """Stops the worker; what is on its way goes on when one is started again."""
        if self._worker is not None:
            self._worker.stop()
        if self._identity is not None:
            self._identity.close()
        for one in (*self._former, self.platforms):
            one.close()

    def repin(self, workflow: str) -> Pin | None:
        """What a new run of a workflow would run; None where nothing starts it any more."""
        found = self.subscriptions.of(workflow)
        return found.made if found is not None else None


def migrate(database: Database) -> None:
    """Makes the tables of the runtime and of its engine. Raises StoreUnready."""
    database.migrate()
    Durable.migrate(database)


def hindered(error: BaseException) -> tuple[str, str] | None:
    """What an error of calls is to people: the kind of the exception, and its detail; None for one of the runtime."""
    if isinstance(error, CallRefused | IdentityError):
        return error.kind, error.message if error.hint is None else f"{error.message} ({error.hint})"
    return None


def _about(row: Row[Any]) -> str:
    """What a run is about, for a line of the log."""
    context = as_value(row.context)
    amount = " ".join(str(context[name]) for name in ("currency", "amount") if context.get(name) is not None)
    said = [str(context["customer"])] if context.get("customer") is not None else []
    return f" ({', '.join([*said, *([amount] if amount else [])])})" if said or amount else ""


__all__ = ["KeptSteps", "Runtime", "Setting", "hindered", "migrate"]
