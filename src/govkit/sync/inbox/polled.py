"""What a poll saw last of each record that does not say when it changed: a state that comes back is a change again.

A record that says when it changed is another event with each moment. One that does not is told from what it was when it
was read last, which is kept for good: events are swept away, and what they are called is no memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from govkit.sync.inbox.keeping import bounded
from govkit.sync.inbox.polls import Poll
from govkit.sync.records import digest, record_id
from govkit.sync.store.tables import POLLED_RECORDS
from govkit.sync.values import Arrived, Json

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Seen:
    """A record as it was read last: empty where one reading listed several states under its name.

    `changes` counts those since it was read first, `asked` is when the reading began.
    """

    digest: str
    changes: int
    asked: float


def told(connection: Connection, poll: Poll, arrivals: Sequence[tuple[Json, Arrived]], asked: float) -> list[Arrived]:
    """What of the events of a page is to be taken, and keeps what their records are now, in the caller's transaction.

    Of records that do not say when they changed, those that are as they were are left out, and a change has a name of
    its own, also where it leads back. Records that share a name, as one reading shows, are told apart by what they are.
    """
    names = [_name(poll, item, arrived) for item, arrived in arrivals]
    seen = _seen(connection, poll.name, sorted({name for name in names if name}))
    found: list[Arrived] = []
    for name, (item, arrived) in zip(names, arrivals, strict=True):
        if not name:
            found.append(arrived)
            continue
        state, before = digest(item), seen.get(name)
        after = _after(before, state, asked)
        if before is not None and after.changes > before.changes:
            found.append(replace(arrived, id=_called(arrived.id, after.changes)))
        elif before is None or after.digest != before.digest or not before.digest:
            found.append(arrived)
        seen[name] = after
    _keep(connection, poll.name, {name: seen[name] for name in names if name})
    return found


def _after(before: _Seen | None, state: str, asked: float) -> _Seen:
    if before is None or before.digest == state:
        return _Seen(state, before.changes if before is not None else 0, asked)
    if before.asked == asked:
        return _Seen("", before.changes, asked)
    return _Seen(state, before.changes + bool(before.digest), asked)


def _called(name: str, change: int) -> str:
    """The name of a change; that of a record which is read first stays, as events had it before these were counted."""
    head, _, state = name.rpartition(":")
    return f"{head}~{change}:{state}"


def _name(poll: Poll, item: Json, arrived: Arrived) -> str:
    """What a record is kept under; empty where it says when it changed, or what it is called is not known."""
    if arrived.type != poll.type or poll.moment(item) is not None:
        return ""
    return bounded(record_id(item))


def _seen(connection: Connection, poll: str, names: Sequence[str]) -> dict[str, _Seen]:
    known = POLLED_RECORDS.c
    return {
        row.record: _Seen(row.digest, row.changes, row.asked_at)
        for some in _some(names)
        for row in connection.execute(sa.select(POLLED_RECORDS).where(known.poll == poll, known.record.in_(some)))
    }


def _some(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]


def _keep(connection: Connection, poll: str, seen: dict[str, _Seen]) -> None:
    if not seen:
        return
    rows = [
        {"poll": poll, "record": name, "digest": one.digest, "changes": one.changes, "asked_at": one.asked}
        for name, one in seen.items()
    ]
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    added = insert(POLLED_RECORDS)
    changed = {name: added.excluded[name] for name in ("digest", "changes", "asked_at")}
    same = [POLLED_RECORDS.c.poll, POLLED_RECORDS.c.record]
    connection.execute(added.on_conflict_do_update(index_elements=same, set_=changed), rows)
