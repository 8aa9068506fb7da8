"""Links in the database: each identifier of a system leads to one canonical one, and is believed for seconds."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.catalog.mapping.identifiers import Identifier, Repeats
from govkit.sync.identity.joining import Joined, Link, joined
from govkit.sync.identity.names import Ranks
from govkit.sync.identity.refusals import Ambiguous
from govkit.sync.store.database import Database
from govkit.sync.store.tables import LINKS

BELIEVED = 2.0
"""Seconds for which what was read counts: a merge, or a split, of another process is heeded by then."""
_AT_ONCE = 500
"""Identifiers that are asked for at once."""
_MOST = 50_000
"""What is kept at most; then it is forgotten, and read again."""

Key = tuple[Any, ...]


class Links:
    """The links of all entities; safe for several threads and processes."""

    def __init__(self, database: Database, ranks: Ranks, repeats: Repeats, now: Callable[[], float]) -> None:
        self.database = database
        self.ranks = ranks
        self.repeats = repeats
        self.now = now
        self._kept: dict[Key, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    # ---------------------------------------------------------------------------------------------------------- reading

    def golden(self, entity: str, identifier: Identifier, *, fresh: bool = False) -> str:
        """The canonical identifier: that which it is linked to, else its own name."""
        identifier = self.repeats.given(entity, identifier)
        link = self._believed(("link", entity, identifier), lambda: self._link(entity, identifier), fresh=fresh)
        return link.golden if link is not None else str(identifier)

    def current(self, entity: str, golden: str, *, fresh: bool = False) -> str:
        """The canonical identifier that stands for one that was given out, perhaps before it was linked or merged."""
        named = Identifier.parse(golden)
        return golden if named is None else self.golden(entity, named, fresh=fresh)

    def of(self, entity: str, golden: str, *, fresh: bool = False) -> tuple[Link, ...]:
        """All links to a canonical identifier, in order."""
        found: tuple[Link, ...] = self._believed(
            ("object", entity, golden), lambda: self._object(entity, golden), fresh=fresh
        )
        return found

    def pairs(self, entity: str, system: str) -> list[tuple[str, str]]:
        """All that a system calls objects of an entity, each with the canonical identifier."""
        with self.database.reading() as connection:
            asked = sa.select(LINKS.c.local, LINKS.c.golden).where(LINKS.c.entity == entity, LINKS.c.system == system)
            return [(row.local, row.golden) for row in connection.execute(asked)]

    def preload(self, entity: str, identifiers: Iterable[Identifier]) -> None:
        """Reads what is known of many at once; it counts for as long as if each had been asked for."""
        told = self._given(entity, identifiers)
        now = self.now()
        with self.database.reading() as connection:
            linked = {link.identifier: link for link in _links(connection, entity, told)}
            objects = _objects(connection, entity, {link.golden for link in linked.values()})
        for one in told:
            self._keep(("link", entity, one), linked.get(one), now)
            if one not in linked:
                self._keep(("object", entity, str(one)), objects.get(str(one), ()), now)
        for golden, links in objects.items():
            self._keep(("object", entity, golden), links, now)
            for link in links:
                self._keep(("link", entity, link.identifier), link, now)

    def forget(self) -> None:
        """Reads all anew from now on."""
        with self._lock:
            self._kept.clear()

    def _believed(self, key: Key, read: Callable[[], Any], *, fresh: bool = False) -> Any:
        now = self.now()
        kept = self._kept.get(key)
        if kept is not None and not fresh and now < kept[0]:
            return kept[1]
        found = read()
        self._keep(key, found, now)
        return found

    def _keep(self, key: Key, found: Any, now: float) -> None:
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = (now + BELIEVED, found)

    def _link(self, entity: str, identifier: Identifier) -> Link | None:
        with self.database.reading() as connection:
            row = connection.execute(sa.select(LINKS).where(*at(entity, identifier))).first()
        return None if row is None else link_of(row)

    def _object(self, entity: str, golden: str) -> tuple[Link, ...]:
        with self.database.reading() as connection:
            return tuple(object_of(connection, entity, golden))

    # --------------------------------------------------------------------------------------------------------- learning

    def learn(self, entity: str, identifiers: Sequence[Identifier], by: str) -> Joined | None:
        """Links the identifiers of one record to one canonical one; None where nothing is new. Raises Ambiguous.

        An identifier alone is linked to nothing: its name says who it is.
        """
        told = self._given(entity, identifiers)
        if len(told) < 2:
            return None
        key = ("learnt", entity, told)
        kept = self._kept.get(key)
        now = self.now()
        if kept is not None and now < kept[0]:
            return None
        changed = None
        if not self._is_known(entity, told):
            with self.database.begin() as connection:
                changed = self.learn_in(connection, entity, told, by)
            if changed is not None:
                self.forget()
        self._keep(key, True, now)
        return changed

    def _given(self, entity: str, identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
        return tuple(dict.fromkeys(self.repeats.given(entity, one) for one in identifiers))

    def _is_known(self, entity: str, told: Sequence[Identifier]) -> bool:
        """Whether all are linked to one object, so that nothing is to be written, and no one to be waited for."""
        with self.database.reading() as connection:
            found = _links(connection, entity, told)
        return len(found) == len(told) and len({link.golden for link in found}) == 1

    def learn_all_in(
        self, connection: Connection, entity: str, records: Iterable[Sequence[Identifier]], by: str
    ) -> list[Ambiguous]:
        """Learns many records in a transaction of the caller's, as `learn_in` each; what is in doubt is returned.

        Records whose identifiers lead to one object already, which most do that are read again, cost nothing more.
        """
        told = [self._given(entity, one) for one in records]
        hold(self.database, connection, entity)
        known = {link.identifier: link.golden for link in _links(connection, entity, dict.fromkeys(chain(*told)))}
        doubts: list[Ambiguous] = []
        for identifiers in told:
            goldens = {known.get(one) for one in identifiers}
            if len(goldens) < 2 and None not in goldens:
                continue
            try:
                found = self.learn_in(connection, entity, identifiers, by)
            except Ambiguous as error:
                doubts.append(error)
                continue
            if found is not None:
                changed = (*identifiers, *(link.identifier for link in found.moved))
                known |= dict.fromkeys(changed, found.golden)
        return doubts

    def learn_in(
        self, connection: Connection, entity: str, identifiers: Sequence[Identifier], by: str
    ) -> Joined | None:
        """The same in a transaction of the caller's, who forgets what was read when it is committed."""
        told = self._given(entity, identifiers)
        hold(self.database, connection, entity)
        goldens = sorted({link.golden for link in _links(connection, entity, told)})
        groups = {golden: object_of(connection, entity, golden) for golden in goldens}
        found = joined(self.ranks, entity, told, groups)
        if not found.moved and not found.added:
            return None
        now = self.now()
        for link in found.moved:
            connection.execute(LINKS.update().where(*at(entity, link.identifier)).values(golden=found.golden))
        if found.added:
            connection.execute(LINKS.insert(), [row_of(entity, one, found.golden, now, by) for one in found.added])
        return found


