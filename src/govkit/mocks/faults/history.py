"""Older states of systems, kept only while somebody is to be shown them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govkit.mocks.state.behaviour import Behaviour
    from govkit.mocks.state.store import Clock, Store

_MOST = 200
"""States of one system; the oldest are forgotten."""


class History:
    """What systems held before each of their writes, as far back as is asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._age: timedelta | None = None
        self._before: dict[str, list[tuple[datetime, Store]]] = {}

    def keep(self, age: timedelta | None) -> None:
        """Keeps states of that age from now on; None: keeps nothing."""
        self._age = age
        if age is None:
            self._before.clear()

    def clear(self) -> None:
        """Forgets what was, for it is not what came before what is now."""
        self._before.clear()

    @property
    def is_kept(self) -> bool:
        """Whether anything is kept."""
        return self._age is not None

    def before_write(self, behaviour: Behaviour) -> None:
        """Keeps what a system holds, for it is about to change."""
        if self._age is None:
            return
        now = self._clock.now()
        kept = self._before.setdefault(behaviour.system.name, [])
        kept.append((now, behaviour.store.snapshot()))
        first = next((at for at, (when, _) in enumerate(kept) if when > now - self._age), len(kept))
        del kept[: max(first, len(kept) - _MOST)]

    @contextmanager
    def shown(self, behaviour: Behaviour, as_of: datetime) -> Iterator[None]:
        """Within it, a system holds what it held at an instant."""
        kept = self._before.get(behaviour.system.name, ())
        older = next((store for when, store in kept if when > as_of), None)
        if older is None:
            yield
            return
        present = behaviour.records.store
        behaviour.records.store = older
        try:
            yield
        finally:
            behaviour.records.store = present
