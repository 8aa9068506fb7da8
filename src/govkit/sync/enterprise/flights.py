"""What is read at most once at a time: whoever asks for it meanwhile gets what comes of that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from govkit.sync.enterprise.problems import Problem

T = TypeVar("T")

_MOST = 500
"""Readings on their way, beyond which no further one is begun."""


class Flights:
    """Readings on their way, by what they read; for one event loop."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._flying: dict[Hashable, asyncio.Task[Any]] = {}

    async def once(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What comes of the reading that is on its way, else of one that begins. Raises what it raises, Problem.

        Who asks may go away: the reading goes on for the others.
        """
        task: asyncio.Task[T] | None = self._flying.get(key)
        if task is None:
            if len(self._flying) >= self._most:
                raise Problem("busy", "try it again in a second", headers={"Retry-After": "1"})
            task = asyncio.ensure_future(self._begun(read))
            self._flying[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    @staticmethod
    async def _begun(read: Callable[[], Awaitable[T]]) -> T:
        return await read()

    def _landed(self, key: Hashable, done: asyncio.Task[Any]) -> None:
        self._flying.pop(key, None)
        if not done.cancelled():
            done.exception()  # somebody else may have asked; nobody need hear of it twice
