"""The portal of the reference estate, asked without a socket."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from govkit.catalog.entries import load
from govkit.gate.configuration import today
from govkit.portal.application import application
from govkit.portal.exporting import export
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept, State
from govkit.spec.documents import FolderFiles, PatchedFiles
from govkit.sync.store.database import Database
from tests.sync.conftest import database, database_url, postgres  # noqa: F401 - the fixtures of the runtime
from tests.sync.stage import Stage
from tests.tiers import LONG

HOST = "portal.test"
ORIGIN = {"origin": f"http://{HOST}"}


class Reader:
    """Somebody with a browser that runs no script: it keeps cookies and follows nothing by itself."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self.access = access
        self.cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a POST."""
        return self.ask("POST", path, **more)

    def sign_in(self, role: Role, name: str = "") -> str:
        """Signs in as somebody with a role; the token."""
        name = name or f"a-{role.value}"
        there = self.access.tokens.named(name) is not None
        tokens = self.access.tokens
        secret = tokens.rotate(name, by="test") if there else tokens.make(name, role, by="test")
        answer = self.post("/sign-in", data={"token": secret}, headers=ORIGIN)
        assert answer.status_code == 303, answer.text
        return secret

    def send(self, path: str, form: Mapping[str, str], page: str | None = None) -> httpx.Response:
        """The answer to a form of a page, as a browser sends it."""
        shown = self.get(page or path)
        assert shown.status_code == 200, shown.text
        found = re.search(r'name="form-key" value="([^"]+)"', shown.text)
        assert found is not None, f"{page or path} has no form"
        return self.post(path, data={"form-key": found[1], **form}, headers=ORIGIN)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to a request."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(
                transport=transport, base_url=f"http://{HOST}", cookies=self.cookies
            ) as client:
                return await client.request(method, path, **more)

        answer = asyncio.run(asked())
        self.cookies.update(answer.cookies)
        return answer


def reader_of(top: Path, held: Held | None = None, access: Access | None = None, keep: Path | None = None) -> Reader:
    """Somebody who asks the portal of an estate, whose tokens lie in `keep`."""
    held = held or Held(top, lambda: None)
    access = access or Access(keep or top, held.state.database)
    return Reader(application(held, frozenset({HOST}), access), access)


@pytest.fixture(scope="session")
def portal(estate: Held, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An admin who asks the portal of the reference estate."""
    reader = reader_of(repository, estate, keep=tmp_path_factory.mktemp("portal"))
    reader.sign_in(Role.ADMIN)
    return reader


@pytest.fixture(scope="session")
def site(estate: Held, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the reference estate as files; in the short tier with a short document in place of each long one."""
    folder = tmp_path_factory.mktemp("portal") / "site"
    made = export(estate.state if LONG else _shortened(repository), folder)
    assert made.failed == ()
    return folder


_SHORT = """\
openapi: 3.1.0
info: {title: Short, version: 1.0.0}
paths:
  /things:
    get: {operationId: listThings, responses: {'200': {description: They.}}}
"""
_LONGEST = 100_000
"""Bytes of a document whose pages take seconds to write."""


def _shortened(top: Path) -> State:
    long = [file for file in (top / "specs").rglob("openapi.yaml") if file.stat().st_size > _LONGEST]
    assert long, "the reference estate has long documents"
    files = PatchedFiles(FolderFiles(top), {file.relative_to(top).as_posix(): _SHORT.encode() for file in long})
    return State(load(files, "catalog"), top, today())


# ------------------------------------------------------------------------------------------------------------ runtime


@pytest.fixture
def stage(database: Database) -> Stage:  # noqa: F811
    return Stage(database)


@pytest.fixture(scope="session")
def estate(repository: Path) -> Held:
    """The reference estate, and what pages worked out of it: for all tests that only read."""
    return Held(repository, lambda: None)


class Clock:
    """A clock that tests move."""

    at = 1_772_366_400.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


_TEAM = """\
apiVersion: govkit/v1
kind: Team
metadata: {name: finance}
spec: {contacts: [{email: finance@example.com}]}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An estate of one team, for tests of who may do what."""
    (tmp_path / "catalog/teams").mkdir(parents=True)
    (tmp_path / "govkit.yaml").write_text("{}\n")
    (tmp_path / "catalog/teams/finance.yaml").write_text(_TEAM)
    return tmp_path


@pytest.fixture
def reader(estate: Held, database_url: str, tmp_path: Path) -> Iterator[Reader]:  # noqa: F811
    """Somebody at a portal that has a database; signed in as an operator."""
    kept = Kept(lambda: Database(database_url))
    held = Held(estate.state.top, lambda: None, kept)
    found = reader_of(held.state.top, held, Access(tmp_path / "state", kept))
    found.sign_in(Role.OPERATOR, "anna")
    yield found
    kept.close()
