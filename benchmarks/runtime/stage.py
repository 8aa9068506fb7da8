"""The estate of the trials by chaos with platforms that answer at once, in the process, and what is told of it."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govkit.gate.estates.loading import open_estate
from govkit.sync.engine.worker import Limits
from govkit.sync.service import Runtime, Setting
from govkit.sync.store.database import Database
from govkit.sync.values import Answered, Arrived, Asked, Json, Traits
from tests.chaos.processes import ESTATE
from tests.chaos.worker import reader

READS = ("subscription", "look")
"""The steps of its workflow that only read: each is one commit, and a step that writes is three."""
SECRET = "BENCHMARK_WEBHOOK_SECRET"


def made(folder: Path) -> Path:
    """The estate in a folder of its own; its billing signs its webhooks."""
    estate = folder / "estate"
    shutil.copytree(ESTATE, estate)
    system = estate / "catalog" / "systems" / "billing.yaml"
    signs = f"integration: {{webhooks: {{scheme: standard-webhooks, secretEnv: {SECRET}}}, "
    system.write_text(system.read_text().replace("integration: {", signs))
    api = estate / "catalog" / "apis" / "billing.yaml"  # a draft sends nothing
    api.write_text(api.read_text().replace("lifecycle: draft", "lifecycle: active, released: 2026-01-01"))
    return estate


def change(number: int, lot: str, key: str | None = None) -> Arrived:
    """An event; each has a key of its own unless one is given."""
    subscription = f"sub-{lot}-{number}" if key is None else key
    data = {
        "subscription": subscription,
        "change": number,
        "tier": "base",
        "lines": [{"id": "line-0"}],
        "customer": f"customer of {subscription}"[:60],
        "contract": f"contract of {subscription}"[:60],
        "region": "eu",
        "amount": "1204.50",
        "currency": "EUR",
    }
    name = f"evt-{lot}-{number}"
    body = {"id": name, "type": "subscription.changed", "data": data}
    return Arrived("billing", name, "billing.subscription.changed", "webhook", body)


@dataclass(frozen=True)
class AtOnce:
    """Platforms that do what is asked, at once. `inner` knows how operations behave."""

    inner: Any

    def call(self, asked: Asked) -> Answered:
        """Says that it is done."""
        if asked.operation == "listOrders":
            return Answered(200, {"items": []}, {"content-type": "application/json"})
        given: dict[str, Json] = dict(asked.body) if isinstance(asked.body, dict) else {"customer": "c-1"}
        status = 201 if asked.operation.startswith("create") else 200
        return Answered(status, {"id": "made-1", **given}, {"content-type": "application/json"})

    def traits(self, api: str, operation: str) -> Traits:
        """As the estate has them."""
        found: Traits = self.inner.traits(api, operation)
        return found

    def ready_at(self, _: str, *, yields: bool = False) -> float:  # noqa: ARG002 - as all callers have it
        """Now."""
        return 0.0


@dataclass
class Told:
    """What is measured of runs while they run. `steps` are seconds by kind of step."""

    through: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)
    steps: dict[str, list[float]] = field(default_factory=lambda: {"read": [], "write": []})

    def ended(self) -> None:
        """A run is through."""
        with self.changed:
            self.through += 1
            self.changed.notify_all()

    def wait(self, count: int, seconds: float) -> int:
        """Waits until so many are through, no longer than said; how many are."""
        with self.changed:
            self.changed.wait_for(lambda: self.through >= count, seconds)
            return self.through


class _Timed:
    """A journal whose steps are timed."""

    def __init__(self, inner: Any, told: Told) -> None:
        self._inner = inner
        self._told = told

    def has(self, place: str) -> bool:
        return bool(self._inner.has(place))

    def do(self, place: str, perform: Callable[[], dict[str, Json]]) -> dict[str, Json]:
        start = time.perf_counter()
        found: dict[str, Json] = self._inner.do(place, perform)
        kind = "read" if place.partition("#")[0] in READS else "write"
        self._told.steps[kind].append(time.perf_counter() - start)
        return found


@contextmanager
def runtime(folder: Path, url: str, threads: int) -> Iterator[tuple[Runtime, Told]]:
    """The runtime over a database; it is started by whoever asks for it."""
    estate = open_estate(cwd=folder)
    database = Database(url)
    runtime = Runtime(Setting(estate, folder, reader(estate), database, limits=Limits(per_workflow=threads)))
    runner, told = runtime.runner, Told()
    runner.sender = replace(runner.sender, caller=AtOnce(runtime.platforms))
    wake, stretch = runner.told, runner.stretch

    def ended(kind: str, row: Any, ending: Any) -> None:
        wake(kind, row, ending)
        if kind != "through":
            raise RuntimeError(f"run {row.id} is {kind}: {ending}")
        told.ended()

    def timed(run: int, number: int, journal: Any) -> None:
        stretch(run, number, _Timed(journal, told))

    runner.told = ended
    runner.stretch = timed  # type: ignore[method-assign]
    runtime.prepare()
    try:
        yield runtime, told
    finally:
        runtime.stop()
        database.close()


@contextmanager
def commits(engine: sa.Engine) -> Iterator[Counter[str]]:
    """Counts the transactions that change something, and all statements, while it is open."""
    counted: Counter[str] = Counter()

    def executed(connection: sa.Connection, _: Any, statement: str, *__: Any) -> None:
        counted["statements"] += 1
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            connection.info["changed"] = True

    def committed(connection: sa.Connection) -> None:
        counted["commits"] += bool(connection.info.pop("changed", False))

    sa.event.listen(engine, "before_cursor_execute", executed)
    sa.event.listen(engine, "commit", committed)
    try:
        yield counted
    finally:
        sa.event.remove(engine, "before_cursor_execute", executed)
        sa.event.remove(engine, "commit", committed)


def parts(seconds: list[float]) -> dict[str, float]:
    """The middle and the slowest hundredth, in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {}
    return {f"p{part}_ms": round(ordered[len(ordered) * part // 100] * 1000, 2) for part in (50, 99)}
