"""The API of the portal asked by schemathesis all that its description allows and forbids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.portal.api.catalog import REPORTS
from govkit.portal.api.document import BASE, VERSION
from govkit.portal.links import LiveLinks
from govkit.portal.page import Ask
from govkit.portal.pages.report import report_of
from govkit.portal.security.access import Access
from govkit.portal.security.guessing import Guesses
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from tests.mocks.fuzzing import findings
from tests.portal.browsing import served
from tests.portal.test_operations import reconciled
from tests.sync.stage import Stage


class Patient(Guesses):
    """Makes nobody wait: wrong tokens are a part of what is asked."""

    def attempt(self, address: str) -> float:
        return 0.0


@pytest.fixture
def asked(repository: Path, database_url: str, database: Database, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where it is served, over a runtime in which something happened, and the token of an admin."""
    stage = Stage(database)
    for number in range(30):
        run = stage.run(key=f"cus_{number % 9}")
        stage.effect(run)
        stage.parked(run, unknown=number % 7 == 0)
    stage.run(key="through", state=RunState.DONE, finished_at=stage.now + 9)
    reconciled(stage)
    kept = Kept(lambda: Database(database_url))
    access = Access(tmp_path / "state", kept, guesses=Patient())
    secret = access.tokens.make("fuzzing", Role.ADMIN, by="test")
    held = Held(repository, lambda: None, kept)
    for name in REPORTS:  # what takes seconds to work out is there, as where a portal runs for a while
        report_of(Ask(state=held.state, links=LiveLinks()), name)
    with served(held, access) as address:
        yield address + BASE, secret
    kept.close()


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_found(asked: tuple[str, str], repository: Path) -> None:
    address, secret = asked
    document = repository / "specs" / "portal" / VERSION / "openapi.yaml"
    found = findings(document, address, {"Authorization": f"Bearer {secret}"})
    assert not found, "\n".join(
        f"{one.check} | {one.operation} | {one.status} | {one.message}" for one in sorted(found)
    )
