"""Generated clients: time and memory to make them, to import them, and what a call costs beside bare httpx.

python -m benchmarks.clients        writes benchmarks/results/clients.json

Makers run as fresh processes on the same documents, in turns: govkit, datamodel-code-generator alone (models only), and
openapi-python-client, which is installed into benchmarks/.cache on the first run. Imports are fresh processes too, best
of five in processor time, byte code compiled. `unchanged` are the seconds that `govkit generate` takes in an estate of
one API whose client is there already, the middle one of five. Calls go to a small server in a process of its own, over
one connection, in turns with httpx and pydantic used by hand; the number is processor time, best of nine.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel

from benchmarks.estate import entry
from govkit.client import Media, Operation, Parameter, SyncClient

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = HERE / "results" / "clients.json"
CORPUS = ROOT.parent / "shared" / "specs"
PEER = "openapi-python-client==0.29.1"
DOCUMENTS = {
    "billing": ROOT / "specs" / "billing" / "3.0.0" / "openapi.yaml",
    "stripe": CORPUS / "stripe" / "3-2022-01-19-7734045c00.json",
    "github": CORPUS / "github" / "2-2026-npm-23.0.2.json.gz",
}
MAKE = """
import sys
from pathlib import Path
from govkit.codegen import Wish, package_of
from govkit.spec.documents.source import open_source
from govkit.spec.openapi import Contract
for name, text in package_of(Contract(*open_source(sys.argv[1])), Wish("made", "1.0.0", "-")).items():
    path = Path(sys.argv[2], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
"""
MODELS = (
    *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel", "--disable-timestamp"),
    *("--use-annotated", "--snake-case-field", "--enum-field-as-literal", "all", "--formatters", "builtin"),
    *("--target-python-version", "3.11", "--no-treat-dot-as-module", "--collapse-root-models"),
)


def ran(command: list[str], cwd: Path, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """What a process takes: seconds, and the greatest resident size in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(environment or {})}
    )
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    found: dict[str, Any] = {
        "wall_seconds": round(time.monotonic() - start, 2),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "rss_mib": round(usage.ru_maxrss / 1024),
    }
    if status:
        found["failed"] = " ".join(errors.decode(errors="replace").rpartition("\u256f")[2].split())[-300:]
    return found


def lines_in(folder: Path) -> int:
    """How many lines of Python stand in a folder."""
    return sum(len(path.read_bytes().splitlines()) for path in folder.rglob("*.py"))


def peer() -> str | None:
    """The other generator, installed apart; None where it cannot be had."""
    home = HERE / ".cache" / "openapi-python-client"
    program = home / "bin" / "openapi-python-client"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        done = subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", PEER], check=False)
        if done.returncode:
            return None
    return str(program)


def made(document: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """What each maker takes for one document."""
    plain = folder / f"plain{''.join(s for s in document.suffixes if s in ('.yaml', '.json'))}"
    data = document.read_bytes()
    plain.write_bytes(gzip.decompress(data) if document.suffix == ".gz" else data)
    ours, models, other = folder / "govkit", folder / "models", folder / "peer"
    for place in (ours, models):
        place.mkdir()
    found = {
        "govkit": ran([sys.executable, "-c", MAKE, str(document), str(ours)], folder) | {"lines": lines_in(ours)},
        "datamodel-code-generator": ran(
            [
                sys.executable,
                "-m",
                "datamodel_code_generator",
                "--input",
                str(plain),
                *MODELS,
                "--output",
                str(models / "models.py"),
            ],
            folder,
        )
        | {"lines": lines_in(models)},
    }
    program = peer()
    if program is not None:
        command = [program, "generate", "--path", str(plain), "--output-path", str(other), "--meta", "none"]
        found["openapi-python-client"] = ran(command, folder) | {"lines": lines_in(other)}
    return found


def imported(folder: Path) -> dict[str, float]:
    """Processor seconds to start Python and import the runtime, or what was made with it."""
    environment = {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT / "src")]), "PYTHONDONTWRITEBYTECODE": ""}
    best: dict[str, float] = {}
    for name, text in (("runtime", "import govkit.client"), ("package", "import made_v1")):
        runs = [ran([sys.executable, "-c", text], folder, environment)["cpu_seconds"] for _ in range(6)]
        best[name] = min(runs[1:])
    return best


