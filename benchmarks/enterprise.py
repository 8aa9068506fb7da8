"""The Enterprise API as it is served: objects that are fresh, unchanged, listed, and how long it takes to begin.

python -m benchmarks.enterprise [--seconds 5] [--connections 8] [--rounds 3] [--keep]

writes benchmarks/results/enterprise.json; `--keep` leaves it as it is, and prints alone.

`govkit sync serve` and `govkit mock up` run as processes of their own, over the reference estate and an empty SQLite
database. Whoever asks is in this process, over connections that stay open, one request on each at a time; it shares the
machine, so that a server alone answers more; `load_average` tells of others. Each part lasts `--seconds`, `--rounds`
times, of which the one in the middle counts. `fresh` is one object, answered from memory; `unchanged` the same with its
`If-None-Match`; `many` are all customers in turn. `listed_per_second` are customers of a list, read for the first time,
from three platforms each.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "enterprise.json"
CONSUMER = "account-overview"
_PATIENCE = 120.0


class Connection:
    """A connection that stays open."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"

    def get(self, path: str, more: str = "") -> tuple[int, bytes, bytes]:
        """The status, the head and the body of an answer."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._head}{more}\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        said = re.search(rb"content-length: (\d+)", head)
        length = int(said[1]) if said is not None else 0
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), head, body

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        """Closes it."""
        self._socket.close()


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[tuple[int, float]]:
    """A command of govkit that listens: its port, and the seconds until it said so."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "govkit", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None, "it was asked for"
        for line in process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found is not None:
                yield int(found[1]), time.perf_counter() - began
                return
        raise SystemExit(f"govkit {' '.join(arguments)} does not listen")
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def asked(
    port: int, token: str, connections: int, seconds: float, request: Callable[[int], tuple[str, str]]
) -> dict[str, Any]:
    """How many requests are answered a second, and in which time."""
    times: list[list[float]] = [[] for _ in range(connections)]
    until = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = Connection(port, token)
        turn = number
        while (began := time.perf_counter()) < until:
            status, _, _ = connection.get(*request(turn))
            assert status in (200, 304), status
            times[number].append(time.perf_counter() - began)
            turn += connections
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    together = sorted(one for part in times for one in part)
    cuts = quantiles(together, n=100)
    return {
        "per_second": round(len(together) / seconds, 1),
        "median_ms": round(cuts[49] * 1000, 3),
        "slowest_1_percent_ms": round(cuts[98] * 1000, 3),
    }


def _middle(rounds: int, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """That of several rounds whose number of requests is in the middle."""
    found = sorted((measure() for _ in range(rounds)), key=lambda one: one["per_second"])
    return found[len(found) // 2]


def measured(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All parts."""
    token = secrets.token_hex(24)
    environment = {
        "ENTERPRISE_TOKEN_ACCOUNT_OVERVIEW": token,
        "GOVKIT_SYNC_DATABASE": f"sqlite:///{folder / 'bench.db'}",
    }
    with running("mock", "up", "--port", "0") as (mocks, _):
        serving = ("sync", "serve", "--port", "0", "--mocks", f"http://127.0.0.1:{mocks}")
        with running(*serving, **environment) as (port, started):
            return {"start_s": round(started, 2), **_parts(chosen, port, token)}


def _parts(chosen: argparse.Namespace, port: int, token: str) -> dict[str, Any]:
    one = Connection(port, token)
    first = "/v1/customers/crm:company:co_1002"
    began = time.perf_counter()
    one.get(first)
    found: dict[str, Any] = {"first_read_ms": round((time.perf_counter() - began) * 1000, 1)}
    began = time.perf_counter()
    names = list(_names(one))
    found["listed_per_second"] = round(len(names) / (time.perf_counter() - began), 1)
    customers = [f"/v1/customers/{name}" for name in names]
    _, head, _ = one.get(first)
    etag = re.search(rb"etag: (\S+)", head)
    assert etag is not None, "an answer has a tag"
    known = f"If-None-Match: {etag[1].decode()}\r\n"

    def part(request: Callable[[int], tuple[str, str]]) -> dict[str, Any]:
        return _middle(chosen.rounds, lambda: asked(port, token, chosen.connections, chosen.seconds, request))

    found["fresh"] = part(lambda _: (first, ""))
    found["unchanged"] = part(lambda _: (first, known))
    found["many"] = {**part(lambda turn: (customers[turn % len(customers)], "")), "objects": len(customers)}
    one.close()
    return found


def _names(connection: Connection) -> Iterator[str]:
    """The canonical identifiers of all customers, page by page."""
    more = ""
    while True:
        _, _, body = connection.get(f"/v1/customers?limit=25{more}")
        page = json.loads(body)
        yield from (one["data"]["id"] for one in page["items"])
        if "nextCursor" not in page:
            return
        more = f"&cursor={page['nextCursor']}"


def main() -> None:
    """Measures, prints, and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(chosen, Path(folder))
    result = {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load_average": os.getloadavg()[0]},
        "connections": chosen.connections,
        **found,
    }
    text = json.dumps(result, indent=2) + "\n"
    sys.stdout.write(text)
    if not chosen.keep:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
