"""Messages to people as they stand: sent, waiting, or dead because nobody took them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions import audit
from govkit.sync.store.states import MessageState
from govkit.sync.store.tables import MESSAGES
from govkit.sync.store.texts import as_value

_FAILS = 3
"""Tries after which people see that a message does not get through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: to whom, of what and how many, how it stands, and why the last try failed."""

    id: int
    sink: str
    kind: str
    state: MessageState
    count: int
    made_at: float
    tries: int
    due: float
    sent_at: float | None
    error: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaf:
    """One who does not hear what it is told: how many messages are dead or wait in vain, since when, and why."""

    sink: str
    dead: int
    waiting: int
    since: float
    error: str


def messages(
    connection: Connection, *, sinks: Collection[str] = (), states: Collection[MessageState] = (), limit: int = 100
) -> list[Message]:
    """The latest messages, the oldest of them first."""
    asked = sa.select(MESSAGES).order_by(MESSAGES.c.id.desc()).limit(limit)
    if sinks:
        asked = asked.where(MESSAGES.c.sink.in_(list(sinks)))
    if states:
        asked = asked.where(MESSAGES.c.state.in_(list(states)))
    return [
        Message(
            id=row.id,
            sink=row.sink,
            kind=row.kind,
            state=MessageState(row.state),
            count=row._mapping["count"],
            made_at=row.made_at,
            tries=row.tries,
            due=row.due,
            sent_at=row.sent_at,
            error=row.error,
            text=as_value(row.body)["data"]["text"] if row.body is not None else None,
        )
        for row in reversed(connection.execute(asked).all())
    ]


def deaf(connection: Connection) -> list[Deaf]:
    """Those who do not hear what they are told."""
    in_vain = sa.and_(MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.tries >= _FAILS)
    is_dead = MESSAGES.c.state == MessageState.DEAD
    asked = (
        sa.select(
            MESSAGES.c.sink,
            sa.func.sum(sa.case((is_dead, 1), else_=0)).label("dead"),
            sa.func.sum(sa.case((in_vain, 1), else_=0)).label("waiting"),
            sa.func.min(MESSAGES.c.made_at).label("since"),
            sa.func.max(MESSAGES.c.id).label("last"),
        )
        .where(sa.or_(is_dead, in_vain))
        .group_by(MESSAGES.c.sink)
        .order_by(MESSAGES.c.sink)
    )
    found = []
    for row in connection.execute(asked).all():
        error = connection.execute(sa.select(MESSAGES.c.error).where(MESSAGES.c.id == row.last)).scalar()
        found.append(
            Deaf(sink=row.sink, dead=int(row.dead), waiting=int(row.waiting), since=row.since, error=error or "")
        )
    return found


def again(connection: Connection, sinks: Collection[str], *, actor: str, now: float) -> int:
    """Lets dead messages to some, or to all, be tried anew; how many."""
    which = [MESSAGES.c.state == MessageState.DEAD, *([MESSAGES.c.sink.in_(list(sinks))] if sinks else [])]
    values = {"state": MessageState.WAITING, "tries": 0, "due": now, "error": None}
    count = connection.execute(MESSAGES.update().where(*which).values(values)).rowcount
    if count:
        audit.record(connection, at=now, actor=actor, action="tell", count=count, to=sorted(sinks) or None)
    return count


def let_go(connection: Connection, sinks: Collection[str], *, actor: str, now: float) -> int:
    """Takes dead messages to some, or to all, away; how many."""
    which = [MESSAGES.c.state == MessageState.DEAD, *([MESSAGES.c.sink.in_(list(sinks))] if sinks else [])]
    count = connection.execute(MESSAGES.delete().where(*which)).rowcount
    if count:
        audit.record(connection, at=now, actor=actor, action="untell", count=count, to=sorted(sinks) or None)
    return count
