"""How a mock serves, beside Prism: requests a second, latencies, the first answer, memory.

python -m benchmarks.mock [SECONDS] [DOCUMENT]     writes benchmarks/results/mock.json

Served are a small API and, where DOCUMENT is given or the corpus beside the checkout has it, GitHub's description. Each
is asked for one item, for a write that its description allows, and for one that it forbids. Ours keeps state and holds
requests and answers against their schemas; Prism (as PRISM names it, or installed into benchmarks/.cache on the first
run) keeps none, and runs as it comes and with its log turned down (`-v fatal`).

The servers are asked by turns, one at a time, three turns each, of which the fastest counts: other load on the machine
only slows. One client, this process, has 16 connections and sends the next request when an answer is whole. Server and
client share the cores; `client_busy` is the part of the time in which the client had work: as long as it is well below
1, the server sets the pace. `cpu_us` is what the server's processes used for each request, which other load on the
machine changes least. A server that answers slowly is measured for up to 20 seconds. The first answer is the middle one
of five starts, each a process of its own.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import platform
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.diff_peers import Unavailable, from_npm

RESULTS = Path(__file__).resolve().parent / "results" / "mock.json"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "specs" / "github" / "2-2026-npm-23.0.2.json.gz"
CONNECTIONS = 16
FEWEST, LONGEST = 100, 20.0
STARTS, TURNS = 5, 3
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
SMALL = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '422': {description: refused}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: a pet
          content:
            application/json: {schema: {$ref: '#/components/schemas/Pet'}, example: {id: 1, name: Rex, tag: dog}}
        '404': {description: none}
components:
  schemas:
    NewPet:
      type: object
      required: [name]
      properties: {name: {type: string, minLength: 1, maxLength: 50}, tag: {type: string}}
    Pet:
      allOf: [{$ref: '#/components/schemas/NewPet'}, {type: object, required: [id], properties: {id: {type: integer}}}]
"""


@dataclass(frozen=True)
class Case:
    """A request that is sent again and again. `taken`: its description allows it."""

    name: str
    method: str
    path: str
    body: str = ""
    taken: bool = True

    @property
    def text(self) -> bytes:
        """The request as it is sent."""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n"
        if self.body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n"
        return f"{head}\r\n{self.body}".encode()


ISSUES = "/repos/octocat/hello-world/issues"
SMALL_CASES = (
    Case("get", "GET", "/pets/1"),
    Case("post", "POST", "/pets", '{"name":"Rex","tag":"dog"}'),
    Case("refused", "POST", "/pets", '{"tag":"dog"}', taken=False),
)
LARGE_CASES = (
    Case("get", "GET", f"{ISSUES}/1347"),
    Case("post", "POST", ISSUES, '{"title":"Found a bug","body":"It does not work","labels":["bug"]}'),
    Case("refused", "POST", ISSUES, '{"body":"It does not work"}', taken=False),
)


