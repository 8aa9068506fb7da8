"""The sync runtime beside the engine it stands on: runs a second, latencies, events taken in, how it is with a past.

python -m benchmarks.sync [--runs 400] [--seconds 60] [--stores sqlite postgresql] [--processes 1 2 4]
                          [--sizes 10000 100000 1000000] [--rounds 3] [--only runs processes events growth]
                          [--output FILE] [--keep]

writes benchmarks/results/sync.json, or FILE; `--keep` leaves it as it is, and prints alone. It is kept after each part.

A run is that of the estate of the trials by chaos (tests/chaos/estate): two reads and four writes, on platforms that
answer at once, within the process. All that it commits counts: the event with its run, the claim, the entries of the
ledger before and after each write, each step's checkpoint, its end. Bare DBOS runs workflows of plain steps, so many
that the number of commits is the same, over the same settings: SQLite with WAL and synchronous=FULL, PostgreSQL with
fsync; by turns, each alone, `--rounds` times, of which the one in the middle counts. `commits` and `statements` are of
one run.

`cpu_ms` is what the process used for each, without that of a server; other load changes it least. `load_average` tells
of such. A part ends after `--seconds`, whatever is left; `done` says how far it came. Finished runs are copies of one
that really ran, made within the database, with the rows of the engine; one in ten is of one key, `busy`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.runtime.filling import fill, size
from benchmarks.runtime.stage import change, made, runtime
from govkit.sync.service import migrate
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import RUNS, WORKERS
from tests.sync.postgres import Postgres

RESULTS = Path(__file__).resolve().parent / "results" / "sync.json"
ROOT = Path(__file__).resolve().parents[1]
PARTS = ("runs", "processes", "events", "growth")
_LATE = 1e12


class Bench:
    """What is measured, on databases of one kind."""

    def __init__(self, folder: Path, server: Postgres | None, chosen: argparse.Namespace) -> None:
        self._folder = folder
        self._server = server
        self._chosen = chosen
        self._numbers = itertools.count(1)

    @contextmanager
    def _database(self) -> Iterator[str]:
        """The address of an empty database, migrated."""
        name = f"bench_{next(self._numbers)}"
        url = f"sqlite:///{self._folder / name}.db"
        if self._server is not None:
            self._server.execute(f"CREATE DATABASE {name}")
            url = self._server.url(name)
        database = Database(url)
        migrate(database)
        database.close()
        try:
            yield url
        finally:
            if self._server is not None:
                self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for file in self._folder.glob(f"{name}.db*"):
                file.unlink()

    def _order(self, url: str, **more: Any) -> dict[str, Any]:
        usual = {"runs": self._chosen.runs, "seconds": self._chosen.seconds, "threads": 1, "lot": "a"}
        return {"url": url, "estate": str(self._folder / "estate"), **usual, **more}

    def _cell(self, name: str, url: str, **more: Any) -> dict[str, Any]:
        """What a cell finds, in a process of its own."""
        command = [sys.executable, "-m", "benchmarks.runtime.cells", name, json.dumps(self._order(url, **more))]
        most = self._chosen.seconds * 4 + 300
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=most)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    # ------------------------------------------------------------------------------------------------------------ parts

    def runs(self) -> dict[str, Any]:
        """Runs a second and the latency of steps, beside the engine alone."""
        found: dict[str, Any] = {}
        for name, threads in (("sequential", 1), ("threads_8", 8)):
            turns = [self._turn(threads) for _ in range(self._chosen.rounds)]
            ours, bare = (_middle([turn[which] for turn in turns]) for which in (0, 1))
            part = round(ours["per_second"] / bare["per_second"], 2)
            found[name] = {"govkit": ours, "bare": bare, "part_of_bare": part}
        return found

    def _turn(self, threads: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """Ours, and then the engine alone."""
        with self._database() as url:
            ours = self._cell("ours", url, threads=threads)
        with self._database() as url:
            return ours, self._cell("bare", url, threads=threads, commits=ours["commits"])

    def processes(self) -> dict[str, Any]:
        """Runs a second of several workers; they begin when all are there, with all events taken in before."""
        if self._server is None:
            return {}
        found = {}
        for count in self._chosen.processes:
            with self._database() as url:
                self._take(url, self._chosen.runs)
                workers = [self._worker(url) for _ in range(count)]
                try:
                    found[str(count)] = self._released(url, workers)
                finally:
                    for one in workers:
                        one.kill()
                        one.wait()
        return found

    def _take(self, url: str, count: int) -> None:
        with runtime(self._folder / "estate", url, 1) as (taken, _):
            for number in range(count):
                taken.intake.take(change(number, "many"))
            with taken.setting.database.begin() as connection:
                connection.execute(RUNS.update().values(state=RunState.WAITING, due=_LATE))

    def _worker(self, url: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "benchmarks.runtime.cells", "worker", json.dumps(self._order(url, threads=4))]
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _released(self, url: str, workers: list[subprocess.Popen[str]]) -> dict[str, Any]:
        for one in workers:
            assert one.stdout is not None
            if one.stdout.readline().strip() != "ready":
                raise RuntimeError("a worker does not start")
        database = Database(url, pool=2)
        released = time.time()
        with database.begin() as connection:
            connection.execute(RUNS.update().values(due=0.0))
        done = sa.select(sa.func.count(RUNS.c.finished_at), sa.func.max(RUNS.c.finished_at))
        count, last = 0, None
        while count < self._chosen.runs and time.time() < released + self._chosen.seconds:
            time.sleep(0.2)
            with database.reading() as connection:
                count, last = connection.execute(done).one()
        with database.reading() as connection:
            shares = connection.execute(sa.select(sa.func.count()).select_from(WORKERS)).scalar_one()
        database.close()
        elapsed = (last or released) - released
        return {"done": count, "workers": shares, "per_second": round(count / elapsed, 1) if elapsed else 0.0}

    def events(self) -> dict[str, Any]:
        """Events a second that are taken in."""
        found = {}
        for name in ("intake", "receiver"):
            with self._database() as url:
                found[name] = self._cell(name, url, runs=self._chosen.runs * 4)
        return found

    def growth(self) -> dict[str, Any]:
        """What a finished run takes, and how it is where many are finished."""
        found: dict[str, Any] = {}
        with self._database() as url:
            self._cell("ours", url, runs=1, lot="first")
            at = 0
            for count in sorted({0, *self._chosen.sizes}):
                database = Database(url, pool=2)
                before, start = size(database), time.perf_counter()
                fill(database, at, count)
                added = size(database) - before
                database.close()
                said = {"filled_seconds": round(time.perf_counter() - start, 1)}
                if count > at:
                    said["bytes_a_run"] = round(added / (count - at))
                some = min(self._chosen.runs, 100)
                found[str(count)] = {**said, **self._cell("grown", url, runs=some, lot=f"on-{count}")}
                at = count
        return found


def _middle(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The one whose rate is in the middle, with the rates of all."""
    ordered = sorted(found, key=lambda one: float(one["per_second"]))
    rates = [one["per_second"] for one in found]
    return {**ordered[len(ordered) // 2], "rates": rates}


def main(chosen: argparse.Namespace) -> dict[str, Any]:
    """Measures everything, and keeps it after each part."""
    found: dict[str, Any] = {
        "command": " ".join(["python -m benchmarks.sync", *sys.argv[1:]]),
        "python": platform.python_version(),
        "dbos": version("dbos"),
        "cores": os.cpu_count(),
        "load_average": {"before": os.getloadavg()},
    }
    with tempfile.TemporaryDirectory(prefix="govkit-bench-") as place:
        folder = Path(place)
        made(folder)
        for store in chosen.stores:
            found[store] = {}
            server = Postgres(safe=True) if store == "postgresql" else None
            try:
                if server is not None:
                    server.start()
                bench = Bench(folder, server, chosen)
                for name in chosen.only:
                    found[store][name] = getattr(bench, name)()
                    print(json.dumps({store: {name: found[store][name]}}), flush=True)
                    found["load_average"]["after"] = os.getloadavg()
                    if not chosen.keep:
                        chosen.output.write_text(json.dumps(found, indent=2) + "\n")
            finally:
                if server is not None:
                    server.close()
    return found


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--stores", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--output", type=Path, default=RESULTS)
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main(_chosen())
