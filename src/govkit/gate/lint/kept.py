"""Results kept by the content of what they were made of, many in one entry of the cache, by name."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from govkit.gate.cache import Cache, name_of, of_this_code
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.estates.watched import DigestsOf, Watched
from govkit.spec.documents import Files

_WORTH_KEEPING = 0.1  # seconds of making


class Kept:
    """Values of JSON by name: each is made anew where a file that it was made of is not what it was.

    `terms` are what all of them depend on beside files; a name says what one depends on. Without a cache, each is made
    once.
    """

    def __init__(self, files: Files, cache: Cache | None, *terms: str) -> None:
        self._files = files
        self._cache = cache
        self._name = name_of("lint", of_this_code(), *terms)
        self._known = read_kept(cache, self._name)
        self._digests = DigestsOf(files)
        self._spent = 0.0
        self.asked: dict[str, str | None] = {}
        """What the values that were asked for were made of, failed ones too: files by their digests."""

    def of(self, name: str, make: Callable[[Watched], Any], besides: str = "") -> Any:
        """The value of a name, which `make` makes of some files and of what `besides` says. Raises what it does."""
        record = self._known.get(name)
        if record is None or record["besides"] != besides or not self._stands(record):
            record = self._known[name] = {"besides": besides, **self._made(make)}
        self.asked |= record["asked"]
        return record["value"]

    def _made(self, make: Callable[[Watched], Any]) -> dict[str, Any]:
        start, watched = time.monotonic(), Watched(self._files)
        try:
            value = make(watched)
        finally:
            self.asked |= watched.asked
            self._spent += time.monotonic() - start
        return {"asked": watched.asked, "value": value}

    def _stands(self, record: dict[str, Any]) -> bool:
        """Whether all files that a value was made of are what they were."""
        return all(self._digests[path] == digest for path, digest in record["asked"].items())

    def save(self) -> None:
        """Keeps what was made, where it was worth it."""
        if self._cache is not None and self._spent > _WORTH_KEEPING:
            keep(self._cache, self._name, self._known)
            self._spent = 0.0
