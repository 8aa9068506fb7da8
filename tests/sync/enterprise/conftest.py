"""The reference estate with consumers for tests, its mocks, and the Enterprise API over both."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.catalog.entries import VersionOf, load
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.mock_server import Mock, mock
from govkit.gate.options import Options
from govkit.spec.documents.files import FolderFiles, PatchedFiles
from govkit.spec.openapi import Contract
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care, Doors
from govkit.sync.enterprise.callers import variable
from govkit.sync.enterprise.service import Enterprise
from govkit.sync.parts import Outside, Source
from govkit.sync.store.database import Database
from tests.sync.enterprise.asking import ALL, NOT_CLEARED, SOME, TOKEN, Asking
from tests.sync.identity.trial import Clock
from tests.sync.migrated import migrated
from tests.sync.postgres import Postgres

_numbers = itertools.count(1)
TOP = Path(__file__).parents[3]
SYSTEMS = ("crm", "billing", "erp", "customer-success")
_CONSUMER = """
apiVersion: govkit/v1
kind: Consumer
metadata: {{name: {name}}}
spec:
  owner: integration-platform
  system: {system}
  grants: [{{api: enterprise@1, operations: {operations}, fields: {fields}}}]
"""
_CONSUMERS = {
    ALL: ("enterprise", "['*']", "[]"),
    SOME: (
        "enterprise",
        "['GET /customers', 'GET /customers/{id}', 'GET /customers/{id}/lineage']",
        "[Customer/health/score, Customer/legalName]",
    ),
    NOT_CLEARED: ("warehouse", "['*']", "[]"),
}


def patched() -> PatchedFiles:
    """The files of the reference estate, with the consumers of tests."""
    made = {
        f"catalog/consumers/{name}.yaml": _CONSUMER.format(
            name=name, system=system, operations=operations, fields=fields
        ).encode()
        for name, (system, operations, fields) in _CONSUMERS.items()
    }
    return PatchedFiles(FolderFiles(TOP), made)


@pytest.fixture(scope="session")
def source() -> Source:
    estate = load(patched())
    assert set(_CONSUMERS) <= set(estate.consumers), list(estate.problems)
    contracts: dict[str, Contract] = {}

    def read(version: VersionOf) -> Contract:
        if version.name not in contracts:
            contracts[version.name] = contract_of_version(estate, version, Options(), [])
        return contracts[version.name]

    return Source(estate, TOP, read)


@pytest.fixture(scope="session")
def _served() -> Iterator[Mock]:
    with mock(*SYSTEMS, cwd=TOP) as served:
        yield served


@pytest.fixture
def mocks(_served: Mock) -> Iterator[Mock]:
    """The platforms, as they are seeded."""
    yield _served
    _served.reset()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(request: pytest.FixtureRequest) -> str:
    """The store of a test: SQLite, but for those that say BOTH."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def database(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    if store == "sqlite":
        opened = migrated(tmp_path / "govkit.db")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = f"enterprise_{next(_numbers)}"
        server.execute(f"CREATE DATABASE {name}")
        opened = Database(server.url(name))
        opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def asking(source: Source, mocks: Mock, database: Database, clock: Clock) -> Iterator[Asking]:
    environment = {variable("enterprise", one): f"{one}-{TOKEN}" for one in _CONSUMERS}
    outside = Outside(Addresses(mocks=mocks.address), Doors(source.estate, Care(), clock), environment, clock)
    enterprise = Enterprise(source, outside, database, hosts=frozenset({"localhost"}))
    with asyncio.Runner() as runner:
        yield Asking(enterprise, runner)
    enterprise.close()
