"""`govkit sync up` as a process: what it takes, what it says, how it ends, and what it makes of a changed estate."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from govkit.sync.store.database import Database
from govkit.sync.store.tables import RUNS
from tests.sync.postgres import Postgres

_PATIENCE = 90.0
_SECRET = secrets.token_bytes(24)
_KEY = f"whsec_{base64.b64encode(_SECRET).decode()}"


@pytest.fixture
def estate(tmp_path: Path, repository: Path) -> Path:
    """A small estate, of whose systems one sends webhooks."""
    copied = shutil.copytree(repository / "tests/chaos/estate", tmp_path / "estate")
    billing = copied / "catalog/systems/billing.yaml"
    said = "webhooks: {scheme: standard-webhooks, secretEnv: BILLING_WEBHOOK_SECRET}"
    billing.write_text(billing.read_text().replace("integration: {", f"integration: {{{said}, "))
    api = copied / "catalog/apis/billing.yaml"
    api.write_text(api.read_text().replace("lifecycle: draft", "lifecycle: active"))
    return copied


class Up:
    """The process."""

    def __init__(self, estate: Path, *arguments: str) -> None:
        root = Path(__file__).parents[2]
        environment = {**os.environ, "PYTHONPATH": str(root / "src"), "BILLING_WEBHOOK_SECRET": _KEY, "NO_COLOR": "1"}
        command = [sys.executable, "-m", "govkit", "sync", "up", *arguments]
        self.process = subprocess.Popen(
            command, cwd=estate, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.told: dict[str, str] = {}
        self.complaints: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.complaints.append(line)

    def begin(self) -> None:
        """Waits until it has said all that it says at its start."""
        assert self.process.stdout is not None
        while "platforms" not in self.told:
            line = self.process.stdout.readline()
            assert line, "".join(self.complaints)
            name, _, said = line.strip().partition(" ")
            self.told[name] = said.strip()

    @property
    def port(self) -> int:
        return int(self.told["listening"].rpartition(":")[2])

    def wait_for(self, text: str) -> None:
        self.wait_until(lambda: any(text in one for one in self.complaints))

    def wait_until(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not holds():
            assert time.monotonic() < until, "".join(self.complaints)
            time.sleep(0.05)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def deliver(self, number: int) -> int:
        """Delivers an event as billing does; the status of the answer."""
        data: dict[str, Any] = {
            "subscription": f"sub-{number}", "change": number, "tier": "basic", "lines": [], "customer": "c-1",
            "contract": "k-1", "region": "eu", "amount": "12.50", "currency": "EUR",
        }  # fmt: skip
        body = json.dumps({"id": f"evt-{number}", "type": "subscription.changed", "data": data}).encode()
        at = str(int(time.time()))
        signed = base64.b64encode(hmac.digest(_SECRET, f"evt-{number}.{at}.".encode() + body, hashlib.sha256)).decode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": f"evt-{number}",
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{signed}",
        }
        return self.ask("POST", "/webhooks/billing", body, headers)[0]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Asks it to end; its exit code."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        return code


@contextmanager
def up(estate: Path, *arguments: str) -> Iterator[Up]:
    started = Up(estate, "--port", "0", "--mocks", "http://127.0.0.1:9", *arguments)
    try:
        yield started
    finally:
        started.process.kill()
        started.ended()
        for stream in (started.process.stdout, started.process.stderr):
            assert stream is not None
            stream.close()


def _pins(url: str) -> dict[str, str]:
    database = Database(url)
    with database.reading() as connection:
        rows = connection.execute(sa.select(RUNS.c.key, RUNS.c.pin)).all()
    database.close()
    return {row.key: row.pin for row in rows}


_HEARD = """\
sync:
  alerts:
    shift: {file: alerts.jsonl}
    far: {webhook: https://hooks.example/x, secretEnv: NO_SUCH_SECRET}
"""


@pytest.mark.requirement("S1")
def test_it_keeps_what_is_delivered_and_goes_on_with_a_changed_estate(estate: Path) -> None:
    """One process, from its start to a gentle end: events after a change start what the estate is then.

    Who hears alerts is what the settings say then, too.
    """
    with up(estate) as running:
        running.begin()
        assert running.told["roles"] == "receiver, pollers, worker, as worker-1"
        assert running.told["workflows"] == "1 start by 2 kinds of events", "a webhook, and its bulk path"
        assert running.told["platforms"] == "mocks at http://127.0.0.1:9"
        assert running.ask("GET", "/healthz") == (200, b'{"status":"ok"}')
        assert b"govkit_sync_database_up 1.0" in running.ask("GET", "/metrics")[1]
        assert running.deliver(1) == 204
        assert running.ask("POST", "/webhooks/billing", b"{}", {"Content-Type": "application/json"})[0] == 401

        workflow = estate / "catalog/workflows/change.arazzo.yaml"
        whole = workflow.read_text()
        workflow.write_text("arazzo: [")
        running.wait_for("the estate is not in order, and all goes on as before")
        assert running.deliver(2) == 204
        workflow.write_text(whole.replace("retryLimit: 8", "retryLimit: 7"))
        running.wait_for("the estate was read again")
        assert running.deliver(3) == 204
        (estate / "govkit.yaml").write_text(_HEARD)
        running.wait_for("not ready: alerts to far: the environment variable NO_SUCH_SECRET")
        assert running.deliver(4) == 204
        running.wait_until((estate / "alerts.jsonl").exists)
        assert running.end() == 0
    assert '"key":"sub-4"' in (estate / "alerts.jsonl").read_text(), "its platforms are not there"
    pins = _pins(f"sqlite:///{estate / '.govkit/sync/sync.db'}")
    assert pins["sub-1"] == pins["sub-2"] != pins["sub-3"]


def test_a_second_worker_on_one_file_is_refused_and_an_interrupt_is_told_by_the_exit_code(estate: Path) -> None:
    with up(estate) as first:
        first.begin()
        with up(estate) as second:
            assert second.ended() == 2
        assert "a worker runs on sqlite:///" in "".join(second.complaints)
        assert "hint: stop it, or use PostgreSQL" in "".join(second.complaints)
        with up(estate, "--role", "receiver") as receiver:
            receiver.begin()
            assert receiver.told["roles"] == "receiver"
            assert receiver.deliver(1) == 204
            assert receiver.end() == 0
        assert first.end(signal.SIGINT) == 130


def test_a_port_that_is_taken_is_told_at_once(estate: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with up(estate, "--port", str(port)) as running:
            assert running.ended() == 2
    assert f"nothing can be served at 127.0.0.1:{port}" in "".join(running.complaints)


@pytest.mark.postgres
def test_a_process_that_loses_its_database_ends_at_once(estate: Path) -> None:
    server = Postgres()
    try:
        server.start()
        server.execute("CREATE DATABASE lost")
        url = server.url("lost")
        with up(estate, "--database", url) as running:
            assert running.ended() == 2
        assert "hint: make them: govkit sync migrate" in "".join(running.complaints)
        command = [sys.executable, "-m", "govkit", "sync", "migrate", "--database", url]
        subprocess.run(command, cwd=estate, check=True, capture_output=True)
        with up(estate, "--database", url) as running:
            running.begin()
            server.stop(immediate=True)
            assert running.ended() == 2
        said = "".join(running.complaints)
        assert "is lost" in said
        assert url.rpartition("@")[0].rpartition(":")[2] not in said, "the password is not shown"
    finally:
        server.close()
