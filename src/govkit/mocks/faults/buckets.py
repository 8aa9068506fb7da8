"""A limit of requests as systems keep one: a bucket of tokens, filled by the mocks' clock."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from govkit.mocks.messages import Headers

_SLACK = 1e-9


class Bucket:
    """So many requests in so long; `burst` of them at once, where that is another number."""

    def __init__(self, requests: int, per: timedelta, burst: int | None = None) -> None:
        self.requests = requests
        self.per = per
        self.capacity = burst or requests
        self._rate = requests / per.total_seconds()
        self._tokens = float(self.capacity)
        self._at: datetime | None = None

    def _filled(self, now: datetime) -> None:
        if self._at is not None and now > self._at:
            self._tokens = min(self.capacity, self._tokens + (now - self._at).total_seconds() * self._rate)
        self._at = now

    def take(self, now: datetime) -> bool:
        """Takes a token, where there is one."""
        self._filled(now)
        if self._tokens < 1 - _SLACK:
            return False
        self._tokens -= 1
        return True

    def left(self, now: datetime) -> int:
        """How many requests are taken at once."""
        self._filled(now)
        return math.floor(self._tokens + _SLACK)

    def wait(self, now: datetime) -> float:
        """Seconds until the next request is taken."""
        self._filled(now)
        return max((1 - self._tokens) / self._rate, 0.0)

    def headers(self, now: datetime) -> Headers:
        """What may be told: limit, what is left, and the seconds until all of it is back."""
        full = math.ceil((self.capacity - self._tokens) / self._rate) if self._at is not None else 0
        window = math.ceil(self.per.total_seconds())
        left = self.left(now)
        return [
            ("limit", str(self.capacity)),
            ("remaining", str(left)),
            ("reset", str(full)),
            ("policy", f'"default";q={self.requests};w={window}'),
            ("state", f'"default";r={left};t={full}'),
        ]
