"""The server: uvicorn on httptools, in one process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from govkit.mocks.application import Application
from govkit.mocks.connection import Connection

LONGEST_IDLE = 30
"""Seconds for which a connection may be silent between requests."""


class Serving:
    """A server of an application, on a socket that listens already."""

    def __init__(self, application: Application, listener: socket.socket) -> None:
        self._listener = listener
        self._server = _Server(
            uvicorn.Config(
                application,
                http=Connection,
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                log_level="critical",
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=LONGEST_IDLE,
                timeout_graceful_shutdown=2,
                limit_concurrency=1000,
            )
        )

    def run(self, ready: Callable[[], Any], later: Callable[[], Any] | None = None) -> None:
        """Serves until it is stopped. `ready` is called when requests are answered, `later` a task that runs beside."""
        self._server.ready, self._server.later = ready, later
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Ends the server, from any thread."""
        self._server.should_exit = True

    def close(self) -> None:
        """Gives the address back, where nothing was ever served."""
        self._listener.close()


class _Server(uvicorn.Server):
    """Uvicorn, telling when it answers."""

    ready: Callable[[], Any] | None = None
    later: Callable[[], Any] | None = None
    _task: asyncio.Task[Any] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to answer."""
        await super().startup(sockets)
        if self.ready is not None:
            self.ready()
        if self.later is not None:
            self._task = asyncio.get_running_loop().create_task(self.later())
