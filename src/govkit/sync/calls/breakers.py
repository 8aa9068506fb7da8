"""A circuit breaker: a system that fails again and again is left alone for a while, then tried by one call."""

from __future__ import annotations

import pybreaker

_LOOK_AGAIN = 5.0
"""The seconds after which runs look again that wait for what the one call finds, …"""
_GLANCE = 0.1
"""… and after which calls do that are about to be made."""


class _Failed(Exception):
    """What the library counts."""


class Breaker:
    """The breaker of one system, by the library's states; its caller holds a lock, and says what time it is.

    The library would hold a lock of its own while a call lasts, and read the machine's clock: it is told how calls
    ended, and asks nothing.
    """

    def __init__(self, failures: int, cool_down: float) -> None:
        self._circuit = pybreaker.CircuitBreaker(fail_max=failures, throw_new_error_on_trip=False)
        self._cool_down = cool_down
        self._until = 0.0
        self._promised = 0.0
        self._is_tried = False

    @property
    def _is_closed(self) -> bool:
        return self._circuit.current_state == pybreaker.STATE_CLOSED

    def open_until(self, now: float) -> float | None:
        """Until when no call is let through; None where one is."""
        if self._is_closed or (now >= self._until and not self._is_tried):
            return None
        return now + self._look_again if self._is_tried else self._until

    def ready_at(self, now: float) -> float:
        """When to come for a call. Of those who wait for an open breaker, one is told to come and the others later."""
        until = self.open_until(now)
        if until is not None or self._is_closed:
            return now if until is None else until
        if now < self._promised:
            return self._promised
        self._promised = now + self._look_again
        return now

    def look_at(self, now: float, latest: float) -> float:
        """When a call that was not let through looks again: soon and till `latest`, where another is trying."""
        until = self.open_until(now)
        assert until is not None, "asked where none is let through"
        return now + _GLANCE if self._is_tried and now + _GLANCE <= latest else until

    def enter(self, now: float) -> bool | None:
        """Lets a call through, where it may: whether it is the one that tries; None where it may not."""
        if self._is_closed:
            return False
        if self.open_until(now) is not None:
            return None
        self._circuit.half_open()
        self._is_tried = True
        return True

    def leave(self, now: float, *, tries: bool, failed: bool | None) -> None:
        """A call is over, and failed or not; None: it was not made."""
        if tries:
            self._is_tried = False
            self._promised = 0.0
        if failed is None or not (tries or self._is_closed):  # it began before the others failed, and tells no news
            return
        try:
            self._circuit.call(_end, failed)
        except _Failed:
            if not self._is_closed:
                self._until = now + self._cool_down

    @property
    def _look_again(self) -> float:
        return min(_LOOK_AGAIN, self._cool_down)


def _end(failed: bool) -> None:
    if failed:
        raise _Failed
