"""How long pages of the portal take on a large estate, and how long all of them take as files.

python benchmarks/portal.py [APIS [TIMES]]     writes benchmarks/results/portal.json

The estate is that of `benchmarks/estate.py`: three versions and five consumers an API. Server times are what a client
on the same machine waits for, one request after the other, on a connection that stays, from the moment that the portal
says that it is there; nothing is kept from before. `first` is the first answer to a request for a page: the page, or
that it is being worked out; `whole` is how long it took until the page was there, asked for again and again. Files are
written by `govkit portal --static`, whose processor time is that of all its processes.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.estate import make  # noqa: E402 - run as a script as well
from benchmarks.machine import pace  # noqa: E402 - as above
from govkit.portal.page import menu  # noqa: E402 - as above

RESULTS = HERE / "results" / "portal.json"
GOVKIT = [sys.executable, "-m", "govkit"]
MORE = (
    "/apis?q=invoice",
    "/apis?page=5",
    "/apis/api-7",
    "/apis/api-9/diff/1.1.0/2.0.0",
    "/apis/api-7/2.0.0",
    "/systems/system-3",
    "/teams/team-3",
    "/consumers/consumer-11",
    "/search?q=payment",
)


def main(apis: int, times: int) -> dict[str, Any]:
    """Makes the estate, asks for every page of the menu and some more, and writes the files."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code every start compiles everything again
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        estate = folder / "estate"
        make(estate, apis)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        pages = asked(estate, times)
        start, used = time.perf_counter(), _processor()
        told = subprocess.run(
            [*GOVKIT, "portal", "--static", str(folder / "site")],
            cwd=estate,
            capture_output=True,
            text=True,
            check=True,
        )
        export, used = round(time.perf_counter() - start, 1), round(_processor() - used, 1)
    medians = [one["median_ms"] for one in pages.values()]
    return {
        "apis": apis,
        "seconds_for_ten_million_additions": pace(),
        "median_ms": round(statistics.median(medians), 1),
        "worst_median_ms": max(medians),
        "worst_ms": max(one["worst_ms"] for one in pages.values()),
        "worst_first_ms": max(one["first_ms"] for one in pages.values()),
        "worst_whole_ms": max(one["whole_ms"] for one in pages.values()),
        "pages": pages,
        "static": {"seconds": export, "cpu_seconds": used, "told": told.stdout.split(":")[0]},
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
    }


def _processor() -> float:
    """Seconds of processor time of all processes that this one waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def asked(estate: Path, times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each page: the first answer, and later ones."""
    process = subprocess.Popen([*GOVKIT, "portal", "--port", "0"], cwd=estate, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.partition("http://")[2].partition("/")[0]
        connection = http.client.HTTPConnection(address, timeout=600)
        paths = [page.path for _, pages in menu() for page in pages if page.needs is None]
        found: dict[str, dict[str, float]] = {}
        for path in (*paths, *MORE):
            start = time.perf_counter()
            status, first = _once(connection, path)
            while status != 200:
                time.sleep(0.05)
                status, _ = _once(connection, path)
            whole = round((time.perf_counter() - start) * 1000, 1)
            took = [_once(connection, path)[1] for _ in range(times)]
            found[path] = {
                "first_ms": first,
                "whole_ms": max(first, whole),
                "median_ms": round(statistics.median(took), 1),
                "worst_ms": max(took),
            }
        return found
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _once(connection: http.client.HTTPConnection, path: str) -> tuple[int, float]:
    """The status of an answer, and milliseconds; 202: the page is being worked out."""
    start = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status not in (200, 202):
        raise SystemExit(f"{path}: {answer.status}")
    return answer.status, round((time.perf_counter() - start) * 1000, 1)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    results = main(*(numbers + [1000, 15][len(numbers) :]))
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({name: value for name, value in results.items() if name != "pages"}, indent=2))
    for path, one in sorted(results["pages"].items(), key=lambda pair: -pair[1]["median_ms"]):
        times = "".join(f"{one[name]:10.1f}" for name in ("first_ms", "whole_ms", "median_ms", "worst_ms"))
        print(f"{path:32}{times} ms")
