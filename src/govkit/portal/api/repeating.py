"""Requests that are sent again, because nobody knows whether they came: they are answered as before, and do nothing."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from govkit.portal.api.operation import Problem

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 3600.0
"""Seconds for which an answer is kept, in memory alone: some hold a token."""
_MOST = 1000


class Repeats:
    """Answers by the person who asked and the key that came with it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._guard = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, str, Response | None]] = {}

    def once(self, person: str, key: str | None, request: bytes, make: Callable[[], Response]) -> Response:
        """What `make` gives, or gave for that key before. Raises Problem for a key of another request."""
        if key is None:
            return make()
        digest, name = hashlib.sha256(request).hexdigest(), (person, key)
        with self._guard:
            self._forget()
            known = self._kept.get(name)
            if known is None:
                self._kept[name] = (self._now(), digest, None)
        if known is not None:
            _, before, answer = known
            if before != digest:
                raise Problem("conflict", "The key came with another request.")
            if answer is None:
                raise Problem("conflict", "The request with that key is under way.")
            return answer
        made: Response | None = None
        try:
            made = make()
        finally:
            with self._guard:
                if made is None:  # it is not done: it may be tried again
                    self._kept.pop(name, None)
                else:
                    self._kept[name] = (self._now(), digest, made)
        return made

    def _forget(self) -> None:
        """Lets go what is old, and the oldest of too many."""
        since = self._now() - LONGEST
        for name in [name for name, (at, _, _) in self._kept.items() if at < since]:
            del self._kept[name]
        while len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
