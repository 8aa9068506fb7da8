"""A process that serves the Enterprise API: the server, the rounds, and the estate read again when it changes."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

from govkit.errors import GovkitError
from govkit.sync.enterprise.service import Enterprise
from govkit.sync.parts import Source
from govkit.sync.rounds import Round, Rounds
from govkit.sync.serving import Serving

_LOG = logging.getLogger("govkit.sync")
_EVERY = 2.0


class EnterpriseProcess:
    """The API on a socket. `stamp` changes when files of the estate do, `read` opens it as it is then."""

    def __init__(
        self,
        enterprise: Enterprise,
        listener: socket.socket,
        lost: Callable[[BaseException], None],
        stamp: Callable[[], object],
        read: Callable[[], Source],
    ) -> None:
        self._enterprise = enterprise
        self._stamp, self._read = stamp, read
        self._known = self._seen = stamp()
        self._http = Serving(listener, enterprise.routes)
        self._rounds = Rounds([*enterprise.rounds(), Round("estate", _EVERY, self._renewed)], lost)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.port

    def start(self) -> None:
        """Begins to answer."""
        self._http.start()
        self._rounds.start()

    def stop(self) -> None:
        """Answers what has come, and ends."""
        self._http.stop()
        self._rounds.stop()
        self._enterprise.close()

    def _renewed(self) -> None:
        """Reads the estate again when its files changed, and lie still since the last look."""
        stamp = self._stamp()
        still, self._seen = stamp == self._seen, stamp
        if stamp == self._known or not still:
            return
        self._known = stamp
        try:
            self._enterprise.reload(self._read())
        except GovkitError as error:
            _LOG.error("the estate is not in order, and all goes on as before: %s", error)
            return
        self._http.refresh()
        _LOG.warning("the estate was read again")
