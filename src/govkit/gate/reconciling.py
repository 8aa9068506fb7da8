"""Where reconciliations of an estate run: its platforms, and a database; for a dry run one that is thrown away."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.errors import GovkitError
from govkit.sync.parts import Source

if TYPE_CHECKING:
    from govkit.sync.reconciling.running import Place
    from govkit.sync.store.database import Database


@contextmanager
def place_of(
    source: Source,
    database: Database,
    servers: Sequence[str] = (),
    mocks: str | None = None,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Place]:
    """Where reconciliations run: the estate, and its platforms, closed in the end."""
    from govkit.catalog.workflows.contracts import Contracts
    from govkit.gate.configuration import settings
    from govkit.gate.generating import FOLDER
    from govkit.sync.calls import Addresses, Platforms
    from govkit.sync.reconciling.running import Place
    from govkit.sync.running.keeping import keeping_pins
    from govkit.sync.running.subscriptions import EstateSubscriptions

    said = settings(source.folder).sync
    contracts = Contracts(source.estate, source.read)
    subscriptions = EstateSubscriptions(source.estate, contracts.is_function)
    addresses = Addresses.read(source.estate, servers, mocks, said.servers)
    platforms = Platforms(contracts, source.folder / FOLDER, addresses=addresses)
    try:
        yield Place(
            contracts,
            source.folder,
            platforms.call,
            database,
            subscriptions,
            now,
            sleep,
            keeping_pins(subscriptions, now),
        )
    finally:
        platforms.close()


@contextmanager
def scratch(opened: AbstractContextManager[Database]) -> Iterator[Database]:
    """A database that is thrown away, for a dry run, with what is linked in another, where that can be opened."""
    from govkit.sync.identity.links import copy_links
    from govkit.sync.store.database import Database

    with tempfile.TemporaryDirectory(prefix="govkit-dry-") as folder:
        made = Database(f"sqlite:///{Path(folder) / 'dry.db'}")
        made.migrate()
        with contextlib.suppress(GovkitError), opened as database:
            copy_links(database, made)
        try:
            yield made
        finally:
            made.close()
