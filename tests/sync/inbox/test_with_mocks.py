"""The receiver and the mocks of the reference estate: what these send and sign is taken, every event of them."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from govkit.catalog.workflows.check import read_all
from govkit.mocks.listening import bound
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.receiver import Receiver
from govkit.sync.inbox.refusals import Ledger
from govkit.sync.inbox.senders import senders_of
from govkit.sync.store.database import Database
from tests.mocks.serving import serving
from tests.mocks.webhook_control import control
from tests.sync.inbox.estates import reference
from tests.sync.inbox.stage import Listed, events

SYSTEMS = ("billing", "crm", "customer-success", "erp", "support")


@contextmanager
def served(receiver: Receiver) -> Iterator[str]:
    """The receiver on a free port of loopback; its address."""
    listener = bound("127.0.0.1", 0)
    config = uvicorn.Config(receiver.application(), log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run([listener]), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_event_that_a_platform_tells_is_taken_once(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = secrets.token_bytes(24)
    text = secret.hex() if system in ("erp", "customer-success") else f"whsec_{base64.b64encode(secret).decode()}"
    variable = f"{system.upper().replace('-', '_')}_WEBHOOK_SECRET"
    monkeypatch.setenv(variable, text)
    contracts = reference()
    documents = read_all(contracts.estate.workflow_documents).documents
    database = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    database.migrate()
    refused: list[tuple[str, str]] = []
    receiver = Receiver(
        senders_of(contracts, documents, {variable: text}, time.time),
        Intake(database, Listed(), time.time),
        Ledger(database, time.time, lambda *what: refused.append(what)),
    )
    with served(receiver) as url, serving(system) as mock:
        control(mock, "POST", "webhooks", {"url": f"{url}/webhooks/{system}", "system": system, "time": "machine"})
        names = mock.mocks.webhooks.names(system)
        for name in names:
            control(mock, "POST", "events", {"system": system, "event": name})
        sent = _delivered(mock, len(names))
    assert refused == []
    assert {one["state"] for one in sent} == {"taken"}
    kept = events(database)
    assert sorted(one.type for one in kept) == sorted(f"{system}.{name}" for name in names)
    assert {one.event_id for one in kept} == {one["webhookId"] for one in sent}
    database.close()


def _delivered(mock: object, count: int) -> list[dict[str, str]]:
    until = time.monotonic() + 20
    while True:
        found: list[dict[str, str]] = control(mock, "GET", "deliveries")  # type: ignore[arg-type]
        if len(found) >= count and all(one["state"] != "pending" for one in found):
            return found
        assert time.monotonic() < until, found
        time.sleep(0.05)
