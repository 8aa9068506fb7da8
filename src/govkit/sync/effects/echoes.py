"""Echoes: events that tell of our own writes, recognised so that no update goes round in a circle.

A platform answers a write with the record as it now is, and tells of the change with the same record. An event is an
echo of a write only where a record in it equals the one that was answered, member by member, and that record says which
version it is: what anybody else changed meanwhile makes it another one. So an event that tells something new is never
taken for one; what comes before the answer does is not recognised, and its run writes what is there already.

Who writes because of an event may well cause an event that others wait for: an invoice that was posted for billing is
to be shown to customer success. So an echo stops at the workflow that caused it, by one write or by several in a chain.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.inbox.subscribing import Cause
from govkit.sync.records import digest, plain, record_id
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import EFFECTS, EVENTS
from govkit.sync.values import Arrived, Json

_VERSIONS = frozenset({"version", "revision", "etag", "updatedat", "modifiedat", "changedat", "lastmodified"})
"""Members that differ between two states of a record."""
_DEEPEST = 3
"""Members below which an event has no record of its own, only parts of one."""
_LONGEST = 50
"""Writes and events in a row that are followed; a chain that is longer is a circle that was not recognised."""


def mark_of(record: Json) -> str | None:
    """What the echo of a write would show, by the record that was answered; None where it does not tell."""
    if not isinstance(record, dict) or not record_id(record):
        return None
    known = (value for name, value in record.items() if plain(name) in _VERSIONS)
    return digest(record) if any(isinstance(value, str | int) for value in known) else None


def caused(connection: Connection, arrived: Arrived) -> Cause | None:
    """Our own write that an event tells of; None where it tells of another, or of none."""
    marks = set(_marks(arrived.body, _DEEPEST))
    if not marks:
        return None
    mine = (EFFECTS.c.system == arrived.source, EFFECTS.c.mark.in_(marks), EFFECTS.c.state == EffectState.COMMITTED)
    asked = sa.select(EFFECTS.c.key, EFFECTS.c.workflow, EFFECTS.c.event).where(*mine).order_by(EFFECTS.c.id.desc())
    row = connection.execute(asked.limit(1)).first()
    if row is None:
        return None
    return Cause(row.key, frozenset({row.workflow, *_before(connection, row.event)}))


def _before(connection: Connection, event: int) -> Iterator[str]:
    """The workflows whose writes led to an event."""
    for _ in range(_LONGEST):
        asked = (
            sa.select(EFFECTS.c.workflow, EFFECTS.c.event)
            .join(EVENTS, EVENTS.c.echo_of == EFFECTS.c.key)
            .where(EVENTS.c.seq == event)
        )
        row = connection.execute(asked).first()
        if row is None:
            return
        yield row.workflow
        event = row.event


def _marks(value: Json, deepest: int) -> Iterator[str]:
    if isinstance(value, dict):
        mark = mark_of(value)
        if mark is not None:
            yield mark
        for member in value.values() if deepest else ():
            yield from _marks(member, deepest - 1)