def copy_links(database: Database, into: Database) -> None:
    """Copies all links to another database, which has none."""
    names = [one.name for one in LINKS.columns if one.name != "id"]
    with database.reading() as reading, into.begin() as writing:
        found = reading.execution_options(yield_per=1_000).execute(sa.select(*(LINKS.c[name] for name in names)))
        for rows in found.mappings().partitions():
            writing.execute(LINKS.insert(), [dict(row) for row in rows])


def hold(database: Database, connection: Connection, entity: str) -> None:
    """Lets nobody else change links of an entity until the transaction ends."""
    database.lock(connection, [f"links {entity}"])


def object_of(connection: Connection, entity: str, golden: str) -> list[Link]:
    """All links to a canonical identifier, in order."""
    asked = sa.select(LINKS).where(LINKS.c.entity == entity, LINKS.c.golden == golden)
    return [link_of(row) for row in connection.execute(asked.order_by(*_ORDER))]


_ORDER = (LINKS.c.system, LINKS.c.type, LINKS.c.second, LINKS.c.local)


def link_of(row: Row[Any]) -> Link:
    """The link that a row holds."""
    return Link(Identifier(row.system, row.type, row.local), row.golden, row.second, row.settled, row.at, row.by)


def row_of(
    entity: str, identifier: Identifier, golden: str, at: float, by: str, *, settled: bool = False
) -> dict[str, Any]:
    """The row of a link that is new."""
    system, kind, text = identifier
    named = {"entity": entity, "system": system, "type": kind, "local": text}
    return {**named, "golden": golden, "second": False, "settled": settled, "at": at, "by": by}


def _objects(connection: Connection, entity: str, goldens: Iterable[str]) -> dict[str, tuple[Link, ...]]:
    """All links to some canonical identifiers, in order."""
    found: dict[str, list[Link]] = defaultdict(list)
    listed = sorted(goldens)
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        asked = sa.select(LINKS).where(LINKS.c.entity == entity, LINKS.c.golden.in_(some))
        for row in connection.execute(asked.order_by(*_ORDER)):
            found[row.golden].append(link_of(row))
    return {golden: tuple(links) for golden, links in found.items()}


def _links(connection: Connection, entity: str, identifiers: Iterable[Identifier]) -> list[Link]:
    """Those of some identifiers that are linked."""
    if not (listed := tuple(identifiers)):
        return []
    some = (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))
    return [link for one in some for link in _some_links(connection, entity, one)]


def _some_links(connection: Connection, entity: str, identifiers: Iterable[Identifier]) -> list[Link]:
    by_type: Mapping[tuple[str, str], list[str]] = defaultdict(list)
    for one in identifiers:
        by_type[one.system, one.type].append(one.id)
    meant = [
        sa.and_(LINKS.c.system == system, LINKS.c.type == kind, LINKS.c.local.in_(texts))
        for (system, kind), texts in by_type.items()
    ]
    asked = sa.select(LINKS).where(LINKS.c.entity == entity, sa.or_(*meant))
    return [link_of(row) for row in connection.execute(asked)]


def at(entity: str, identifier: Identifier) -> tuple[sa.ColumnElement[bool], ...]:
    """What says of a row that it is that of an identifier."""
    system, kind, text = identifier
    return LINKS.c.entity == entity, LINKS.c.system == system, LINKS.c.type == kind, LINKS.c.local == text
