"""Any ASGI application, served on a free port of loopback for a while, in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from govkit.errors import UsageError
from govkit.mocks.listening import bound

_PATIENCE = 30.0
"""Seconds that an application may take to begin, and to end."""


@contextmanager
def hosted(application: Any) -> Iterator[str]:
    """Serves an application; where. Raises UsageError where it does not begin."""
    listener = bound("127.0.0.1", 0)
    config = uvicorn.Config(
        application,
        lifespan="auto",
        access_log=False,
        log_config=None,
        log_level="critical",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    failures: list[BaseException] = []

    def serve() -> None:
        try:
            server.run(sockets=[listener])
        except BaseException as error:  # noqa: BLE001 - told to whoever waits in the other thread
            failures.append(error)

    thread = threading.Thread(target=serve, name="govkit host", daemon=True)
    thread.start()
    try:
        _wait(server, thread, failures)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listener.close()


def _wait(server: uvicorn.Server, thread: threading.Thread, failures: list[BaseException]) -> None:
    pause = threading.Event()
    for _ in range(int(_PATIENCE / 0.02)):
        if server.started:
            return
        if not thread.is_alive():
            break
        pause.wait(0.02)
    said = str(failures[0]) if failures else "its lifespan failed" if not thread.is_alive() else "it took too long"
    raise UsageError(f"the application did not begin to answer: {said}", hint="start it by itself to see what it says")
