"""Objects that were read lately: how long each is fresh, and what events make of that.

An event that concerns an object ends its freshness. What was read before an event came in, and arrives after it, is
not fresh either: who may have looked before the change, looks again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from govkit.sync.enterprise.objects import Snapshot

_MOST = 20_000
"""Objects that are kept at most."""
_RECENT = 10_000
"""Identifiers whose last event is remembered."""

Name = tuple[str, str]


@dataclass(eq=False)
class Kept:
    """An object on the shelf: fresh until, and good for until while its systems do not answer."""

    snapshot: Snapshot
    fresh_until: float
    good_until: float
    warning: str = ""


class Shelf:
    """Safe for several threads."""

    def __init__(self, now: Callable[[], float], max_age: float, stale_if_error: float) -> None:
        self._now = now
        self.max_age = max_age
        self.stale_if_error = stale_if_error
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._named: dict[Name, set[Hashable]] = {}
        self._told: OrderedDict[Name, float] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        """What is kept, fresh or not; not what is good for nothing any more."""
        found = self._kept.get(key)
        return found if found is not None and self._now() < found.good_until else None

    def fresh(self, key: Hashable) -> Kept | None:
        """What is kept and fresh."""
        found = self._kept.get(key)
        return found if found is not None and self._now() < found.fresh_until else None

    def put(self, key: Hashable, snapshot: Snapshot, began: float) -> Kept:
        """Keeps an object whose reading began then."""
        with self._lock:
            told = max((self._told.get(one, 0.0) for one in snapshot.names), default=0.0)
            fresh = self._now() if told >= began else snapshot.as_of + self.max_age
            kept = Kept(snapshot, fresh, snapshot.as_of + self.max_age + self.stale_if_error)
            self._take(key)
            self._kept[key] = kept
            for name in snapshot.names:
                self._named.setdefault(name, set()).add(key)
            while len(self._kept) > _MOST:
                self._take(next(iter(self._kept)))
            return kept

    def hold(self, key: Hashable, old: Kept, seconds: float, warning: str) -> Kept:
        """Lets an object do for a while though it is not fresh, because its systems do not answer."""
        held = Kept(old.snapshot, min(self._now() + seconds, old.good_until), old.good_until, warning)
        with self._lock:
            if self._kept.get(key) is old:
                self._kept[key] = held
        return held

    def _take(self, key: Hashable) -> None:
        old = self._kept.pop(key, None)
        for name in old.snapshot.names if old is not None else ():
            keys = self._named.get(name)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._named[name]

    def told(self, names: Iterable[Name], at: float) -> int:
        """Events came that concern whatever is called so; how many objects are not fresh any more."""
        ended = 0
        with self._lock:
            for name in names:
                self._told[name] = at
                self._told.move_to_end(name)
                for key in self._named.get(name, ()):
                    kept = self._kept[key]
                    if kept.fresh_until > self._now():
                        kept.fresh_until = self._now()
                        ended += 1
            while len(self._told) > _RECENT:
                self._told.popitem(last=False)
        return ended
