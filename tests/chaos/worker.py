"""Workers that die: forked from a process that has everything loaded, so that one is there again at once.

`python -m tests.chaos.worker ESTATE` reads orders from its standard input, one JSON object a line, and answers each
with the process id of a worker, of a desk, or of a load, that runs until it is killed.
"""

from __future__ import annotations

import json
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Estate, VersionOf
from govkit.gate.estates.loading import open_estate
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.sync.calls.addresses import Addresses
from govkit.sync.engine.worker import Limits
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.service import Runtime, Setting
from govkit.sync.store.database import Database
from govkit.sync.values import Asked
from tests.chaos import bulk, desk


def reader(estate: Estate) -> Callable[[VersionOf], Contract]:
    """What opens the contracts of an estate."""
    library = Library(estate.files)
    opened: dict[str, Contract] = {}

    def read(version: VersionOf) -> Contract:
        if version.name not in opened:
            opened[version.name] = Contract(library, library.open(version.version.definition), version.api.name)
        return opened[version.name]

    return read


def runtime(estate: Estate, read: Callable[[VersionOf], Contract], order: dict[str, Any]) -> Runtime:
    """The runtime that an order asks for: its database, the mocks, its clock, and how likely each boundary kills."""
    shift = float(order.get("shift", 0.0))
    database = Database(order["database"], pool=12)
    setting = Setting(
        estate,
        Path(estate.files.label("")).resolve() if not order.get("estate") else Path(order["estate"]),
        read,
        database,
        Addresses(mocks=order["mocks"]),
        limits=Limits(per_workflow=int(order.get("threads", 8))),
        now=lambda: time.time() + shift,
        probe=_probe(order),
    )
    return Runtime(setting)


def _probe(order: dict[str, Any]) -> Callable[[str, str], None]:
    """Kills the process at a boundary of a step, as its lot says."""
    odds, rng, guard = float(order.get("odds", 0.0)), random.Random(order.get("lot", 0)), threading.Lock()
    log = Path(order["log"])

    def probe(boundary: str, step: str) -> None:
        with guard:
            struck = rng.random() < odds
        if struck:
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"kill": boundary, "step": step, "at": time.time()}) + "\n")
            os.kill(os.getpid(), signal.SIGKILL)

    return probe


def work(estate: Estate, read: Callable[[VersionOf], Contract], order: dict[str, Any]) -> None:
    """Works until it is killed, or has lost its database."""
    made = runtime(estate, read, order)
    log = Path(order["log"])

    def fatal(error: BaseException) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"stopped": f"{type(error).__name__}: {error}"[:300], "at": time.time()}) + "\n")
        os._exit(70)

    made.fatal = fatal
    logging.getLogger("govkit.sync").setLevel(logging.ERROR)  # what waits for people is counted at the end
    inner = made.runner.stretch

    def stretch(run: int, number: int, journal: Any) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"run": run, "at": time.time()}) + "\n")
        inner(run, number, journal)

    made.runner.stretch = stretch  # type: ignore[method-assign]
    try:
        made.prepare()
        name = made.start()
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"worker": os.getpid(), "name": name, "at": time.time()}) + "\n")
    except Exception as error:  # noqa: BLE001 - whatever hinders it, it stops and is started again
        fatal(error)
    threading.Event().wait()


def main() -> None:
    """Forks workers as it is told."""
    folder = Path(sys.argv[1])
    os.chdir(folder)
    estate = open_estate(cwd=folder)
    read = reader(estate)
    for version in estate.versions():
        read(version)
    _warm(estate, read, folder)
    subscriptions = EstateSubscriptions(estate, lambda _: False)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        order["estate"] = str(folder)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            os.close(0)
            try:
                _as_ordered(estate, read, subscriptions, order)
            finally:
                os._exit(71)
        _say(str(child))


def _as_ordered(
    estate: Estate,
    read: Callable[[VersionOf], Contract],
    subscriptions: EstateSubscriptions,
    order: dict[str, Any],
) -> None:
    if "desk" in order:
        desk.work(subscriptions, order)
    elif "loader" in order:
        bulk.work(estate, read, subscriptions, order)
    else:
        work(estate, read, order)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _warm(estate: Estate, read: Callable[[VersionOf], Contract], folder: Path) -> None:
    """Loads what the first calls would load: the generated clients."""
    from govkit.catalog.workflows.contracts import Contracts
    from govkit.sync.calls.platforms import Platforms

    platforms = Platforms(Contracts(estate, read), folder / "clients", addresses=Addresses(mocks="http://127.0.0.1:9"))
    for api, operation in (("billing", "getSubscription"), ("erp", "listOrders"), ("success", "getAccount")):
        parameters = (("id", "path", "x"),) if operation != "listOrders" else ()
        platforms.call(Asked("change", f"{api}@1.0.0", operation, parameters))
    platforms.close()


if __name__ == "__main__":
    main()
