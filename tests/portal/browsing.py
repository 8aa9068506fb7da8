"""A portal on a socket, and a real browser that goes through it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from govkit.mocks.listening import bound
from govkit.portal.application import application
from govkit.portal.state import Held

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 180_000
"""Milliseconds that a page may take on a machine that does other things besides."""

REQUIRED = "GOVKIT_BROWSER"
"""The variable that says that a browser must be there: CI sets it."""


def browser_path() -> str:
    """Where the browser is. Skips without one, and fails where one must be there."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    said = f"no browser: none of {', '.join(NAMES)} is installed"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(said)
    pytest.skip(said)


@contextmanager
def served(held: Held) -> Iterator[str]:
    """The address of a portal of an estate, until the end."""
    listener = bound("127.0.0.1", 0)
    listener.listen()  # whoever asks before the server is ready waits
    config = uvicorn.Config(
        application(held, frozenset({"127.0.0.1"})),
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="critical",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
