"""What tests of the runtime share: databases of both kinds, empty and migrated."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.sync.store.database import Database
from tests.sync.migrated import migrated
from tests.sync.postgres import Postgres

_numbers = itertools.count(1)
_TEMPLATE = "govkit_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for all tests of this process, started by the first that asks."""
    server = Postgres()
    try:
        server.start()
        server.execute(f"CREATE DATABASE {_TEMPLATE}")
        template = Database(server.url(_TEMPLATE))
        template.migrate()
        template.close()
        yield server
    finally:
        server.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of the test's own, once of each kind."""
    if request.param == "sqlite":
        made = migrated(tmp_path / "govkit.db")
        made.close()
        yield made.shown
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of the test's own, once of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


_TOLD_BY_OTHERS = ("alerts", "exceptions", "figures", "identity", "lineage", "telemetry", "reconciling")
"""Folders whose statements are plain: what differs between databases is tried beside them, in every run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL, what asks nothing of its own of a database is tried in the long run of tests."""
    for item in items:
        if "postgresql" in item.name and item.path.parent.name in _TOLD_BY_OTHERS:
            item.add_marker(pytest.mark.long)
