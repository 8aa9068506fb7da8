"""What was last taken of each record: which event a record is, when it is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from govkit.sync.bulk.paths import Last, Path
from govkit.sync.inbox.keeping import bounded
from govkit.sync.records import digest, plain
from govkit.sync.store.tables import LOADED_RECORDS
from govkit.sync.values import Arrived, Json, Taken

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was read: the event that it is, and what is to be known of it when it is read again.

    `name` is empty where it has no `id`; `last` is None where its `id` is that of another, too.
    """

    name: str
    arrived: Arrived
    last: Last | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read under a name, and by which load."""

    last: Last | None
    load: int


def records(connection: Connection, path: Path, items: Sequence[Json], load: int) -> list[Record]:
    """The records of a page, in its order.

    Two that differ under one name in the same load are taken for two records, also if it is one that changed meanwhile:
    if they were taken for changes of each other, each load would start their runs anew.
    """
    names = [_name(path, item) for item in items]
    known = _known(connection, path.workflow, sorted({name for name in names if name}))
    found = []
    for name, item in zip(names, items, strict=True):
        before, state = known.get(name), digest(item)
        is_shared = before is not None and (
            before.last is None or (before.load == load and before.last.digest != state)
        )
        arrived = path.arrival(item, before.last if before is not None and not is_shared else None)
        last = None if is_shared or not name else Last(state, arrived.id)
        found.append(Record(name, arrived, last))
        if name:
            known[name] = _Known(last, load)
    return found


def keep(connection: Connection, path: Path, taken: Sequence[tuple[Record, Taken]], load: int) -> None:
    """Keeps what is to be known of the records of a page, in the transaction that takes their events."""
    rows = {
        record.name: {
            "workflow": path.workflow,
            "record": record.name,
            "digest": record.last.digest if record.last is not None else "",
            "event_id": record.arrived.id,
            "seq": one.seq,
            "load": load,
        }
        for record, one in taken
        if record.name
    }
    if not rows:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    added = insert(LOADED_RECORDS)
    changed = {name: added.excluded[name] for name in ("digest", "event_id", "seq", "load")}
    same = [LOADED_RECORDS.c.workflow, LOADED_RECORDS.c.record]
    connection.execute(added.on_conflict_do_update(index_elements=same, set_=changed), list(rows.values()))


def _name(path: Path, item: Json) -> str:
    """What a record calls itself; its `id` alone, for whatever else ends in one may be that of something else."""
    own = [item[name] for name in item if plain(name) == "id"] if isinstance(item, dict) else []
    return bounded(f"{path.list.operation}:{own[0]}") if len(own) == 1 and isinstance(own[0], str | int) else ""


def _known(connection: Connection, workflow: str, names: Sequence[str]) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for start in range(0, len(names), _AT_ONCE):
        asked = sa.select(LOADED_RECORDS).where(
            LOADED_RECORDS.c.workflow == workflow, LOADED_RECORDS.c.record.in_(names[start : start + _AT_ONCE])
        )
        for row in connection.execute(asked):
            found[row.record] = _Known(Last(row.digest, row.event_id) if row.digest else None, row.load)
    return found
