"""When a call is tried again, and after how long: only where a second request cannot do harm."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from govkit.client.clock import World
from govkit.client.errors import TransportError
from govkit.client.messages import Answer, Headers

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"})
"""Methods whose second request has no effect of its own (RFC 9110, section 9.2.2)."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how patiently a call is tried.

    Waits grow twofold from `base` to `cap` seconds, each drawn anew between nothing and that ("full jitter"), and are
    never shorter than a Retry-After asks. A Retry-After beyond `longest` is not waited for. `deadline` bounds the whole
    call, its waits with it.
    """

    attempts: int = 4
    base: float = 0.5
    cap: float = 8.0
    longest: float = 60.0
    deadline: float | None = 120.0
    statuses: frozenset[int] = frozenset({408, 425, 429, 500, 502, 503, 504})

    def wait(self, attempt: int, world: World) -> float:
        """How long to wait after the attempt of this number, the first being 1."""
        return world.chance() * min(self.cap, self.base * 2.0 ** min(attempt - 1, 60))

    def after_answer(self, attempt: int, answer: Answer, safe: bool, world: World) -> float | None:
        """How long to wait before the next attempt, None where the answer stands."""
        if not safe or attempt >= self.attempts or answer.status not in self.statuses:
            return None
        asked = retry_after(answer.headers, world.clock.time())
        if asked is not None and asked > self.longest:
            return None
        return max(asked or 0.0, self.wait(attempt, world))

    def after_error(self, attempt: int, error: TransportError, safe: bool, world: World) -> float | None:
        """How long to wait before the next attempt, None where the error stands.

        What was certainly not sent may be sent again, whatever it is.
        """
        if error.hopeless or attempt >= self.attempts or (error.maybe_sent and not safe):
            return None
        return self.wait(attempt, world)


NEVER = Retry(attempts=1)
"""Every call is tried once."""


def retry_after(headers: Headers, now: float) -> float | None:
    """The seconds that a Retry-After asks for (RFC 9110, section 10.2.3), None where there is none that can be read.

    A date is read against the answer's own Date, where it has one: the two clocks need not agree.
    """
    text = next(iter(headers.all("retry-after")), "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    until = http_date(text)
    if until is None:
        return None
    here = http_date(next(iter(headers.all("date")), ""))
    return max(0.0, until - (here if here is not None else now))


def http_date(text: str) -> float | None:
    """The seconds since 1970 of an HTTP date (RFC 9110, section 5.6.7), None for what is none."""
    try:
        return parsedate_to_datetime(text.strip()).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
