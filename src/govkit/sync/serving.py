"""The HTTP server of a process of the runtime, in a thread: deliveries, `/metrics` and `/healthz`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from govkit.errors import UsageError

_PATIENCE = 10.0
"""Seconds that the server may take to begin, and to end."""


class Serving:
    """A server on a socket that is bound already. `routes` are asked for anew by `refresh`."""

    def __init__(self, listener: socket.socket, routes: Callable[[], Sequence[BaseRoute]]) -> None:
        self._listener = listener
        self._routes = routes
        self._application = Starlette()
        self.refresh()
        config = uvicorn.Config(
            self._answer,
            interface="asgi3",  # which is not seen of a bound method
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            log_level="critical",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="govkit-http", daemon=True
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def refresh(self) -> None:
        """Later requests are answered by the routes that there are now."""
        self._application = Starlette(routes=list(self._routes()))

    def start(self) -> None:
        """Begins to answer. Raises UsageError where that cannot be."""
        self._thread.start()
        pause = threading.Event()
        for _ in range(int(_PATIENCE / 0.02)):
            if self._server.started:
                return
            if not self._thread.is_alive():
                break
            pause.wait(0.02)
        raise UsageError("the HTTP server did not begin to answer")

    def stop(self) -> None:
        """Answers what has come, and nothing more."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)
        self._listener.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._application(scope, receive, send)
