"""A bucket of tokens: so many calls in so long, as systems count them."""

from __future__ import annotations

from govkit.catalog.entries.kinds.system import RateLimit

_SLACK = 1e-9


class Bucket:
    """The share that one of several workers has of a limit; its caller holds a lock, and says what time it is."""

    def __init__(self, limit: RateLimit, workers: int = 1) -> None:
        self._set(limit, workers)
        self._tokens = self._capacity
        self._at = 0.0
        self._told = {False: 0.0, True: 0.0}

    def share(self, limit: RateLimit, workers: int, now: float) -> None:
        """Goes on with another limit, or among other many workers; what was used stays used."""
        self._fill(now)
        used = self._capacity - self._tokens
        self._set(limit, workers)
        self._tokens = min(self._tokens, self._capacity - min(used, self._capacity))

    def _set(self, limit: RateLimit, workers: int) -> None:
        self._rate = limit.requests / limit.per.total_seconds() / workers
        self._capacity = max(1.0, (limit.burst or limit.requests) / workers)

    def ready_at(self, now: float, *, yields: bool = False) -> float:
        """When to come for a token. Who has to wait is told a moment of their own, so that not all come at once.

        Who `yields` leaves half of the tokens to others, and is waited for by none of them.
        """
        self._fill(now)
        wanted = 1 + (self._capacity - 1) / 2 if yields else 1.0
        if self._tokens >= wanted - _SLACK:
            return now
        told = max(now + (wanted - self._tokens) / self._rate, self._told[yields] + 1 / self._rate)
        self._told[yields] = told
        return told

    def reserve(self, now: float) -> float:
        """Takes a token; when it may be used."""
        self._fill(now)
        self._tokens -= 1
        return now if self._tokens >= -_SLACK else now - self._tokens / self._rate

    def give_back(self) -> None:
        """A token was not used."""
        self._tokens = min(self._capacity, self._tokens + 1)

    def empty(self, now: float) -> None:
        """The system has counted more than was counted here."""
        self._fill(now)
        self._tokens = min(self._tokens, 0.0)

    def _fill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._rate)
            self._at = now
