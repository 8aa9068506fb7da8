"""Loads beside the events, in a process of their own that may die at any moment: in a page, or between its commits.

Whoever comes after it goes on with its load as soon as it is gone, or its lease is over, which may be while it lives.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Document
from govkit.errors import UsageError
from govkit.spec.openapi import Contract
from govkit.sync.bulk.loading import Loading, Place
from govkit.sync.bulk.paths import paths_of
from govkit.sync.calls import Addresses, Platforms
from govkit.sync.inbox.subscribing import Subscription
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database
from govkit.sync.store.presence import present
from govkit.sync.values import Answered, Asked

Read = Callable[[VersionOf], Contract]

WORKFLOW = "change"
LEASE = 1.5
"""Seconds after which another may go on: a page takes longer now and then."""
_DIES = 0.03
"""How likely it dies at each of its boundaries."""


class Loader:
    """What one of them does, as its lot says."""

    def __init__(
        self,
        estate: Estate,
        read: Read,
        subscriptions: EstateSubscriptions,
        order: dict[str, Any],
        database: Database,
        holder: str,
    ) -> None:
        shift = float(order.get("shift", 0.0))
        contracts = Contracts(estate, read)
        documents = [one for one in map(read_document, estate.workflow_documents) if isinstance(one, Document)]
        self._path = paths_of(contracts, documents)[WORKFLOW]
        self._platforms = Platforms(
            contracts, Path(order["estate"]) / "clients", addresses=Addresses(mocks=order["mocks"])
        )
        self._log = Path(order["log"])
        self._rng = random.Random(f"loader {order['loader']}")
        self._place = Place(
            self._call,
            database,
            subscriptions,
            lambda: time.time() + shift,
            keep=self._keep,
            tell=lambda _: self._may_die("load-committed"),
            holder=holder,
            lease=LEASE,
        )

    def _call(self, asked: Asked) -> Answered:
        self._may_die("load-before-page")
        answered = self._platforms.call(asked)
        self._may_die("load-after-page")
        return answered

    def _keep(self, _connection: Connection, _subscription: Subscription) -> None:
        """It is called in the transaction that takes a page; that the pins are kept is seen to by the trial."""
        self._may_die("load-before-commit")

    def _may_die(self, boundary: str) -> None:
        if self._rng.random() < _DIES:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"kill": boundary, "at": time.time()}) + "\n")
            os.kill(os.getpid(), signal.SIGKILL)

    def load(self) -> None:
        """Goes on with the load that is not through; without one, begins another."""
        loading = Loading(self._place, most_open=1_000)
        if loading.load(self._path, "loader", resume=True) is None:
            loading.load(self._path, "loader")

    def rest(self) -> None:
        """Until it is asked for again."""
        time.sleep(self._rng.uniform(0.1, 1.0))


def work(estate: Estate, read: Read, subscriptions: EstateSubscriptions, order: dict[str, Any]) -> None:
    """Loads again and again until it is killed; who is refused, or has lost the database, tries again."""
    database = Database(order["database"], pool=3)
    with present(database) as holder:
        loader = Loader(estate, read, subscriptions, order, database, holder)
        while True:
            with suppress(DBAPIError, UsageError):
                loader.load()
            loader.rest()
