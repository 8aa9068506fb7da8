"""The portal of the reference estate, asked without a socket."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from govkit.portal.application import application
from govkit.portal.state import Held

HOST = "portal.test"


class Reader:
    """Somebody with a browser that runs no script: it keeps cookies and follows nothing by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a POST."""
        return self.ask("POST", path, **more)

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


def reader_of(top: Path, held: Held | None = None) -> Reader:
    """Somebody who asks the portal of an estate."""
    return Reader(application(held or Held(top, lambda: None), frozenset({HOST})))


@pytest.fixture(scope="session")
def portal(repository: Path) -> Reader:
    """Somebody who asks the portal of the reference estate."""
    return reader_of(repository)