def main(seconds: float, document: Path | None) -> dict[str, Any]:
    """Measures everything."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code every start compiles everything again
    prism = os.environ.get("PRISM") or _installed()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.yaml"
        small.write_text(SMALL)
        found: dict[str, Any] = {"small": _beside(str(small), SMALL_CASES, prism, seconds)}
        if document is not None:
            large = Path(folder) / "large.json"
            data = document.read_bytes()
            large.write_bytes(gzip.decompress(data) if document.suffix == ".gz" else data)
            found["github"] = _beside(str(large), LARGE_CASES, prism, seconds)
    return {
        "command": "python -m benchmarks.mock",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "connections": CONNECTIONS,
        "prism": _version(prism) if prism else None,
        "served": found,
    }


def _installed() -> str | None:
    """Prism of npm; None where it cannot be had, which is told."""
    try:
        return str(from_npm("prism", "@stoplight/prism-cli")[0])
    except Unavailable as error:
        print(f"without Prism: {error}", file=sys.stderr)
        return None


def _version(prism: str) -> str:
    return subprocess.run([prism, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def _beside(document: str, cases: tuple[Case, ...], prism: str | None, seconds: float) -> dict[str, Any]:
    servers = {"govkit": [sys.executable, "-m", "govkit", "mock", "up", document, "--port"]}
    if prism:
        servers["prism -v fatal"] = [prism, "mock", "-v", "fatal", document, "-p"]
        if cases is SMALL_CASES:  # its log makes no difference where each request takes long
            servers["prism"] = [prism, "mock", document, "-p"]
    found: dict[str, Any] = {}
    running: dict[str, tuple[subprocess.Popen[bytes], int]] = {}
    try:
        for name, command in servers.items():
            process, port, found[name] = _first(command, cases[0].path)
            running[name] = process, port
        for turn in range(TURNS):
            for name, (process, port) in running.items():
                _measure(process.pid, port, cases, seconds, found[name])
                if not turn:  # what is written stays with a server that keeps state: one turn's worth
                    found[name]["memory_mb"] = _memory(process.pid)
    finally:
        for process, _ in running.values():
            _stop(process)
    return found


def _first(command: list[str], path: str) -> tuple[subprocess.Popen[bytes], int, dict[str, Any]]:
    """A running server, its port, and what its start took: the middle one of some."""
    starts = []
    while True:
        process, port, took = _started(command, path)
        starts.append(took)
        if len(starts) == STARTS:
            break
        _stop(process)
    first = round(sorted(starts)[STARTS // 2], 2)
    return process, port, {"first_answer_seconds": first, "memory_mb_at_first": _memory(process.pid)}


def _measure(pid: int, port: int, cases: tuple[Case, ...], seconds: float, found: dict[str, Any]) -> None:
    """One turn of a server; of each case, the fastest one is kept."""
    _rate(port, cases[0], min(1.0, seconds))
    for case in cases:
        used = _used(pid)
        rate = _rate(port, case, seconds)
        rate["cpu_us"] = round((_used(pid) - used) / max(rate.pop("answers"), 1) * 1e6)
        if case.name not in found or rate["per_second"] > found[case.name]["per_second"]:
            found[case.name] = rate


def _started(command: list[str], path: str) -> tuple[subprocess.Popen[bytes], int, float]:
    """A server on a free port, the port, and the seconds until it answered."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(port, path, start + 120)
    except BaseException:
        _stop(process)
        raise
    return process, port, time.monotonic() - start


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(10)


def _wait(port: int, path: str, until: float) -> None:
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


class _Caller:
    """One connection, and when its last request was sent."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.since = 0.0
        self._data = b""
        self._whole = -1
        self.send()

    def send(self) -> None:
        """Sends the request."""
        self._data, self._whole = b"", -1
        self.since = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> int | None:
        """The status of the answer once it is whole."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed a connection")
        self._data += part
        if self._whole < 0:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return None
            length = re.search(rb"content-length: *(\d+)", self._data[:end], re.IGNORECASE)
            self._whole = end + 4 + int(length[1] if length else 0)
        return int(self._data[9:12]) if len(self._data) >= self._whole else None


def _rate(port: int, case: Case, seconds: float) -> dict[str, Any]:
    """Requests answered in a second, how long they took, and with which statuses."""
    selector = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        caller = _Caller(port, case.text)
        selector.register(caller.socket, selectors.EVENT_READ, caller)
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    start, busy = time.perf_counter(), time.process_time()
    now = start
    while now - start < seconds or (len(latencies) < FEWEST and now - start < max(seconds, LONGEST)):
        for key, _ in selector.select(1):
            status = key.data.receive()
            if status is not None:
                now = time.perf_counter()
                latencies.append(now - key.data.since)
                statuses[status] = statuses.get(status, 0) + 1
                key.data.send()
        now = max(now, time.perf_counter())
    elapsed, busy = now - start, time.process_time() - busy
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    latencies.sort()
    if case.taken and any(status >= 400 for status in statuses):
        raise SystemExit(f"{case.method} {case.path} was refused: {statuses}")
    rate = len(latencies) / elapsed
    return {
        "per_second": round(rate) if rate >= 100 else round(rate, 1),
        "p50_ms": _part(latencies, 0.5),
        "p99_ms": _part(latencies, 0.99),
        "statuses": sorted(statuses),
        "client_busy": round(busy / elapsed, 2),
        "answers": len(latencies),
    }


def _part(latencies: list[float], part: float) -> float | None:
    return round(latencies[int(len(latencies) * part)] * 1000, 2) if latencies else None


def _used(pid: int) -> float:
    """Seconds of processor time that a process and all of its threads used, where /proc tells."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def _memory(pid: int) -> float | None:
    """Megabytes that a process has in memory, where /proc tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


if __name__ == "__main__":
    given = Path(sys.argv[2]) if len(sys.argv) > 2 else CORPUS if CORPUS.exists() else None
    measured = main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0, given)
    text = json.dumps(measured, indent=2)
    RESULTS.write_text(f"{text}\n")
    print(text)
