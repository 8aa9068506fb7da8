"""All platforms as mocks and the runtime of the estate in one process, which reach each other by webhooks and calls."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from govkit.gate.mock_server import Mock
from govkit.gate.runtime import source_of
from govkit.mocks.listening import bound
from govkit.sync.alerts.sinks import Sink
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.identity.reading import Read, Reader
from govkit.sync.process import Process
from govkit.sync.service import Runtime, Setting
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EFFECTS, EVENTS, EXCEPTIONS, RUNS

_PATIENCE = 60.0
SENDERS = ("billing", "crm", "customer-success", "erp", "support")


class World:
    """The mocks and the runtime. What the mocks tell of by themselves starts runs as well."""

    def __init__(self, mocks: Mock, runtime: Runtime, database: Database) -> None:
        self.mocks = mocks
        self.runtime = runtime
        self.database = database
        self.lost: list[BaseException] = []
        self._numbers = itertools.count(70_000)
        self._examples: dict[str, Any] = {}
        for kind in runtime.subscriptions.types:  # as long as nobody is told of them
            system, _, event = kind.partition(".")
            if system in mocks.addresses:  # what the runtime tells itself, no platform does
                (example,) = mocks.emit(event, system=system)
                self._examples[kind] = example["body"]

    def link(self) -> None:
        """Customers and contracts are linked as the records of three platforms say."""
        contracts, call = self.runtime.contracts, self.runtime.platforms.call
        reader = Reader(contracts, self.runtime.register, call, "order-to-cash", time.sleep)
        found = Read()
        for listing in reader.listings("erp", ("customer",)):
            reader.read(listing, found)
        assert not found.unread
        mappings = self.runtime.contracts.estate.mappings
        for name, system, collection in (
            ("customer-success-2-customer", "customer-success", "/accounts"),
            ("crm-4-contract", "crm", "/contracts"),
        ):
            for record in self.mocks.records(collection, system=system):
                self.runtime.register.learn(mappings[name], record)

    def tell(self, system: str, event: str, change: Mapping[str, Any] | None = None) -> int:
        """A platform tells of an event, as its example has it but for a change; the number of the event here.

        Its id is like none before: what the mocks count begins anew when they are restored.
        """
        number = f"{next(self._numbers):05}"
        body = _changed(self._examples[f"{system}.{event}"], change or {})
        own = "id" if "id" in body else "eventId"
        body[own] = re.sub(r"\d{5}$", number, body[own])
        (delivery,) = self.mocks.emit(event, body, system=system)
        return int(self._until(lambda: self._event(system, body[own], delivery["webhookId"]), f"{event} came"))

    def change(self, system: str, collection: str, key: str, **members: Any) -> None:
        """A record of a platform becomes another one."""
        (record,) = self.mocks.records(collection, system=system, key=key)
        self.mocks.delete_records(collection, system=system, key=key)
        self.mocks.seed(collection, [{**record, **members}], system=system)

    def ask(self, method: str, system: str, path: str, body: Any) -> int:
        """People do something in a platform; the status of its answer."""
        connection = http.client.HTTPConnection(self.mocks.address.removeprefix("http://"), timeout=_PATIENCE)
        try:
            headers = {"Authorization": "Bearer finance", "Content-Type": "application/json"}
            connection.request(method, f"/{system}{path}", json.dumps(body), headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def _event(self, system: str, *names: str) -> int | None:
        known = (EVENTS.c.source == system, EVENTS.c.event_id.in_(names))
        with self.database.reading() as connection:
            found = connection.execute(sa.select(EVENTS.c.seq).where(*known)).scalar()
        return None if found is None else int(found)

    def run(self, event: int, workflow: str, *states: str) -> Any:
        """The run of a workflow for an event, once it is in one of some states: `done` or `parked` by default."""

        def found() -> Any:
            with self.database.reading() as connection:
                row = connection.execute(
                    sa.select(RUNS).where(RUNS.c.event == event, RUNS.c.workflow == workflow)
                ).first()
            assert row is not None, f"event {event} did not start {workflow}"
            return row if row.state in (states or ("done", "parked")) else None

        return self._until(found, f"{workflow} came to an end")

    def exception(self, run: int) -> Any:
        """The open exception of a run."""
        with self.database.reading() as connection:
            return connection.execute(
                sa.select(EXCEPTIONS).where(EXCEPTIONS.c.run == run, EXCEPTIONS.c.state == "open")
            ).one()

    def written(self, run: int) -> list[tuple[str, str]]:
        """What a run wrote, in order, by the ledger of the runtime: held against those of the platforms."""
        with self.database.reading() as connection:
            rows = connection.execute(
                sa.select(EFFECTS).where(EFFECTS.c.run == run, EFFECTS.c.state == "committed").order_by(EFFECTS.c.id)
            ).all()
        ledger = self.mocks.ledger(limit=100_000)
        for row in rows:
            sent = json.loads(row.request).get("body")
            there = [
                one
                for one in ledger
                if one["committed"] and (one["system"], one["operation"]) == (row.system, row.operation)
            ]
            assert there, f"{row.system} knows nothing of {row.operation}"
            assert sent is None or any(_same(one.get("body", sent), sent) for one in there), row.operation
        return [(row.system, row.operation) for row in rows]

    def act(self) -> Actions:
        """What people do."""
        return Actions(self.database, actor="anna", now=time.time)

    def retry(self, run: int) -> None:
        """People let a run go on."""
        self.act().retry(Narrowed(ids=(self.exception(run).id,)))
        self.runtime.wake()

    def _standing(self) -> list[Any]:
        with self.database.reading() as connection:
            return [(row.workflow, row.state, row.step, row.note) for row in connection.execute(sa.select(RUNS))]

    def _until(self, found: Any, what: str) -> Any:
        until = time.monotonic() + _PATIENCE
        while True:
            value = found()
            if value is not None:
                return value
            assert not self.lost, self.lost
            assert time.monotonic() < until, f"in vain it was waited until {what}: {self._standing()}"
            time.sleep(0.02)


def _changed(body: Any, change: Mapping[str, Any]) -> Any:
    """A body with some members changed, named by the way to them: `data/customer_id`."""
    copied = json.loads(json.dumps(body))
    for way, value in change.items():
        *above, last = way.split("/")
        place = copied
        for name in above:
            place = place[name]
        place[last] = value
    return copied


def _same(one: Any, other: Any) -> bool:
    return bool(json.loads(json.dumps(one, default=str)) == json.loads(json.dumps(other, default=str)))


@contextmanager
def world(top: Path, folder: Path, sinks: Sequence[Sink] = (), senders: Sequence[str] = SENDERS) -> Iterator[World]:
    """A world of an estate; its database is in a folder, `sinks` hear its alerts, `senders` tell of events."""
    listener = bound("127.0.0.1", 0)
    port = listener.getsockname()[1]
    environment = {f"{one.upper().replace('-', '_')}_WEBHOOK_SECRET": _secret() for one in senders}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        mocks = Mock(cwd=top)
    database = Database(f"sqlite:///{folder / 'sync.db'}")
    source = source_of(top)
    setting = Setting(
        source.estate,
        top,
        source.read,
        database,
        Addresses(mocks=mocks.address),
        care=Care(failures=3, cool_down=1.0),
        environment=environment,
        sinks=sinks,
    )
    made = World(mocks, Runtime(setting), database)
    process = Process(made.runtime, listener, made.lost.append, ("receiver", "worker"))
    try:
        process.start()
        made.link()
        for one in senders:
            mocks.subscribe(f"http://127.0.0.1:{port}/webhooks/{one}", system=one)
        yield made
    finally:
        process.stop()
        database.close()
        mocks.stop()


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
