"""What is done again and again while a process lives, each in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govkit.sync.store.database import is_lost

_LOG = logging.getLogger("govkit.sync")


@dataclass(frozen=True, slots=True)
class Round:
    """Something that is done every so many seconds."""

    name: str
    every: float
    do: Callable[[], object]


class Rounds:
    """Rounds on their way. `lost` hears that the database is gone; any other error is told, and the round goes on."""

    def __init__(self, rounds: Sequence[Round], lost: Callable[[BaseException], None]) -> None:
        self._rounds = rounds
        self._lost = lost
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begins all of them."""
        for one in self._rounds:
            thread = threading.Thread(target=self._go, args=(one,), name=f"govkit-{one.name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, seconds: float = 5.0) -> None:
        """Begins none any more, and gives those that are on their way some time."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)

    def _go(self, one: Round) -> None:
        while not self._stopping.is_set():
            try:
                one.do()
            except Exception as error:  # noqa: BLE001 - the next round may go well
                if is_lost(error):
                    self._lost(error)
                else:
                    _LOG.error("%s failed", one.name, exc_info=error)
            self._stopping.wait(one.every)
