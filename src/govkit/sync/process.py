"""A process of the runtime: it receives, asks and works, as its roles say, until it is stopped."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from govkit.errors import GovkitError
from govkit.sync.alerts.sinks import Sink
from govkit.sync.parts import Source
from govkit.sync.rounds import Round, Rounds
from govkit.sync.service import Runtime
from govkit.sync.serving import Serving

ROLES: Final = ("receiver", "pollers", "worker")

_LOG = logging.getLogger("govkit.sync")


@dataclass(frozen=True, slots=True)
class Renewal:
    """How the estate is read again: `stamp` changes when its files do, `read` opens it as it is then.

    `sinks` are those who are to hear alerts then, where they may be others.
    """

    stamp: Callable[[], object]
    read: Callable[[], Source]
    every: float = 2.0
    sinks: Callable[[], Sequence[Sink]] | None = None


class Process:
    """The roles of one process, put together. `lost` hears what the process cannot go on with."""

    def __init__(
        self,
        runtime: Runtime,
        listener: socket.socket,
        lost: Callable[[BaseException], None],
        roles: Collection[str] = ROLES,
        renewal: Renewal | None = None,
        keep: float | None = None,
    ) -> None:
        """What is over for `keep` seconds is taken away; nothing is where it is None."""
        self._runtime = runtime
        self._roles = roles
        self._lost = lost
        self._renewal = renewal
        self._keep = keep
        self._stamp: object = None
        self._seen: object = None
        self._asked = threading.Event()
        self._ended = threading.Event()
        self._http = Serving(listener, lambda: runtime.routes(receiver="receiver" in roles))
        self._rounds = Rounds(list(self._all_rounds()), self._fatal)
        runtime.fatal = self._fatal

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.port

    @property
    def not_ready(self) -> Mapping[str, str]:
        """The systems whose deliveries cannot be verified, and why."""
        senders = self._runtime.parts.senders if "receiver" in self._roles else {}
        return {name: one.unready for name, one in sorted(senders.items()) if one.verify is None}

    def start(self) -> str | None:
        """Begins; the name of its worker. Raises StoreUnready, and UsageError where there may be no further worker."""
        self._runtime.prepare()
        name = self._runtime.start() if "worker" in self._roles else None
        if self._renewal is not None:
            self._stamp = self._seen = self._renewal.stamp()
        self._http.start()
        self._rounds.start()
        return name

    def stop(self) -> None:
        """Ends: what is on its way goes on when a worker is started again."""
        self._ended.set()
        self._http.stop()
        self._rounds.stop()
        self._runtime.stop()
        self._runtime.refused.flush()

    def renew(self) -> None:
        """Reads the estate again at the next look, whether its files changed or not."""
        self._asked.set()

    # ----------------------------------------------------------------------------------------------------------- rounds

    def _all_rounds(self) -> Iterator[Round]:
        if "pollers" in self._roles:
            yield Round("polls", 1.0, self._runtime.ask)
            yield Round("schedules", 1.0, self._runtime.tick)
        if not self._runtime.database.is_sqlite:  # else there is but one worker
            yield Round("share", 5.0, self._runtime.share)
        if "worker" in self._roles:
            yield Round("late", 5.0, self._runtime.tell_late)
            yield Round("breakers", 0.5, self._runtime.tell_down)
            yield Round("superseding", 2.0, self._runtime.supersede)
            yield Round("escalation", 10.0, self._runtime.escalate)
            yield Round("alerts", 1.0, self._runtime.alert)
            yield Round("reconciliations", 5.0, self._runtime.reconcile)
            if self._keep is not None:
                yield Round("retention", 3600.0, lambda: self._runtime.sweep(self._keep or 0.0))
        if "receiver" in self._roles:
            yield Round("refused", 5.0, self._runtime.refused.flush)
        if self._renewal is not None:
            yield Round("estate", self._renewal.every, self._renewed)

    def _renewed(self) -> None:
        """Reads the estate again when its files changed, and lie still since the last look."""
        assert self._renewal is not None, "else it is not asked for"
        stamp = self._renewal.stamp()
        still, self._seen = stamp == self._seen, stamp
        if not self._asked.is_set() and (stamp == self._stamp or not still):
            return
        self._asked.clear()
        self._stamp = stamp
        try:
            sinks = self._renewal.sinks() if self._renewal.sinks is not None else None
            self._runtime.reload(self._renewal.read())
        except GovkitError as error:
            _LOG.error("the estate is not in order, and all goes on as before: %s", error)
            return
        if sinks is not None:
            for name, why in self._runtime.hear(sinks).items():
                _LOG.warning("not ready: alerts to %s: %s", name, why)
        self._http.refresh()
        _LOG.warning("the estate was read again")

    def _fatal(self, error: BaseException) -> None:
        if not self._ended.is_set():
            self._lost(error)
