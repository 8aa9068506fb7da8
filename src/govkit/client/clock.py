"""Time and chance, passed in, so that a test decides what happens when."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field


class Clock:
    """The machine's own clock; a test derives another from it."""

    def monotonic(self) -> float:
        """Seconds that only ever grow: for deadlines and lifetimes."""
        return time.monotonic()

    def time(self) -> float:
        """Seconds since 1970: for dates that others wrote."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Waits, and lets others run meanwhile."""
        await asyncio.sleep(seconds)


def new_key() -> str:
    """A key that nobody had before."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class World:
    """What a call needs beside the network: time, chance, new names. `chance` gives numbers from 0 up to 1."""

    clock: Clock = field(default_factory=Clock)
    chance: Callable[[], float] = random.random
    new_key: Callable[[], str] = new_key
