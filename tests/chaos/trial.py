"""One trial: a story is played against mocks that fail, workers die, and in the end the ledgers are compared."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from govkit import api
from govkit.gate.estates.loading import open_estate
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.inbox.intake import Intake
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.service import migrate
from govkit.sync.store.database import Database
from govkit.sync.store.tables import AUDIT, EFFECTS, EVENTS, EXCEPTIONS, LOADS, RUNS
from govkit.sync.values import Arrived
from tests.chaos.desk import ACTOR
from tests.chaos.loaders import Loaders
from tests.chaos.processes import Zygote, is_alive
from tests.chaos.story import Change, faults, listed, story, unready

_DESK_DIES = 0.005
"""How likely a desk dies within a turn of the trial, of which there are some forty a second."""
_CREATIONS = ("createCharge", "createVoid", "createNote", "createOrder")


@dataclass(frozen=True)
class Order:
    """What a trial is to be like."""

    seed: int
    kills: int
    store: str = "sqlite"
    subscriptions: int = 25
    changes: int = 8
    workers: int = 1
    rate: float = 1.0
    patience: float = 240.0
    shift: bool = False
    """Whether the clock jumps by 25 hours in the middle, while nobody works."""
    desks: int = 0
    """How many people act on what waits for them, while workers die, and who die themselves in the middle of it."""
    acts: int = 0
    """How often they have acted at least before it comes to its end."""
    loads: int = 0
    """How many changes of each subscription are listed, and loaded beside the events by commands that die."""
    command_kills: int = 0
    """How often `govkit sync bulk` itself is killed at least while a load is its own."""


@dataclass
class Verdict:
    """What came of it."""

    seed: int
    store: str
    kills: int = 0
    boundaries: Counter[str] = field(default_factory=Counter)
    effects: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    wrong_state: list[str] = field(default_factory=list)
    unknown_queued: int = 0
    unqueued: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    restarts: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    desk_kills: int = 0
    loaded: int = 0
    load_kills: int = 0
    command_kills: int = 0
    crashes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is lost, doubled, out of order, wrong, or unknown to people."""
        wrong = (self.lost, self.doubled, self.out_of_order, self.wrong_state, self.unqueued, self.crashes)
        return not any(wrong)


