"""One measurement in a process of its own: `python -m benchmarks.runtime.cells NAME ORDER` prints it, as JSON.

The order is a JSON object: `url` of the database, `estate`, `threads`, `runs` at most, `seconds` at most, `lot` that
tells its events from others, and what a cell needs besides.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import uvicorn
from dbos import DBOS, DBOSConfig
from dbos import DBOSPortableJSONSerializer as PortableJson

from benchmarks.runtime.stage import SECRET, change, commits, parts, runtime
from govkit.catalog.workflows.check import read_all
from govkit.mocks.listening import bound
from govkit.sync.inbox.receiver import Receiver
from govkit.sync.inbox.refusals import Ledger
from govkit.sync.inbox.senders import senders_of
from govkit.sync.service import Runtime
from govkit.sync.store.database import Database
from govkit.sync.telemetry.figures import families
from govkit.sync.telemetry.standing import standing

_WARM = 20


def ours(order: dict[str, Any]) -> dict[str, Any]:
    """Runs a second: events are taken in one after the other, then a worker runs them."""
    runs, lot = int(order["runs"]), str(order["lot"])
    with runtime(Path(order["estate"]), order["url"], int(order["threads"])) as (made, told):
        made.start()
        with commits(made.setting.database.engine) as counted:
            for number in range(_WARM):
                made.take(change(number, f"{lot}-warm"))
            told.wait(_WARM, 120)
            time.sleep(0.2)  # the engine marks the last of them as done
        for seconds in told.steps.values():
            seconds.clear()
        start, used = time.perf_counter(), time.process_time()
        for number in range(runs):
            made.take(change(number, lot))
        taken = time.perf_counter() - start
        done = told.wait(_WARM + runs, float(order["seconds"])) - _WARM
        found = _rate(done, start, used)
        found["take_part"] = round(taken * found["per_second"] / max(done, 1), 2)
        return {
            **found,
            "commits": round(counted["commits"] / _WARM, 1),
            "statements": round(counted["statements"] / _WARM, 1),
            "step_reads": parts(told.steps["read"]),
            "step_writes": parts(told.steps["write"]),
        }


def bare(order: dict[str, Any]) -> dict[str, Any]:
    """Workflows a second of the engine alone: plain steps, as many as make the same number of commits."""
    runs = int(order["runs"])
    database = Database(order["url"])
    _launch(database, str(order["lot"]))
    with commits(database.engine) as counted:
        for _ in range(_WARM):
            _plain(1)
    steps = round(order["commits"] - counted["commits"] / _WARM) + 1
    with commits(database.engine) as counted:
        for _ in range(_WARM):
            _plain(steps)
    _TOOK.clear()
    until = time.perf_counter() + float(order["seconds"])

    def work(_: int) -> int:
        if time.perf_counter() > until:
            return 0
        _plain(steps)
        return 1

    start, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(int(order["threads"])) as pool:
        finished = sum(pool.map(work, range(runs)))
    found = _rate(finished, start, used)
    counts = {name: round(counted[name] / _WARM, 1) for name in ("commits", "statements")}
    return {**found, **counts, "step": parts(_TOOK)}


def _launch(database: Database, executor: str) -> None:
    """The engine over a database, as the runtime sets it up."""
    url = database.url.render_as_string(hide_password=False)
    config = DBOSConfig(
        name="bare",
        system_database_url=url,
        system_database_engine=database.engine,
        application_version="1",
        executor_id=executor,
        serializer=PortableJson(),
        use_listen_notify=False,
        notification_listener_polling_interval_sec=5.0,
        log_level="WARNING",
        run_migrations=database.is_sqlite,
    )
    DBOS(config=config)
    DBOS.launch()


_TOOK: list[float] = []
_KEPT = {"status": 201, "at": 1.5, "body": '{"id":"made-1","reference":"evt-1","change":1}', "state": "committed"}


@DBOS.workflow(name="plain")
def _plain(steps: int) -> None:
    for number in range(steps):
        start = time.perf_counter()
        DBOS.run_step({"name": f"step-{number}"}, lambda: _KEPT)
        _TOOK.append(time.perf_counter() - start)


def worker(order: dict[str, Any]) -> dict[str, Any]:
    """Works until its standard input ends."""
    with runtime(Path(order["estate"]), order["url"], int(order["threads"])) as (made, _):
        made.start()
        print("ready", flush=True)
        sys.stdin.read()
    return {}


def intake(order: dict[str, Any]) -> dict[str, Any]:
    """Events a second that the intake takes, each in a transaction of its own."""
    with runtime(Path(order["estate"]), order["url"], 1) as (made, _):
        return {**_taken(made, order, 1), "threads_8": _taken(made, order, 8)}


def _taken(made: Runtime, order: dict[str, Any], threads: int) -> dict[str, Any]:
    took: list[float] = []

    def take(number: int) -> None:
        start = time.perf_counter()
        made.intake.take(change(number, f"{order['lot']}-{threads}"))
        took.append(time.perf_counter() - start)

    return _all(take, int(order["runs"]), threads, float(order["seconds"]), took)


def receiver(order: dict[str, Any]) -> dict[str, Any]:
    """Deliveries a second over HTTP, signed and verified, of 8 connections."""
    secret = secrets.token_bytes(24)
    environment = {SECRET: f"whsec_{base64.b64encode(secret).decode()}"}
    with runtime(Path(order["estate"]), order["url"], 1) as (made, _):
        documents = read_all(made.contracts.estate.workflow_documents).documents
        senders = senders_of(made.contracts, documents, environment, time.time)
        door = Receiver(senders, made.intake, Ledger(made.setting.database, time.time))
        listener = bound("127.0.0.1", 0)
        config = uvicorn.Config(door.application(), log_level="error", lifespan="off", ws="none", access_log=False)
        server = uvicorn.Server(config)
        threading.Thread(target=lambda: server.run([listener]), daemon=True).start()
        while not server.started:
            time.sleep(0.01)
        port, took, local = listener.getsockname()[1], [], threading.local()

        def send(number: int) -> None:
            start = time.perf_counter()
            if not hasattr(local, "connection"):
                local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            body, headers = _signed(number, str(order["lot"]), secret)
            local.connection.request("POST", "/webhooks/billing", body, headers)
            answer = local.connection.getresponse()
            said = answer.read()
            if answer.status != 204:
                raise RuntimeError(f"{answer.status}: {said.decode()}")
            took.append(time.perf_counter() - start)

        found = _all(send, int(order["runs"]), 8, float(order["seconds"]), took)
        server.should_exit = True
        return found


def _signed(number: int, lot: str, secret: bytes) -> tuple[bytes, dict[str, str]]:
    arrived = change(number, f"{lot}-http")
    body, at = json.dumps(arrived.body).encode(), str(int(time.time()))
    text = f"{arrived.id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode()
    return body, {
        "Content-Type": "application/json",
        "webhook-id": arrived.id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }


def _all(do: Callable[[int], None], count: int, threads: int, seconds: float, took: list[float]) -> dict[str, Any]:
    """How often a second something can be done."""
    until = time.perf_counter() + seconds

    def one(number: int) -> bool:
        if time.perf_counter() > until:
            return False
        do(number)
        return True

    start, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        done = sum(pool.map(one, range(count)))
    return {**_rate(done, start, used), **parts(took)}


def grown(order: dict[str, Any]) -> dict[str, Any]:
    """From the event to the end of its run, one at a time, on what is there; and what else people wait for."""
    with runtime(Path(order["estate"]), order["url"], 8) as (made, told):
        made.start()
        found: dict[str, Any] = {"idle_cpu": _idle(3.0)}
        count, lot = int(order["runs"]), str(order["lot"])
        lanes = {"new_key": None, "known_key": "bulk-{}", "busy_key": "busy"}
        for name, key in lanes.items():
            took = []
            until = time.perf_counter() + float(order["seconds"]) / 4
            for number in range(count):
                if time.perf_counter() > until:
                    break
                done, start = told.through, time.perf_counter()
                made.take(change(number, f"{lot}-{name}", key and key.format(number)))
                if told.wait(done + 1, 120) == done:
                    raise RuntimeError("a run does not end")
                took.append(time.perf_counter() - start)
            found[name] = {"runs": len(took), **parts(took)}
        start = time.perf_counter()
        with made.setting.database.reading() as connection:
            standing(connection, now=time.time())
        found["standing_ms"] = round((time.perf_counter() - start) * 1000, 1)
        start = time.perf_counter()
        with made.setting.database.reading() as connection:
            list(families(connection, now=time.time()))
        found["metrics_ms"] = round((time.perf_counter() - start) * 1000, 1)
        return found


def _idle(seconds: float) -> float:
    """The part of a core that a worker uses that has nothing to do."""
    time.sleep(0.5)
    used = time.process_time()
    time.sleep(seconds)
    return round((time.process_time() - used) / seconds, 4)


def _rate(done: int, start: float, used: float) -> dict[str, Any]:
    elapsed = time.perf_counter() - start
    return {
        "done": done,
        "per_second": round(done / elapsed, 1),
        "cpu_ms": round((time.process_time() - used) / max(done, 1) * 1000, 2),
    }


if __name__ == "__main__":
    cell = {one.__name__: one for one in (ours, bare, worker, intake, receiver, grown)}[sys.argv[1]]
    print(json.dumps(cell(json.loads(sys.argv[2]))), flush=True)
    os._exit(0)  # threads of the engine may still wait
