"""The first section of docs/sync.md, as somebody does it who has nothing but a laptop."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.long

_PATIENCE = 90.0


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Laptop:
    """A terminal in the estate, where the ports of the guide are other ones."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.ports = {"4010": str(_free()), "4020": str(_free())}
        self._repository = repository
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(repository / "src"),
            "GOVKIT_SYNC_DATABASE": f"sqlite:///{folder / 'sync.db'}",
            "no_proxy": "*",
        }

    def typed(self, text: str) -> str:
        """A command, with the ports that are free; a server is told its own."""
        for port, other in self.ports.items():
            text = text.replace(f":{port}", f":{other}")
        served = {"govkit mock up": "4010", "govkit sync up": "4020"}
        for start, port in served.items():
            if text.startswith(start):
                text += f" --port {self.ports[port]}"
        return text

    def export(self, text: str) -> None:
        """`export NAME=…`, as a shell has it."""
        name, _, value = text.removeprefix("export ").partition("=")
        said = subprocess.run(["bash", "-c", f"echo -n {value}"], capture_output=True, text=True, check=True)
        self.environment[name] = said.stdout

    def run(self, text: str) -> str:
        """A command that ends well; what it prints."""
        done = subprocess.run(
            ["bash", "-c", self.typed(text)], check=False,
            cwd=self._repository, env=self.environment, capture_output=True, text=True, timeout=_PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self, text: str, ready: str) -> Iterator[None]:
        """A command that goes on, from when it answers at an address."""
        server = subprocess.Popen(
            shlex.split(self.typed(text)),
            cwd=self._repository, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            self.wait(self.typed(ready))
            yield
        finally:
            server.terminate()
            server.wait(_PATIENCE)

    @staticmethod
    def wait(address: str) -> None:
        """Until something answers."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                httpx.get(address, timeout=5.0)
                return
            except httpx.TransportError:
                assert time.monotonic() < until, f"nothing answers at {address}"
                time.sleep(0.1)


def test_an_amendment_goes_from_billing_to_the_books_and_to_customer_success(repository: Path, tmp_path: Path) -> None:
    guide = (repository / "docs/sync.md").read_text("utf-8").partition("## The database")[0]
    typed = [line[2:] for line in guide.splitlines() if line.startswith("$ ")]
    exports = [line for line in typed if line.startswith("export ")]
    mocks = next(line for line in typed if line.startswith("govkit mock up"))
    up = next(line for line in typed if line.startswith("govkit sync up"))
    tell, timeline = typed[-2:]
    between = [line for line in typed if line not in {*exports, mocks, up, tell, timeline}]
    assert [line.split()[:3] for line in between] == [["govkit", "sync", "migrate"], ["govkit", "sync", "links"]]
    laptop = Laptop(repository, tmp_path)
    for line in exports:
        laptop.export(line)
    with ExitStack() as running:
        running.enter_context(laptop.serving(mocks, "http://127.0.0.1:4010/__govkit__/ledger"))
        for line in between:
            laptop.run(line)
        running.enter_context(laptop.serving(up, "http://127.0.0.1:4020/healthz"))
        laptop.run(tell)
        until, shown = time.monotonic() + _PATIENCE, ""
        while not re.search(r"subscription-amendment.* is done", shown) and time.monotonic() < until:
            time.sleep(0.5)
            shown = laptop.run(timeline)
        assert re.search(r"subscription-amendment.* is done", shown), shown
        ledger = httpx.get(laptop.typed("http://127.0.0.1:4010/__govkit__/ledger")).json()
    written = {one["system"] for one in ledger if one["committed"] and one["operation"] != "subscription.amended"}
    assert {"erp", "customer-success"} <= written
