"""Writes that cannot be read back at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from govkit.mocks.declared.program import Rules
from govkit.mocks.messages import JsonObject
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record

_PENDING = "pending"


class Settled:
    """What readers of one system see by now. Kept: until when, and what they see before; None where it is nothing."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def _of(self, resource: Resource) -> dict[int, tuple[datetime, JsonObject | None]]:
        pending: dict[str, Any] = self._behaviour.store.others.setdefault(_PENDING, {})
        found: dict[int, tuple[datetime, JsonObject | None]] = pending.setdefault(resource.name, {})
        return found

    def made(self, rules: Rules, record: Record, now: datetime) -> None:
        """Remembers when a new record will be seen."""
        if rules.settle is not None:
            self._of(rules.resource)[record.seq] = now + rules.settle, None

    def changed(self, rules: Rules, record: Record, before: JsonObject, now: datetime) -> None:
        """Remembers when a change will be seen; a change of what is not seen yet delays it."""
        if rules.settle is not None:
            pending = self._of(rules.resource)
            known = pending.get(record.seq)
            shown = known[1] if known is not None and known[0] > now else before
            pending[record.seq] = now + rules.settle, shown

    def hidden(self, resource: Resource, now: datetime) -> Collection[int]:
        """The numbers of the records that nobody sees yet."""
        pending = self._of(resource)
        for seq in [seq for seq, (until, _) in pending.items() if until <= now]:
            del pending[seq]
        return {seq for seq, (_, shown) in pending.items() if shown is None}

    def seen(self, resource: Resource, record: Record, now: datetime) -> Record | None:
        """A record as it is seen; None where it is not yet."""
        known = self._of(resource).get(record.seq)
        if known is None or known[0] <= now:
            return record
        return None if known[1] is None else record.earlier(known[1])
