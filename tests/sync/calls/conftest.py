"""The reference estate with its generated clients, and a server that answers in the place of a platform."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import Estate
from govkit.catalog.entries.kinds.api import ApiVersion
from govkit.catalog.entries.lock import digest
from govkit.catalog.workflows.contracts import Contracts
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.options import Options
from govkit.spec.documents import Files
from govkit.sync.calls import Addresses, Platforms
from govkit.sync.values import Asked
from tests.client.recorder import Recorder

TOP = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def estate() -> Estate:
    return open_estate(cwd=TOP)


@pytest.fixture(scope="session", autouse=True)
def _digests_once() -> Iterator[None]:
    """Contracts are large, and do not change while tests run: each is read for its digest once."""
    known: dict[tuple[int, str], str] = {}

    def once(files: Files, version: ApiVersion) -> str:
        key = (id(files), version.definition)
        return known[key] if key in known else known.setdefault(key, digest(files, version))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("govkit.sync.calls.packages.digest", once)
        yield


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder().serving() as recorder:
        yield recorder


@pytest.fixture(scope="session")
def contracts(estate: Estate) -> Contracts:
    return Contracts(estate, lambda version: contract_of_version(estate, version, Options(), []))


@pytest.fixture
def opened(contracts: Contracts) -> Iterator[Callable[..., Platforms]]:
    """Makes platforms, and closes them in the end."""
    made: list[Platforms] = []

    def opening(**options: Any) -> Platforms:
        made.append(Platforms(contracts, TOP / "clients", **{"environment": {}, **options}))
        return made[-1]

    yield opening
    for one in made:
        one.close()


@pytest.fixture
def token() -> str:
    return secrets.token_urlsafe(16)


@pytest.fixture
def platforms(opened: Callable[..., Platforms], server: Recorder, token: str) -> Platforms:
    """All platforms at the server."""
    names = ("erp", "billing", "crm", "customer-success")
    servers = {name: f"{server.url}/{name}" for name in names}
    environment = {f"{name.upper().replace('-', '_')}_TOKEN": token for name in names}
    return opened(addresses=Addresses(servers), environment=environment)


def asked(operation: str = "listCustomers", **changes: Any) -> Asked:
    """A call that the estate's amendment of subscriptions may make."""
    said = {"consumer": "subscription-amendment", "api": "erp@2.2.0", "operation": operation}
    return Asked(**{**said, **changes})
