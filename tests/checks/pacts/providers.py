"""A provider that answers what a test tells it to, in a thread of the test process, and what is beside its API."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from govkit.checks.pacts.live import Refusing, Told
from govkit.checks.pacts.reading.pact import Interaction

LONG = 5.0
"""Seconds for which a provider that hangs says nothing."""


@dataclass
class Script:
    """What is answered by request (`GET /invoices/7`), the states that there are, the messages that are sent."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    messages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    set_up: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def set_up_state(self, state: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        if state == "broken":
            raise Refusing("its database is gone")
        if state not in self.states:
            raise Refusing("there is none", unknown=True, known=self.states)
        self.set_up.append((state, parameters))
        return {"id": 9}


class ScriptSide:
    """The side of a scripted provider."""

    sets_states = True
    sends_messages = True

    def __init__(self, script: Script) -> None:
        self.script = script

    def begin(self) -> None:
        return

    def set_up(self, state: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.script.set_up_state(state, parameters)

    def tear_down(self, state: str, parameters: Mapping[str, Any]) -> None:
        return

    def message(self, interaction: Interaction, asked: Mapping[str, Any]) -> Told:
        name = interaction.received[0].metadata.get("webhook")
        if name not in self.script.messages:
            raise Refusing("there is no such event", unknown=True)
        content = dict(self.script.messages[name])
        metadata = content.pop("metadata", {"webhook": name})
        return Told(json.dumps(content).encode(), metadata={"contentType": "application/json", **metadata})


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    """Serves a script; where."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            content = self.rfile.read(length)
            name = f"{self.command} {self.path}"
            script.asked.append((name, {key.lower(): value for key, value in self.headers.items()}))
            if self.path == "/_states":
                self._told(*_state(script, json.loads(content)))
                return
            if self.path == "/_messages":
                told = script.messages.get(json.loads(content)["description"])
                self._told(404 if told is None else 200, told or {})
                return
            answer = script.answers.get(name, {"status": 404})
            if answer.get("hangs"):
                time.sleep(LONG)
            headers = {"Content-Type": answer.get("media", "application/json"), **answer.get("headers", {})}
            self._told(answer.get("status", 200), answer.get("body"), headers)

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def _told(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            for key, value in {**(headers or {"Content-Type": "application/json"})}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _state(script: Script, order: Mapping[str, Any]) -> tuple[int, Any]:
    if order["action"] == "teardown":
        return 200, {}
    try:
        return 200, script.set_up_state(order["state"], order["params"])
    except Refusing as error:
        return 404 if error.unknown else 500, {"detail": error.message}