SYSTEM = "  domain: all\n  owner: team:all\n  businessOwner: team:all\n"
API = """\
  system: all
  owner: team:all
  businessOwner: team:all
  audience: public
  versions: [{{version: 1.0.0, definition: specs/{name}, lifecycle: active, released: 2026-01-01}}]
"""


def unchanged(document: Path, folder: Path) -> float:
    """Seconds of `govkit generate` where nothing is to be done. Raises CalledProcessError where it fails."""
    (folder / "govkit.yaml").write_text("base: main\n")
    entry(folder, "domains", "Domain", "all", "  owner: team:all\n")
    team = "  contacts: [{email: all@example.com}]\n  members: [{name: A, email: a@example.com}]\n"
    entry(folder, "teams", "Team", "all", team)
    entry(folder, "systems", "System", "all", SYSTEM)
    name = document.name.removesuffix(".gz")
    entry(folder, "apis", "API", "published", API.format(name=name))
    data = document.read_bytes()
    (folder / "specs").mkdir()
    (folder / "specs" / name).write_bytes(gzip.decompress(data) if document.suffix == ".gz" else data)
    took = []
    for _ in range(6):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "govkit", "generate"], cwd=folder, capture_output=True, check=True)
        took.append(time.perf_counter() - start)
    return round(statistics.median(took[1:]), 2)


# --------------------------------------------------------------------------------------------------------------- calls


class Line(BaseModel):
    """A line of what is answered."""

    sku: str
    count: int


class Order(BaseModel):
    """What is answered."""

    id: str
    status: str
    lines: list[Line]


ORDER = {"id": "o1", "status": "open", "lines": [{"sku": f"s{n}", "count": n} for n in range(10)]}
GET: Operation[Order] = Operation(
    "getOrder",
    "GET",
    "/orders/{id}",
    (Parameter("id", "path", "simple", False), Parameter("limit")),
    results={"200": (Media("application/json", type=Order),)},
)


def serve(listener: socket.socket) -> None:
    """Answers every request alike, as fast as Python can."""
    body = json.dumps(ORDER).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    def answer(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting = b""
        while data := connection.recv(65536):
            waiting += data
            while b"\r\n\r\n" in waiting:
                _, _, waiting = waiting.partition(b"\r\n\r\n")
                connection.sendall(head + body)

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def a_call(rounds: int = 9, calls: int = 300) -> dict[str, float]:
    """Microseconds of processor time for a call: by hand with httpx, and through govkit.client."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = multiprocessing.Process(target=serve, args=(listener,), daemon=True)
        server.start()
        with httpx.Client() as bare, SyncClient(url) as ours:

            def by_hand() -> Order:
                answer = bare.get(f"{url}/orders/o1", params={"limit": 5})
                answer.raise_for_status()
                return Order.model_validate_json(answer.content)

            ways: dict[str, Callable[[], Order]] = {"httpx": by_hand, "govkit": lambda: ours.call(GET, ("o1", 5))}
            taken: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(rounds):
                for name, call in ways.items():
                    start = time.process_time()
                    for _ in range(calls):
                        call()
                    taken[name].append((time.process_time() - start) / calls * 1e6)
        server.terminate()
    found = {name: round(min(several), 1) for name, several in taken.items()}
    return {f"{name}_us": value for name, value in found.items()} | {
        "overhead": round(found["govkit"] / found["httpx"] - 1, 3)
    }


def main() -> None:
    """Measures and writes the results."""
    results: dict[str, Any] = {
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "call": a_call(),
        "made": {},
        "import": {},
        "unchanged": {},
    }
    for name, document in DOCUMENTS.items():
        if not document.exists():
            continue
        with tempfile.TemporaryDirectory() as folder:
            results["made"][name] = made(document, Path(folder))
            results["import"][name] = imported(Path(folder) / "govkit")
        with tempfile.TemporaryDirectory() as folder:
            results["unchanged"][name] = unchanged(document, Path(folder))
        print(name, json.dumps(results["made"][name]), json.dumps(results["import"][name]))
    print(json.dumps(results["call"]))
    print(json.dumps(results["unchanged"]))
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
