"""How long pages of the portal take on a large estate, and how long all of them take as files.

python benchmarks/portal.py [APIS [TIMES]]     writes benchmarks/results/portal.json

The estate is that of `benchmarks/estate.py`: three versions and five consumers an API. Server times are what a client
on the same machine waits for, one request after the other, on a connection that stays; `first` is the first request for
a page, when what it shows is worked out. Files are written by `govkit portal --static`.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
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
        start = time.perf_counter()
        told = subprocess.run(
            [*GOVKIT, "portal", "--static", str(folder / "site")],
            cwd=estate,
            capture_output=True,
            text=True,
            check=True,
        )
        export = round(time.perf_counter() - start, 1)
    medians = [one["median_ms"] for one in pages.values()]
    return {
        "apis": apis,
        "seconds_for_ten_million_additions": pace(),
        "median_ms": round(statistics.median(medians), 1),
        "worst_median_ms": max(medians),
        "worst_ms": max(one["worst_ms"] for one in pages.values()),
        "pages": pages,
        "static": {"seconds": export, "told": told.stdout.split(":")[0]},
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
    }


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
            took = [_once(connection, path) for _ in range(times + 1)]
            found[path] = {
                "first_ms": took[0],
                "median_ms": round(statistics.median(took[1:]), 1),
                "worst_ms": max(took[1:]),
            }
        return found
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _once(connection: http.client.HTTPConnection, path: str) -> float:
    start = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return round((time.perf_counter() - start) * 1000, 1)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    results = main(*(numbers + [1000, 15][len(numbers) :]))
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({name: value for name, value in results.items() if name != "pages"}, indent=2))
    for path, one in sorted(results["pages"].items(), key=lambda pair: -pair[1]["median_ms"]):
        print(f"{path:32}{one['first_ms']:10.1f}{one['median_ms']:10.1f}{one['worst_ms']:10.1f} ms")
