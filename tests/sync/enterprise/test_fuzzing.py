"""The Enterprise API asked by schemathesis all that its description allows and forbids."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from govkit.gate.mock_server import Mock
from govkit.mocks.listening import bound
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care, Doors
from govkit.sync.enterprise.callers import variable
from govkit.sync.enterprise.service import Enterprise
from govkit.sync.parts import Outside, Source
from govkit.sync.serving import Serving
from govkit.sync.store.database import Database
from tests.mocks.fuzzing import findings
from tests.sync.enterprise.asking import ALL, TOKEN
from tests.sync.enterprise.conftest import TOP

DOCUMENT = TOP / "specs" / "enterprise" / "1.0.0" / "openapi.yaml"
HEADERS = {"Authorization": f"Bearer {ALL}-{TOKEN}"}


@pytest.fixture
def address(source: Source, mocks: Mock, database: Database) -> Iterator[str]:
    """Where it is served."""
    environment = {variable("enterprise", ALL): f"{ALL}-{TOKEN}"}
    outside = Outside(Addresses(mocks=mocks.address), Doors(source.estate, Care()), environment, time.time)
    enterprise = Enterprise(source, outside, database)
    serving = Serving(bound("127.0.0.1", 0), enterprise.routes)
    serving.start()
    yield f"http://127.0.0.1:{serving.port}/v1"
    serving.stop()
    enterprise.close()


@pytest.mark.long
def test_nothing_is_found(address: str) -> None:
    found = findings(DOCUMENT, address, HEADERS)
    assert not found, "\n".join(
        f"{one.check} | {one.operation} | {one.status} | {one.message}" for one in sorted(found)
    )
