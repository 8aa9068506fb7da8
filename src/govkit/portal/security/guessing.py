"""Signing in is limited: for each address, longer each time, and over all, so that many addresses gain nothing."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import deque
from collections.abc import Callable

FREE = 5
"""Failures of an address after which it has to wait."""
LONGEST = 900.0
"""Seconds that an address waits at most, and after which what it did is forgotten."""
OVERALL = 60
"""Failures of all addresses together within a minute."""
_MINUTE = 60.0
_MOST = 10_000


class Guesses:
    """Counts tries to sign in. Each counts as failed until it is said to be well, however many come at once."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._guard = threading.Lock()
        self._by_address: dict[str, tuple[int, float]] = {}
        self._all: deque[float] = deque(maxlen=OVERALL)

    def attempt(self, address: str) -> float:
        """Counts a try, and gives 0; or gives the seconds to wait, and counts nothing."""
        address, now = network(address), self._now()
        with self._guard:
            count, last = self._by_address.pop(address, (0, 0.0))
            if now - last >= LONGEST:
                count = 0
            wait = max(self._own_wait(count, last, now), self._common_wait(now))
            if wait > 0:
                self._by_address[address] = (count, last)
                return wait
            while len(self._by_address) >= _MOST:
                del self._by_address[next(iter(self._by_address))]
            self._by_address[address] = (count + 1, now)
            self._all.append(now)
            return 0.0

    def wait(self, address: str) -> float:
        """The seconds that an address has to wait; nothing is counted."""
        now = self._now()
        with self._guard:
            count, last = self._by_address.get(network(address), (0, 0.0))
            count = 0 if now - last >= LONGEST else count
            return max(self._own_wait(count, last, now), self._common_wait(now))

    def well(self, address: str) -> None:
        """Forgets what an address tried: it signed in."""
        with self._guard:
            self._by_address.pop(network(address), None)
            if self._all:
                self._all.pop()

    @staticmethod
    def _own_wait(count: int, last: float, now: float) -> float:
        if count < FREE:
            return 0.0
        return last + min(2.0 ** (count - FREE), LONGEST) - now

    def _common_wait(self, now: float) -> float:
        return self._all[0] + _MINUTE - now if len(self._all) == OVERALL else 0.0


def network(address: str) -> str:
    """Whom an address counts for: itself, of IPv6 the network of 64 bits, which one may have to oneself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return address
