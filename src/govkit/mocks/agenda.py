"""What is due later, on the clock of the mocks: nothing is polled, and time that is moved on passes step by step."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from govkit.mocks.state.store import Clock

_AT_ONCE = timedelta()
_LONGEST_WAIT = 3600.0
"""Seconds after which the clock is looked at anew, should that of the machine have been set."""


class Overfull(RuntimeError):
    """More is planned than anybody needs: something plans itself again and again."""


@dataclass(eq=False, slots=True)
class Planned:
    """Something that is done at an instant, or was called off."""

    instant: datetime
    action: Callable[[], Any]
    about: str = ""
    order: int = 0
    cancelled: bool = False

    def cancel(self) -> None:
        """Calls it off; what was begun is not undone."""
        self.cancelled = True

    def __lt__(self, other: Planned) -> bool:
        return (self.instant, self.order) < (other.instant, other.order)


class Agenda:
    """What is due later. What is due at one instant is performed in the order of its planning.

    An action is a function, or a coroutine function; the latter begin in order too, and run side by side. In an event
    loop everything is performed when the clock gets there; a timer waits for the next only, and for nothing while the
    clock stands still. Without a loop, `due` performs what is due. A failure of one action is told on standard error.
    """

    def __init__(self, clock: Clock, most: int = 100_000) -> None:
        """At most so many may be planned at a time, or performed while time is moved on once."""
        self.clock = clock
        self._most = most
        self._heap: list[Planned] = []
        self._orders = 0
        self._running: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self.ahead: list[Callable[[datetime, datetime], None]] = []
        """Told before the clock is moved on, from when and to when, so that what falls due on the way is planned."""

        clock.watchers.append(self.arm)

    @property
    def planned(self) -> list[Planned]:
        """What is due later, the next first."""
        return sorted(one for one in self._heap if not one.cancelled)

    # -------------------------------------------------------------------------------------------------------- planning

    def at(self, instant: datetime, action: Callable[[], Any], about: str = "") -> Planned:
        """Plans an action. What is over is due at once. Raises Overfull."""
        if len(self._heap) >= self._most:
            self._heap = self.planned
            if len(self._heap) >= self._most:
                raise Overfull(f"more than {self._most:,} things are planned; the last is {about or 'without a name'}")
        self._orders += 1
        planned = Planned(instant, action, about, self._orders)
        heappush(self._heap, planned)
        self.arm()
        return planned

    def after(self, delay: timedelta, action: Callable[[], Any], about: str = "") -> Planned:
        """Plans an action some time from now. Raises Overfull."""
        return self.at(self.clock.now() + delay, action, about)

    def clear(self) -> None:
        """Forgets all that is planned, and stops what runs."""
        self._heap.clear()
        for task in self._running - {_current_task()}:
            task.cancel()

    # ------------------------------------------------------------------------------------------------------ performing

    def due(self) -> int:
        """Performs what is due now, and tells how much. Coroutines begin; without a loop they run to their end."""
        count = 0
        while (planned := self._next()) is not None:
            count += 1
            if count > self._most:
                raise Overfull(f"`{planned.about}` plans itself again and again")
            self._perform(planned)
        return count

    async def settled(self) -> None:
        """Waits until all that is due now is done. Raises Overfull."""
        await self._settled(0)

    async def advance(self, by: timedelta) -> None:
        """Moves the clock on: what falls due on the way is done in order, each at its own instant. Raises Overfull."""
        count = await self._settled(0)
        now = self.clock.now()
        for foresee in self.ahead:
            foresee(now, now + by)
        while (instant := self._instant(by)) is not None:
            step = max(instant - self.clock.now(), _AT_ONCE)
            by -= step
            self.clock.advance(step)
            count = await self._settled(count)
        self.clock.advance(by)

    async def stop_at(self, instant: datetime) -> None:
        """Lets the clock stand still at an instant; where that lies ahead, what falls due on the way is done before."""
        now = self.clock.now()
        if instant > now:
            self.clock.stop_at(now)
            await self.advance(instant - now)
        self.clock.stop_at(instant)

    def arm(self) -> None:
        """Waits for what is due next; called anew whenever that or the clock changes."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loop, planned = _loop(), self._head()
        if loop is None or planned is None:
            return
        left = (planned.instant - self.clock.now()).total_seconds()
        if left <= 0:
            self._timer = loop.call_soon(self._wake)
        elif self.clock.runs:
            self._timer = loop.call_later(min(left, _LONGEST_WAIT) + 0.001, self._wake)

    def _wake(self) -> None:
        self._timer = None
        planned = self._next()
        if planned is not None:
            self._perform(planned)  # one at a time, so that requests are answered between
        self.arm()

    def _head(self) -> Planned | None:
        while self._heap and self._heap[0].cancelled:
            heappop(self._heap)
        return self._heap[0] if self._heap else None

    def _instant(self, within: timedelta) -> datetime | None:
        """When the next is due, where that is within a time."""
        planned = self._head()
        return planned.instant if planned is not None and planned.instant - self.clock.now() <= within else None

    def _next(self) -> Planned | None:
        return heappop(self._heap) if self._instant(_AT_ONCE) is not None else None

    async def _settled(self, count: int) -> int:
        while True:
            while (planned := self._next()) is not None:
                count += 1
                if count > self._most:
                    raise Overfull(f"more than {self._most:,} things fell due at once; the last is `{planned.about}`")
                self._perform(planned)
            running = self._running - {_current_task()}
            if not running:
                return count
            await asyncio.wait(running)

    def _perform(self, planned: Planned) -> None:
        try:
            result = planned.action()
        except Exception:  # noqa: BLE001 - one that fails does not keep the others from being done
            traceback.print_exc()
            return
        if not inspect.isawaitable(result):
            return
        loop = _loop()
        if loop is None:
            asyncio.run(_carried_out(result))
            return
        task = loop.create_task(_carried_out(result), name=planned.about or None)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def _carried_out(work: Awaitable[Any]) -> None:
    try:
        await work
    except Exception:  # noqa: BLE001 - as above
        traceback.print_exc()


def _loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _current_task() -> asyncio.Task[Any] | None:
    return asyncio.current_task() if _loop() is not None else None
