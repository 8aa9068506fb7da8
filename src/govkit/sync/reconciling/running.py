"""One reconciliation from its beginning to its end: all systems are read, compared, kept, and repaired as it says."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.engine import Connection

from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.found import records_given
from govkit.catalog.workflows.model import FoundTrigger
from govkit.errors import GovkitError, InputError
from govkit.sync.calls.lists import Call
from govkit.sync.identity.reading import Reader
from govkit.sync.identity.register import Register
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.subscribing import Subscription, Subscriptions
from govkit.sync.reconciling.findings import Difference, Figures
from govkit.sync.reconciling.keeping import Begun, Keeping
from govkit.sync.reconciling.plan import Plan, plan_of
from govkit.sync.reconciling.repairing import Repairs, Sent, body_of, repairable, settle
from govkit.sync.store.database import Database

if TYPE_CHECKING:
    from govkit.sync.reconciling.extracting import Extracted, Extracting
    from govkit.sync.reconciling.judging import Judging

_LOG = logging.getLogger("govkit.sync")
_BEAT = 10.0


@dataclass(frozen=True)
class Place:
    """Where reconciliations run: an estate below a folder, its systems as `call` reaches them, a database."""

    contracts: Contracts
    top: Path
    call: Call
    database: Database
    subscriptions: Subscriptions
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    keep: Callable[[Connection, Subscription], None] = lambda _connection, _subscription: None
    memory: str = "1GB"
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{time.time_ns()}")

    @property
    def keeping(self) -> Keeping:
        """The runs of its database."""
        return Keeping(self.database, self.now, self.holder)

    @property
    def repairs(self) -> Repairs:
        """What sends repairs."""
        intake = Intake(self.database, self.subscriptions, self.now)
        return Repairs(self.database, self.subscriptions, intake, self.now, self.keep)


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `run` is its number, which a dry run has none of."""

    plan: Plan
    figures: Figures
    differences: Sequence[Difference]
    started_at: float
    run: int | None = None
    sent: Sequence[Sent] = ()


class Failed(InputError):
    """A run that could not be brought to its end; nothing of it counts."""


class Reconciling:
    """Runs reconciliations in a place. `tell` hears what it is doing."""

    def __init__(self, place: Place, tell: Callable[[str], None] = lambda _: None) -> None:
        self._place = place
        self._tell = tell
        self._beaten = 0.0

    def try_out(self, name: str) -> Outcome:
        """Compares and keeps nothing: the database of the place must be one that is thrown away."""
        plan = plan_of(self._place.contracts.estate, name)
        started = self._place.now()
        figures, differences, _ = self._compared(plan, lambda: None, started)
        return Outcome(plan, figures, differences, started)

    def run(self, name: str, by: str) -> Outcome:
        """Compares, keeps what was found, and repairs where the entry says so. Raises Busy, Failed, InputError."""
        place = self._place
        plan = plan_of(place.contracts.estate, name)
        settle(place.database, place.now())
        keeping = place.keeping
        begun = keeping.begin(name, by)
        try:
            figures, differences, bodies = self._compared(plan, lambda: self._beat(keeping, begun), begun.started_at)
            settle(place.database, place.now())
            opened = keeping.finish(begun, figures, differences, bodies)
        except GovkitError as error:
            keeping.fail(begun, str(error))
            raise
        except BaseException as error:
            keeping.fail(begun, f"{type(error).__name__}: {error}")
            raise
        sent = place.repairs.send(name, None, by) if plan.spec.repair == "write" and opened else ()
        return Outcome(plan, figures, differences, begun.started_at, begun.id, sent)

    def _beat(self, keeping: Keeping, begun: Begun) -> None:
        if self._place.now() - self._beaten > _BEAT:
            self._beaten = self._place.now()
            keeping.beat(begun)

    def _compared(
        self, plan: Plan, keep: Callable[[], None], started: float
    ) -> tuple[Figures, list[Difference], Mapping[tuple[str, str], Mapping[str, Any]]]:
        from govkit.sync.reconciling.comparing import Bulk
        from govkit.sync.reconciling.extracting import Extracting, Unread
        from govkit.sync.reconciling.judging import Judging

        place = self._place
        if plan.spec.consumer is None and any(plan.file(one, place.top) is None for one in plan.systems):
            raise InputError(
                f"{plan.name} does not say whose grants it reads with",
                place=plan.entry.place(("spec",)),
                hint="name a `consumer`, or files as `sources`",
            )
        register = Register(place.contracts.estate, place.database, place.now)
        consumer = str(plan.spec.consumer or "")
        reader = Reader(place.contracts, register, place.call, consumer, place.sleep)
        with _folder() as folder, _bulk(Bulk, folder, place.memory) as bulk:
            extracting = Extracting(plan, reader, register, bulk, folder, place.top, keep)
            read = {}
            try:
                for system in plan.systems:
                    self._tell(f"reading {system}")
                    read[system] = extracting.read(system)
            except Unread as error:
                raise Failed(f"{plan.name} failed, and nothing is said of it: {error}") from error
            for system in plan.systems:
                self._tell(f"mapping {system}")
                extracting.side(read[system])
            keep()
            self._tell("comparing")
            judging = Judging(plan, bulk)
            judged = judging.judge(read)
            keep()
            bodies = self._bodies(plan, extracting, read, judging, judged.differences, started)
        return judged.figures, judged.differences, bodies

    def _bodies(
        self,
        plan: Plan,
        extracting: Extracting,
        read: Mapping[str, Extracted],
        judging: Judging,
        found: Sequence[Difference],
        started: float,
    ) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The events that would repair what was found, of objects whose records are all there."""
        if plan.spec.repair == "report":
            return {}
        finds = repairable(found, plan.name, self._place.subscriptions)
        several: dict[tuple[str, str], list[Difference]] = {}
        for one in found:
            if (one.system, one.object) in finds:
                several.setdefault((one.system, one.object), []).append(one)
        needed = {key: _records(plan, key[0], finds[key]) for key in several}
        objects: dict[str, list[str]] = {}
        for (_, object_), systems in needed.items():
            for system in systems:
                objects.setdefault(system, []).append(object_)
        called = {system: judging.called(system, names) for system, names in objects.items()}
        originals = {system: extracting.originals(read[system], set(ids.values())) for system, ids in called.items()}
        read_at = datetime.fromtimestamp(started, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        bodies: dict[tuple[str, str], Mapping[str, Any]] = {}
        for key, systems in needed.items():
            records = {one: originals[one].get(called[one].get(key[1], "")) for one in systems}
            if all(one is not None for one in records.values()):
                bodies[key] = body_of(plan.name, plan.entity.name, several[key], records, read_at)
        return bodies


def _records(plan: Plan, system: str, finds: Literal["differs", "missing"]) -> tuple[str, ...]:
    """The systems whose records a workflow is given that repairs what was found of a system."""
    return records_given(plan.estate, plan.spec, FoundTrigger(plan.name, system, finds))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for what was read, which is gone afterwards: it holds what systems say of customers."""
    with tempfile.TemporaryDirectory(prefix="govkit-reconcile-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def _bulk(make: Any, folder: Path, memory: str) -> Iterator[Any]:
    made = make(folder, memory)
    try:
        yield made
    finally:
        made.close()
