"""The runtime put together: intake, worker, platforms and people over one database, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.workflows.contracts import Contracts
from govkit.functions.calling import Dispatch
from govkit.functions.loading import FOLDER, load_functions
from govkit.spec.openapi import Contract
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.platforms import Platforms
from govkit.sync.calls.refusals import CallRefused
from govkit.sync.effects.ledger import Ledger
from govkit.sync.effects.sending import Sender
from govkit.sync.engine.durable import Durable, KeptSteps
from govkit.sync.engine.identity import Identity, identify
from govkit.sync.engine.worker import Limits, Worker
from govkit.sync.exceptions.people import Queue
from govkit.sync.inbox.intake import Intake
from govkit.sync.lanes import Lanes
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.running.runs import Runner
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database
from govkit.sync.values import Arrived, Taken


@dataclass(frozen=True)
class Setting:
    """What the runtime works with: an estate at a folder, the contracts of its versions, a database, addresses."""

    estate: Estate
    folder: Path
    read: Callable[[VersionOf], Contract]
    database: Database
    addresses: Addresses = field(default_factory=Addresses)
    limits: Limits = field(default_factory=Limits)
    clients: str = "clients"
    functions: str = FOLDER
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    probe: Callable[[str, str], None] = lambda _, __: None


class Runtime:
    """The runtime of an estate. Nothing of it runs before `start`."""

    def __init__(self, setting: Setting) -> None:
        """Raises InputError where the workflows, or the functions, of the estate are not in order."""
        self.setting = setting
        self.contracts = Contracts(setting.estate, setting.read)
        self.subscriptions = EstateSubscriptions(setting.estate, self.contracts.is_function)
        self.platforms = Platforms(
            self.contracts, setting.folder / setting.clients, addresses=setting.addresses, now=setting.now
        )
        self.lanes = Lanes(setting.database)
        self.people = Queue(self.lanes, setting.now)
        self.pins = Pins()
        self.intake = Intake(setting.database, self.subscriptions, setting.now)
        self.fatal: Callable[[BaseException], None] = lambda _: None
        self._worker: Worker | None = None
        self._identity: Identity | None = None
        ledger = Ledger(setting.database, setting.now)
        self.runner = Runner(
            setting.database,
            self.lanes,
            self.pins,
            Sender(ledger, self.platforms, setting.now, setting.probe),
            self.people,
            self._functions(),
            lambda _: (lambda _: None, lambda _, __: None),
            setting.now,
            setting.sleep,
            hindered,
            lambda _, __, ___: self.wake(),
        )

    def _functions(self) -> Dispatch | None:
        """The functions of the estate, loaded: this runs its code."""
        described = [one for one in self.setting.estate.versions() if self.contracts.is_function(one)]
        if not described:
            return None
        contract = self.contracts.contract(described[-1])
        assert contract is not None, "it was asked whether it describes functions"
        return Dispatch(contract, load_functions(self.setting.folder / self.setting.functions))

    def take(self, arrived: Arrived) -> Taken:
        """Takes an event in, and lets the worker know."""
        taken = self.intake.take(arrived)
        self.wake()
        return taken

    # ----------------------------------------------------------------------------------------------------------- worker

    def prepare(self) -> None:
        """Makes the tables of a database of its own, and keeps what new runs run."""
        if self.setting.database.is_sqlite:
            migrate(self.setting.database)
        self.setting.database.verify()
        with self.setting.database.begin() as connection:
            self.setting.database.lock(connection, ["pins"])
            for pin in self.subscriptions.pins:
                self.pins.keep(connection, pin, self.setting.now())

    def start(self) -> str:
        """Starts a worker; its name. Raises UsageError where there may be none."""
        self._identity = identify(self.setting.database)
        name = self._identity.name
        durable = Durable(self.setting.database, name, self.runner.stretch)
        worker = Worker(
            self.setting.database,
            durable,
            self._identity,
            self.setting.now,
            self.setting.limits,
            deadly=self.runner.give_up,
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
        self.platforms.close()

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
    if isinstance(error, CallRefused):
        return getattr(error, "kind", "call"), str(error)
    return None


__all__ = ["KeptSteps", "Runtime", "Setting", "hindered", "migrate"]
