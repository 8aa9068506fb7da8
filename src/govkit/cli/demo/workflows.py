"""An act of the demonstration: an amendment flows over three platforms, one refuses it, people mend it, it goes on."""

from __future__ import annotations

import base64
import http.client
import json
import logging
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from typing import TYPE_CHECKING, Any

from govkit.cli import output
from govkit.cli.demo.platforms import TAX
from govkit.cli.demo.stage import Stage
from govkit.cli.waiting import waiting
from govkit.reports import Span
from govkit.reports.spans import line, wrap

if TYPE_CHECKING:
    from govkit.gate.mock_server import Mock
    from govkit.sync.process import Process

_PATIENCE = 60.0  # seconds
_EVENT, _WORKFLOW, _KEY = "subscription.amended", "subscription-amendment", "sub_3001"
_TAX_PATH = "/erp/tax-configurations/NL-VAT-RC"
_SENDERS = ("billing", "crm", "customer-success", "erp", "support")


def workflows(stage: Stage) -> bool:
    """Starts mocks and the runtime, and tells what becomes of an amendment; whether it ended as it must."""
    _hush()
    with _secrets() as environment, waiting("starting the platforms and the runtime"):
        mocks, process, database = _started(stage, environment)
    try:
        return _played(stage, mocks, f"sqlite:///{database}")
    finally:
        process.stop()
        mocks.stop()


def _started(stage: Stage, environment: Mapping[str, str]) -> tuple[Mock, Process, str]:
    from govkit.gate.mock_server import Mock
    from govkit.gate.runtime import source_of
    from govkit.mocks.listening import bound
    from govkit.sync.calls.addresses import Addresses
    from govkit.sync.process import Process
    from govkit.sync.service import Runtime, Setting
    from govkit.sync.store.database import Database

    listener = bound("127.0.0.1", 0)
    port = listener.getsockname()[1]
    told = [f"{name}=http://127.0.0.1:{port}/webhooks/{name}" for name in _SENDERS]
    mocks = Mock(cwd=stage.estate, webhooks=told)
    source = source_of(stage.estate)
    file = str(stage.estate / ".govkit/sync/sync.db")
    setting = Setting(
        source.estate,
        source.folder,
        source.read,
        Database(f"sqlite:///{file}"),
        Addresses(mocks=mocks.address),
        environment=environment,
    )
    process = Process(Runtime(setting), listener, lambda _: None, ("receiver", "worker"))
    process.start()
    return mocks, process, file


def _played(stage: Stage, mocks: Mock, address: str) -> bool:
    sync = _Commands(stage, address)
    mocks.state("the amendment of {contract} has not reached the books", system="erp")
    # whose numbers in the ERP are whose companies in the CRM
    linked = sync.run("links", "import", "--from", "erp", "--entity", "customer", "--as", "order-to-cash", mocks=mocks)
    _say(stage, "Billing tells that an amendment took effect: 100 devices more, for a company in Utrecht.")
    mocks.emit(_EVENT, system="billing")
    parked = sync.wait_for("parked")
    _say(stage, "The ERP cannot tax it. Customer success has what was bought; the books wait, and nothing else does.")
    sync.run("exceptions", "1")
    _say(stage, "Finance adds the tax configuration, and lets the run go on.")
    added = _put(mocks, _TAX_PATH, TAX)
    stage.show([line("  ", Span(f"PUT {_TAX_PATH}", "code"), "  ", Span(str(added), "good"))])
    sync.run("retry", "1", "--by", "finance")
    done = sync.wait_for("done")
    sync.run("timeline", _KEY)
    return linked == 0 and parked and added == 201 and done


class _Commands:
    """Commands of the runtime, shown and run as people would."""

    def __init__(self, stage: Stage, address: str) -> None:
        self._stage = stage
        self._address = address

    def run(self, *words: str, mocks: Mock | None = None) -> int:
        """The exit code of one; `mocks` are those that it reads."""
        from govkit.cli.commands.sync import sync

        shown = ["govkit", "sync", *words, *(["--mocks", mocks.address] if mocks is not None else [])]
        self._stage.show([(), line(Span("$ ", "dim"), Span(" ".join(shown), "path")), ()])
        hidden = ["--database", self._address, "--color", self._stage.color]
        with chdir(self._stage.estate):
            code = sync.main([*shown[2:], *hidden], prog_name="govkit sync", standalone_mode=False)
        return code if isinstance(code, int) else 0

    def wait_for(self, state: str) -> bool:
        """Waits until the run of the story has come to a state; whether it did."""
        from govkit.sync.store.database import Database
        from govkit.sync.telemetry.standing import standing

        database = Database(self._address)
        try:
            until = time.monotonic() + _PATIENCE
            while time.monotonic() < until:
                with database.reading() as connection:
                    found = standing(connection, now=time.time()).runs
                if (_WORKFLOW, state) in found:
                    return True
                time.sleep(0.1)
            return False
        finally:
            database.close()


def _say(stage: Stage, text: str) -> None:
    stage.show([(), *wrap([Span(text)], output.terminal_width())])


def _put(mocks: Mock, path: str, body: Mapping[str, Any]) -> int:
    connection = http.client.HTTPConnection(mocks.address.removeprefix("http://"), timeout=_PATIENCE)
    try:
        headers = {"Authorization": "Bearer demo", "Content-Type": "application/json"}
        connection.request("PUT", path, json.dumps(body), headers)
        return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def _secrets() -> Iterator[Mapping[str, str]]:
    """The secrets of webhooks, made for this story, where the mocks look for them."""

    def made(name: str) -> str:
        drawn = secrets.token_bytes(24)
        return f"whsec_{base64.b64encode(drawn).decode()}" if name in ("billing", "crm", "support") else drawn.hex()

    ours = {f"{name.upper().replace('-', '_')}_WEBHOOK_SECRET": made(name) for name in _SENDERS}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield ours
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _hush() -> None:
    """What a process tells its operators is told by the story."""
    for name in ("govkit.sync", "dbos"):
        log = logging.getLogger(name)
        log.addHandler(logging.NullHandler())
        log.propagate = False
