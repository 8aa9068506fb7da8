"""Answers that take long: whoever asks is told so after a while, and gets the answer by asking again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from starlette.responses import Response

_KEPT = 10.0
"""Seconds for which an answer lies there that nobody came back for."""
_MOST = 200
"""Answers that are made at a time while nobody waits; who asks for more waits as long as it takes."""


@dataclass(slots=True)
class _Task:
    task: asyncio.Task[Response]
    ended: float | None = field(default=None)


class Patience:
    """The answers of one application that are being made. All of it runs in the event loop."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: how long somebody waits for an answer."""
        self._seconds = seconds
        self._tasks: dict[Hashable, _Task] = {}

    async def answer(self, key: Hashable, make: Callable[[], Awaitable[Response]]) -> Response | None:
        """What `make` gives, None while it is still being made: it is made on, and given to who asks for `key` next."""
        self._sweep()
        found = self._tasks.pop(key, None)
        if found is None:
            if len(self._tasks) >= _MOST:
                return await make()
            found = _Task(asyncio.ensure_future(make()))
            found.task.add_done_callback(lambda _, found=found: _note(found))  # type: ignore[misc]  # its default
        done, _ = await asyncio.wait({found.task}, timeout=self._seconds)
        if done:
            return found.task.result()
        self._tasks[key] = found
        return None

    def forget(self) -> None:
        """Lets go of all answers: something was written, and those who ask from now on are to see it."""
        self._tasks.clear()

    def _sweep(self) -> None:
        late = time.monotonic() - _KEPT
        for key in [key for key, one in self._tasks.items() if one.ended is not None and one.ended < late]:
            del self._tasks[key]


def _note(one: _Task) -> None:
    one.ended = time.monotonic()
    if not one.task.cancelled():
        one.task.exception()  # told to whoever asks again
