"""The portal on a socket, in the main thread, until it is told to end; its estate is looked at again meanwhile."""

from __future__ import annotations

import logging
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from govkit.errors import GovkitError
from govkit.portal.links import LiveLinks
from govkit.portal.page import Ask, Page, menu
from govkit.portal.state import Held, State

_EVERY = 1.0
"""Seconds between two looks at the files of the estate."""

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


def _watched(held: Held, ended: threading.Event) -> None:
    said, waiting = "", _unasked()
    while not ended.wait(_EVERY):
        try:
            if held.look():
                _log.info("the estate changed and was read again")
                waiting = _unasked()
            elif waiting:
                _prepare(held.state, waiting.pop(0))
            said = ""
        except (GovkitError, OSError) as error:  # half-written files: the next look reads them whole
            if str(error) != said:
                _log.warning("the estate changed and cannot be read: %s", error)
            said = str(error)


def _unasked() -> list[Page]:
    """The pages of the menu that anybody may read: one after the other they are made before somebody asks.

    What they show of a large estate takes seconds to work out. One at each look is little, while somebody edits.
    """
    return [page for _, pages in menu() for page in pages if page.needs is None]


def _prepare(state: State, page: Page) -> None:
    """Works out what a page shows, which the state keeps; what goes wrong is told to whoever asks for the page."""
    try:
        page.make(Ask(state=state, links=LiveLinks()))
    except Exception:  # noqa: BLE001 - as above
        _log.debug("the page %s was not prepared", page.path, exc_info=True)
