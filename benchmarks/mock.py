"""How a mock serves, beside Prism: requests a second, the first answer, memory.

python benchmarks/mock.py [SECONDS] [DOCUMENT PATH]     writes benchmarks/results/mock.json

Served is a small API; ours keeps state and holds requests and answers against their schemas. Prism is found as the
command `prism`, or as PRISM names it, and runs twice: as it comes, and with its log turned down (`-v fatal`). DOCUMENT,
a large description, is served too, for the first answer to a GET of PATH, and memory. Each server runs alone, with 16
connections of one client in this process; the client shares the machine with it.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results" / "mock.json"
CONNECTIONS = 16
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
BODY = b'{"name":"Rex","tag":"dog"}'
GET = b"GET /pets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /pets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(BODY),
    BODY,
)


def main(seconds: float, large: tuple[str, ...]) -> dict[str, Any]:
    """Measures everything."""
    prism = os.environ.get("PRISM") or shutil.which("prism")
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.yaml"
        small.write_text(SMALL)
        ours = [sys.executable, "-m", "govkit", "mock", "up"]
        found: dict[str, Any] = {"govkit": _measured([*ours, str(small)], seconds)}
        if prism:
            found["prism -v fatal"] = _measured([prism, "mock", "-v", "fatal", str(small)], seconds)
            found["prism"] = _measured([prism, "mock", str(small)], seconds)
        if large:
            document, path = large
            found["govkit, large"] = _measured([*ours, document], 0, path)
            if prism:
                found["prism -v fatal, large"] = _measured([prism, "mock", "-v", "fatal", document], 0, path)
    return {"command": "python benchmarks/mock.py", "python": platform.python_version(), "servers": found}


def _measured(command: list[str], seconds: float, path: str = "/pets/1") -> dict[str, Any]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    flag = "--port" if "govkit" in command else "-p"
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, flag, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(port, path, start + 120)
        found: dict[str, Any] = {"first_answer_seconds": round(time.monotonic() - start, 2)}
        for name, request in (("get", GET), ("post", POST)):
            if seconds:
                _rate(port, request, min(1.0, seconds))
                found[f"{name}_per_second"] = round(_rate(port, request, seconds))
        found["memory_mb"] = _memory(process.pid)
        return found
    finally:
        process.terminate()
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


def _rate(port: int, request: bytes, seconds: float) -> float:
    """Requests answered with 2xx in a second."""
    selector = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ, bytearray())
        connection.sendall(request)
    answered, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in selector.select(1):
            data, answering = key.data, key.fileobj
            assert isinstance(answering, socket.socket)
            data += answering.recv(65536)
            head, whole, body = bytes(data).partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            if whole and len(body) >= int(length):
                if not head.startswith(b"HTTP/1.1 2"):
                    raise SystemExit(head.decode())
                answered += 1
                data.clear()
                answering.sendall(request)
    for key in list(selector.get_map().values()):
        assert isinstance(key.fileobj, socket.socket)
        key.fileobj.close()
    return answered / seconds


def _memory(pid: int) -> float | None:
    """Megabytes that a process has in memory, where /proc tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


if __name__ == "__main__":
    measured = main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0, tuple(sys.argv[2:4]))
    text = json.dumps(measured, indent=2)
    RESULTS.write_text(f"{text}\n")
    print(text)