class Trial:
    """A trial on its way. `server` can be restarted where there is one."""

    def __init__(self, order: Order, estate: Path, address: str, log: Path, zygote: Zygote, server: Any = None) -> None:
        self.order = order
        self.verdict = Verdict(order.seed, order.store)
        self._estate = estate
        self._address = address
        self._log = log
        self._zygote = zygote
        self._server = server
        self._rng = random.Random(f"trial {order.seed}")
        self._listed = listed(order.seed, order.subscriptions, order.loads)
        self._told = story(order.seed, order.subscriptions, order.changes)
        self._story = [*self._told, *self._listed]
        self._database = Database(address, pool=4)
        self._workers: list[int] = []
        self._desks: list[int] = []
        self._loaders: Loaders | None = None
        self._shift = 0.0
        self._lot = 0
        self._struck: list[tuple[float, list[int]]] = []

    def play(self) -> Verdict:
        """Plays it to its end."""
        started = time.monotonic()
        with api.mock("billing", "erp", "success", seed=self.order.seed, cwd=self._estate) as mock:
            self._mock = mock
            subscriptions = [
                {"id": f"sub-{number:03}", "customer": f"c-{number}"} for number in range(self.order.subscriptions)
            ]
            mock.seed("/subscriptions", subscriptions, system="billing")
            if self._listed:
                mock.seed("/changes", [one.body for one in self._listed], system="billing", replace=True)
            mock.faults.replace([*faults(self.order.rate), *([unready()] if self.order.desks else [])])
            migrate(self._database)
            if self.order.loads:
                seed, address = self.order.seed, mock.address
                self._loaders = Loaders(seed, self._zygote, self._database, self._estate, address, self._log)
            sender = threading.Thread(target=self._send, daemon=True)
            sender.start()
            try:
                self._kill_until(sender)
                self._finish()
            finally:
                self._stop()
                self._database.close()
            self._judge(mock.ledger(limit=1_000_000))
        self.verdict.seconds = round(time.monotonic() - started, 1)
        return self.verdict

    # ----------------------------------------------------------------------------------------------------------- events

    def _send(self) -> None:
        """Tells the story: some of it twice, some of it later than what came after it."""
        estate = open_estate(cwd=self._estate)
        intake = Intake(self._database, EstateSubscriptions(estate, lambda _: False), lambda: time.time() + self._shift)
        self._keep_pins(intake, estate)
        rng = random.Random(f"sender {self.order.seed}")
        waiting = list(self._told)
        while waiting:
            at = 0 if rng.random() < 0.8 else min(len(waiting) - 1, rng.randint(1, 5))
            change = waiting.pop(at)
            for _ in range(2 if rng.random() < 0.2 else 1):
                self._take(intake, change)
            if rng.random() < 0.1:
                time.sleep(rng.random() * 0.2)

    def _keep_pins(self, intake: Intake, estate: Any) -> None:
        from govkit.sync.running.pins import Pins

        with self._database.begin() as connection:
            self._database.lock(connection, ["pins"])  # a worker that starts keeps the same
            for pin in EstateSubscriptions(estate, lambda _: False).pins:
                Pins().keep(connection, pin, time.time())

    def _take(self, intake: Intake, change: Change) -> None:
        arrived = Arrived("billing", change.id, "billing.subscription.changed", "webhook", change.body)
        while True:
            try:
                intake.take(arrived)
            except DBAPIError:
                time.sleep(0.1)  # as a sender does that gets no 2xx
            else:
                return

    # ---------------------------------------------------------------------------------------------------------- workers

    def _fork(self, *, kills: bool = True) -> None:
        self._lot += 1
        self._workers.append(
            self._zygote.fork(
                {
                    "database": self._database.url.render_as_string(hide_password=False),
                    "mocks": self._mock.address,
                    "log": str(self._log),
                    "lot": f"{self.order.seed} {self._lot}",
                    "odds": self._odds if kills else 0.0,
                    "shift": self._shift,
                }
            )
        )

    @property
    def _odds(self) -> float:
        """How likely a boundary kills: so that about two thirds of the kills are at one."""
        boundaries = 3 * sum(len(change.created) + 1 for change in self._story)
        return min(0.2, 0.66 * self.order.kills / boundaries)

    def _kill_until(self, sender: threading.Thread) -> None:
        """Keeps workers at work, and kills them, until the story is told and enough have died."""
        until = time.monotonic() + self.order.patience
        next_kill = time.monotonic() + 1.0
        shifted = not self.order.shift
        restarted = self._server is None
        while time.monotonic() < until:
            self._keep_working()
            self._keep_acting()
            self._keep_loading()
            died = self.verdict.kills
            if not shifted and died >= self.order.kills // 2:
                shifted = True
                self._jump()
            if not restarted and died >= self.order.kills // 3:
                restarted = self._restart_server()
            if time.monotonic() >= next_kill and died < self.order.kills:
                self._kill(self._rng.choice(self._workers))
                next_kill = time.monotonic() + self._rng.uniform(1.5, 5.0)
            if (
                not sender.is_alive()
                and (died >= self.order.kills or self._is_quiet())
                and self._is_acted()
                and self._is_loaded()
            ):
                return
            time.sleep(0.02)

    def _keep_working(self) -> None:
        for process in [one for one in self._workers if not is_alive(one)]:
            self._workers.remove(process)
            self._died(process)
        while len(self._workers) < self.order.workers:
            self._fork(kills=self.verdict.kills < self.order.kills)

    def _keep_acting(self) -> None:
        """People come back to their desks; now and then one dies in the middle of an act."""
        for process in [one for one in self._desks if not is_alive(one)]:
            self._desks.remove(process)
        while len(self._desks) < self.order.desks:
            self._lot += 1
            address = self._database.url.render_as_string(hide_password=False)
            lot = f"{self.order.seed} {self._lot}"
            self._desks.append(self._zygote.fork({"desk": lot, "database": address, "shift": self._shift}))
        if self._desks and self._rng.random() < _DESK_DIES:
            self._kill(self._rng.choice(self._desks))
            self.verdict.desk_kills += 1

    def _keep_loading(self) -> None:
        """The same is loaded by all, so that each takes over from the others."""
        if self._loaders is not None:
            self._loaders.keep(self._shift)
            self.verdict.load_kills, self.verdict.command_kills = self._loaders.kills, self._loaders.command_kills
            self.verdict.crashes = self._loaders.crashes

    def _is_loaded(self) -> bool:
        """Whether all that is listed was taken, and the list was read to its end afterwards."""
        if not self._listed:
            return True
        of_loads = sa.select(sa.func.count()).where(EVENTS.c.channel == "bulk")
        done = sa.select(sa.func.count()).where(LOADS.c.state == "done")
        with self._database.reading() as connection:
            self.verdict.loaded = int(connection.execute(done).scalar_one())
            taken = int(connection.execute(of_loads).scalar_one())
        enough = self.verdict.loaded > 1 and self.verdict.command_kills >= self.order.command_kills
        return enough and taken >= len(self._listed)

    def _died(self, process: int) -> None:
        """Counts a death, and notes the runs that it struck."""
        self.verdict.kills += 1
        at, name = time.time(), self._name_of(process)
        with suppress(DBAPIError), self._database.reading() as connection:
            theirs = sa.select(RUNS.c.id).where(RUNS.c.state == "running", RUNS.c.executor == name)
            self._struck.append((at, list(connection.execute(theirs).scalars())))

    def _name_of(self, process: int) -> str:
        """The name that a worker had."""
        return next((one["name"] for one in reversed(self._logged()) if one.get("worker") == process), "")

    def _logged(self) -> list[dict[str, Any]]:
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]

    def _kill(self, process: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        while is_alive(process):
            time.sleep(0.005)

    def _restart_server(self) -> bool:
        self._server.restart(immediate=True)
        self.verdict.restarts += 1
        return True

    def _jump(self) -> None:
        """A day and an hour go by, while nobody works: no platform remembers a key of before."""
        for process in (*self._workers, *self._desks):
            self._kill(process)
        if self._loaders is not None:
            self._loaders.stop()
        self._shift += 25 * 3600
        self._mock.clock.advance("PT25H")

    def _stop(self) -> None:
        for process in (*self._workers, *self._desks):
            self._kill(process)
        if self._loaders is not None:
            self._loaders.stop()
        self._workers.clear()
        self._desks.clear()

    # -------------------------------------------------------------------------------------------------------------- end

    def _is_quiet(self) -> bool:
        """Whether nothing goes on by itself any more."""
        busy = sa.select(sa.func.count()).where(RUNS.c.state.in_(("ready", "running", "waiting")))
        with self._database.reading() as connection:
            return connection.execute(busy).scalar() == 0

    def _finish(self) -> None:
        """Lets it come to rest without further deaths; people decide what is theirs to decide."""
        self._stop()
        self._mock.faults.replace([one for one in faults(0.0) if one["name"] == "refusal"])
        until = time.monotonic() + self.order.patience
        while time.monotonic() < until:
            self._keep_working()
            if self._is_quiet() and not self._decided():
                return
            time.sleep(0.05)
        raise TimeoutError(f"seed {self.order.seed} does not come to rest: {self._standing()}")

    def _standing(self) -> list[Any]:
        count = sa.select(RUNS.c.state, RUNS.c.note, sa.func.count()).group_by(RUNS.c.state, RUNS.c.note)
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(count)]

    def _decided(self) -> bool:
        """Decides what is open, as people who look into the platforms would; whether there was anything."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(EXCEPTIONS).where(EXCEPTIONS.c.state == "open")).all()
        actions = Actions(self._database, actor="trial", now=lambda: time.time() + self._shift)
        ledger = self._mock.ledger(limit=1_000_000) if rows else []
        for row in rows:
            self._check_context(row)
            if row.unknown:
                self.verdict.unknown_queued += 1
                self._decide(actions, row, ledger)
            elif row.compensated:
                actions.dismiss(Narrowed(ids=(row.id,)), "customer success will not have it")
            else:
                actions.retry(Narrowed(ids=(row.id,)))
        return bool(rows)

    def _decide(self, actions: Actions, row: Any, ledger: list[dict[str, Any]]) -> None:
        body = json.loads(row.request)["body"]
        operation = json.loads(row.request)["operation"]
        made = [
            one
            for one in ledger
            if one["committed"] and one["operation"] == operation and _meant(one) == _meant_by(body)
        ]
        if made:
            answers = self._mock.records(_COLLECTIONS[operation], system=_SYSTEMS[operation]) if made else []
            answer = next((one for one in answers if _meant_by(one) == _meant_by(body)), {})
            actions.decide(row.id, "committed", answer)
        else:
            actions.decide(row.id, "absent")

    def _check_context(self, row: Any) -> None:
        """Each exception names customer, contract, region, amount, workflow and owner."""
        for name in ("customer", "contract", "region", "amount", "currency", "workflow", "owner"):
            if not getattr(row, name):
                self.verdict.unqueued.append(f"exception {row.id} has no {name}")

    # ---------------------------------------------------------------------------------------------------------- verdict

    def _judge(self, ledger: list[dict[str, Any]]) -> None:
        committed = [one for one in ledger if one["committed"]]
        self.verdict.effects = len(committed)
        self._judge_creations(committed)
        self._judge_order(committed)
        self._judge_state(committed)
        self._judge_queue()
        self._judge_acts()
        self._read_log()

    def _judge_creations(self, committed: list[dict[str, Any]]) -> None:
        made = Counter(_effect(one) for one in committed if one["operation"] in _CREATIONS)
        wanted = Counter(effect for change in self._story for effect in change.created)
        self.verdict.lost += [" ".join(one) for one in (wanted - made).elements()]
        self.verdict.doubled += [" ".join(one) for one in (made - wanted).elements()]

    def _arrivals(self) -> dict[str, int]:
        database = Database(self._address, pool=1)
        with database.reading() as connection:
            rows = connection.execute(sa.select(EVENTS.c.body, EVENTS.c.seq)).all()
        database.close()
        return {json.loads(row.body)["id"]: row.seq for row in rows}

    def _judge_order(self, committed: list[dict[str, Any]]) -> None:
        """For each subscription, the first commit of each kind comes in the order in which its events arrived."""
        arrived = self._arrivals()
        of = {change.id: change.subscription for change in self._story}
        last: dict[tuple[str, str], int] = {}
        for one in committed:
            reference = one["body"].get("reference", "")
            kind = (of.get(reference, ""), one["operation"])
            place = arrived.get(reference, 0)
            if place < last.get(kind, 0):
                self.verdict.out_of_order.append(f"{one['operation']} {reference}")
            last[kind] = max(place, last.get(kind, 0))

    def _judge_state(self, committed: list[dict[str, Any]]) -> None:
        """Each account is as the last event that customer success takes has it."""
        arrived = self._arrivals()
        wanted: dict[str, Change] = {}
        for change in sorted(self._story, key=lambda one: arrived.get(one.id, 0)):
            if not change.is_refused:
                wanted[change.subscription] = change
        found: dict[str, Any] = {}
        for one in committed:
            if one["operation"] == "putAccount":
                found[str(one["path"]).rpartition("/")[2]] = one["body"]
        for name, change in wanted.items():
            if found.get(name, {}).get("reference") != change.id:
                self.verdict.wrong_state.append(f"{name}: {found.get(name)} and not {change.id}")

    def _judge_queue(self) -> None:
        """What nobody knows of is in the queue, and nothing is open without being there."""
        database = Database(self._address, pool=1)
        with database.reading() as connection:
            known = sa.select(EXCEPTIONS.c.effect)
            open_ = sa.select(EFFECTS.c.key, EFFECTS.c.step).where(
                EFFECTS.c.state.in_(("sending", "unknown")),
                EFFECTS.c.key.not_in(known.where(EXCEPTIONS.c.effect.is_not(None))),
            )
            self.verdict.unqueued += [f"{row.step} {row.key}" for row in connection.execute(open_)]
            left = sa.select(RUNS.c.id, RUNS.c.state).where(RUNS.c.state.not_in(("done", "dismissed")))
            self.verdict.lost += [f"run {row.id} is {row.state}" for row in connection.execute(left)]
        database.close()

    @staticmethod
    def _acts(database: Database) -> list[Any]:
        """What people did at their desks."""
        theirs = sa.select(AUDIT.c.action, AUDIT.c.exception).where(AUDIT.c.actor.like(f"{ACTOR} %"))
        with database.reading() as connection:
            return list(connection.execute(theirs))

    def _is_acted(self) -> bool:
        return not self.order.acts or len(self._acts(self._database)) >= self.order.acts

    def _judge_acts(self) -> None:
        """Nobody acted on an exception on which somebody had acted already."""
        database = Database(self._address, pool=1)
        acts = self._acts(database)
        database.close()
        self.verdict.acts = Counter(row.action for row in acts)
        again = Counter(row.exception for row in acts if row.exception is not None)
        self.verdict.doubled += [f"acts on exception {one}" for one, times in again.items() if times > 1]

    def _read_log(self) -> None:
        """How long it took until a run that a death struck went on."""
        begun: dict[int, list[float]] = {}
        for said in self._logged():
            if "kill" in said:
                self.verdict.boundaries[said["kill"]] += 1
            elif "run" in said:
                begun.setdefault(said["run"], []).append(said["at"])
        for at, runs in self._struck:
            for run in runs:
                again = [one for one in begun.get(run, ()) if one > at]
                if again:
                    self.verdict.recoveries.append(again[0] - at)


_COLLECTIONS = {"createCharge": "/charges", "createVoid": "/voids", "createNote": "/notes", "createOrder": "/orders"}
_SYSTEMS = {"createCharge": "billing", "createVoid": "billing", "createNote": "billing", "createOrder": "erp"}


def _effect(entry: dict[str, Any]) -> tuple[str, ...]:
    body = entry["body"]
    line = (body["line"],) if entry["operation"] == "createNote" else ()
    return (entry["operation"], body["reference"], *line)


def _meant(entry: dict[str, Any]) -> tuple[Any, ...]:
    return _meant_by(entry["body"])


def _meant_by(body: dict[str, Any]) -> tuple[Any, ...]:
    return (body.get("reference"), body.get("line"))
