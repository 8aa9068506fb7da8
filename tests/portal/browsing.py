"""A portal on a socket, and a real browser that goes through it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from govkit.mocks.listening import bound
from govkit.portal.application import application
from govkit.portal.security.access import Access
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
def launched() -> Iterator[Browser]:
    """A browser, until the end. Skips without one, and fails where one must be there."""
    path = browser_path()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@dataclass
class Heard:
    """What a page said to its console, refused by its policy included, and whom it asked for something."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def others(self, *own: str) -> list[str]:
        """What was asked of others than these."""
        return [url for url in self.asked if not url.startswith((*own, "data:"))]


@contextmanager
def opened(
    browser: Browser, width: int = 1440, *, scripts: bool = True, dark: bool = False, height: int = 900
) -> Iterator[tuple[Page, Heard]]:
    """A window of its own, with cookies of its own, and what is heard of it."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(PATIENCE)
    page, heard = context.new_page(), Heard()
    page.on("console", lambda message: heard.said.append(message.text))
    page.on("pageerror", lambda error: heard.said.append(str(error)))
    page.on("dialog", lambda dialog: heard.said.append(dialog.message))
    page.on("request", lambda request: heard.asked.append(request.url))
    try:
        yield page, heard
    finally:
        context.close()


def wider(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def served(held: Held, access: Access | None = None) -> Iterator[str]:
    """The address of a portal of an estate, until the end."""
    listener = bound("127.0.0.1", 0)
    listener.listen()  # whoever asks before the server is ready waits
    config = uvicorn.Config(
        application(held, frozenset({"127.0.0.1"}), access),
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
