"""The portal on a socket, in the main thread, until it is told to end; its estate is looked at again meanwhile."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from govkit.errors import GovkitError
from govkit.portal.application import answered
from govkit.portal.links import LiveLinks
from govkit.portal.page import Ask, Page, all_pages, menu
from govkit.portal.state import Held, State
from govkit.portal.workshop import ahead

_EVERY = 1.0
"""Seconds between two looks at the files of the estate, at least."""
_SHARE = 20
"""How many times as long as a look takes there is none."""

PATIENCE = 0.2
"""Seconds that somebody waits for a page before the portal says that it is being worked out."""

_log = logging.getLogger(__name__)


def serve(app: ASGIApp, listener: socket.socket, held: Held) -> None:
    """Answers until the process is told to end (SIGINT, SIGTERM)."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    ended = threading.Event()
    watching = threading.Thread(target=_watched, args=(held, ended), name="govkit-portal-watch", daemon=True)
    watching.start()
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        ended.set()
        watching.join(5)
        listener.close()


def prepare_first(held: Held) -> None:
    """Makes the first page and a list, with all that these need at the first time: whoever asks does not wait."""
    for page in all_pages():
        if page.path in ("/", "/apis"):
            with suppress(GovkitError):  # whoever asks for it is told
                answered(Ask(state=held.state, links=LiveLinks()), page, page.path)


def _watched(held: Held, ended: threading.Event) -> None:
    said, waiting, next_look = "", _unasked(), 0.0
    while not ended.wait(0.0 if waiting else _EVERY):
        try:
            if time.monotonic() >= next_look:
                start = time.monotonic()
                changed = held.look()
                next_look = time.monotonic() + max(_EVERY, _SHARE * (time.monotonic() - start))
                if changed:
                    _log.info("the estate changed and was read again")
                    waiting = _unasked()
            if waiting:
                _prepare(held.state, waiting.pop(0))
            said = ""
        except (GovkitError, OSError) as error:  # half-written files: the next look reads them whole
            if str(error) != said:
                _log.warning("the estate changed and cannot be read: %s", error)
            said = str(error)


def _unasked() -> list[Page]:
    """The pages of the menu that anybody may read: one after the other they are made before somebody asks.

    What they show of a large estate takes seconds to work out, in a process of its own.
    """
    search = [page for page in all_pages() if page.name == "search"]  # what its documents name is read behind it
    return [page for _, pages in menu() for page in pages if page.needs is None] + search


def _prepare(state: State, page: Page) -> None:
    """Works out what a page shows, which the state keeps; what goes wrong is told to whoever asks for the page."""
    try:
        with ahead():
            page.make(Ask(state=state, links=LiveLinks(), query={"q": "a"} if page.name == "search" else {}))
    except Exception:  # noqa: BLE001 - as above
        _log.debug("the page %s was not prepared", page.path, exc_info=True)
