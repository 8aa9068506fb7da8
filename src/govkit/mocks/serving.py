"""The server: uvicorn on httptools, in one process, with bounds on what a caller sends before a request is whole."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from govkit.errors import UsageError
from govkit.mocks.application import Application

LONGEST_HEAD = 64 * 1024
SLOWEST_HEAD = 20.0
"""Bytes and seconds that a caller may take for the head of a request."""


class Protocol(HttpToolsProtocol):
    """One connection. Its transport is handed on with each request, so that faults can cut it."""

    _read = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begins to wait for a request."""
        super().connection_made(transport)
        self._timer = asyncio.get_running_loop().call_later(SLOWEST_HEAD, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begins to count a head."""
        super().on_message_begin()
        self._read = 0
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SLOWEST_HEAD, self.transport.close)

    def on_url(self, url: bytes) -> None:
        """Counts the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Counts a header."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hands the transport on."""
        self._stop()
        self.scope["extensions"] = {"govkit.transport": {"transport": self.transport}}
        super().on_headers_complete()

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > LONGEST_HEAD:
            raise ValueError("the head of the request is too long")  # the parser answers 400 and closes

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free one. Raises UsageError where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"nothing can be served at {host}:{port}: {reason}", hint="name another port, or 0 for any free one"
        ) from error
    return listener


class Serving:
    """A server of an application, on a socket that listens already."""

    def __init__(self, application: Application, listener: socket.socket) -> None:
        self._listener = listener
        self._server = _Server(
            uvicorn.Config(
                application,
                http=Protocol,
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                log_level="critical",
                server_header=False,
                timeout_keep_alive=30,
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
