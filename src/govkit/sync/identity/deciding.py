"""What people decide about who is who: that two objects are one, that one is two. Every act is in the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.mapping.identifiers import Identifier
from govkit.errors import UsageError
from govkit.sync.exceptions.audit import Entry, entries, record
from govkit.sync.identity.joining import Link
from govkit.sync.identity.links import Links, at, hold, object_of, row_of
from govkit.sync.store.tables import LINKS

_NAME = "name"
"""Whence an identifier is known that nobody linked."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What an act did, or would: the links that lead elsewhere by it, from where, and where to."""

    entity: str
    moved: tuple[Link, ...]
    golden: str


class Deciding:
    """Acts of people on links."""

    def __init__(self, links: Links, now: Callable[[], float]) -> None:
        self._links = links
        self._now = now

    def merge(self, entity: str, golden: str, into: str, *, actor: str, dry: bool = False) -> Decided:
        """Makes two objects one, called as the second is; what is written to a system names that one's identifiers.

        Raises UsageError where there is nothing to merge.
        """
        with self._links.database.begin() as connection:
            hold(self._links.database, connection, entity)
            first, second = self._held(connection, entity, golden), self._held(connection, entity, into)
            if first.golden == second.golden:
                raise UsageError(f"{golden} and {into} are one {entity} already")
            has = {link.identifier[:2] for link in second.links if not link.second}
            if not dry:
                for link in second.links:
                    _put(connection, entity, link, second.golden, second=link.second, actor=actor, now=self._now())
                for link in first.links:
                    is_second = link.second or link.identifier[:2] in has
                    _put(connection, entity, link, second.golden, second=is_second, actor=actor, now=self._now())
                before = [_told(link) for link in (*first.links, *second.links)]
                said: dict[str, Any] = {"entity": entity, "golden": first.golden, "into": second.golden}
                record(connection, at=self._now(), actor=actor, action="merge", **said, before=before)
        self._links.forget()
        return Decided(entity, first.links, second.golden)

    def split(self, entity: str, golden: str, apart: Sequence[Identifier], *, actor: str, dry: bool = False) -> Decided:
        """Takes identifiers out of an object, to one of their own; without any, takes its last merge back.

        Raises UsageError where that cannot be.
        """
        with self._links.database.begin() as connection:
            hold(self._links.database, connection, entity)
            found = self._held(connection, entity, golden)
            decided = self._apart(found, entity, apart) if apart else self._unmerged(connection, found, entity)
            if not dry:
                for link in decided.links:
                    _restore(connection, entity, link)
                said: dict[str, Any] = {"entity": entity, "golden": found.golden, "undoes": decided.undoes}
                after = [_told(link) for link in decided.links]
                record(connection, at=self._now(), actor=actor, action="split", **said, after=after)
        self._links.forget()
        moved = tuple(link for link in decided.links if link.golden != found.golden)
        return Decided(entity, moved, moved[0].golden if moved else found.golden)

    # ------------------------------------------------------------------------------------------------------------ parts

    def _held(self, connection: Connection, entity: str, golden: str) -> _Object:
        """An object as it stands: one that nobody linked is the identifier that its name is. Raises UsageError."""
        named = Identifier.parse(golden)
        if named is None:
            raise UsageError(f"{golden!r} is no canonical identifier", hint="write it as crm:company:co_1")
        given = self._links.repeats.given(entity, named)
        row = connection.execute(sa.select(LINKS.c.golden).where(*at(entity, given))).scalar()
        current = row if row is not None else str(given)
        links = tuple(object_of(connection, entity, current))
        return _Object(current, links or (Link(given, current, False, False, self._now(), _NAME),))

    def _apart(self, found: _Object, entity: str, apart: Sequence[Identifier]) -> _Split:
        meant = {self._links.repeats.given(entity, one) for one in apart}
        known = {link.identifier for link in found.links}
        if not meant <= known:
            unknown = ", ".join(sorted(map(str, meant - known)))
            raise UsageError(f"{unknown} does not belong to the {entity} {found.golden}")
        if meant == known:
            raise UsageError(f"all identifiers of the {entity} {found.golden} would go: nothing is split")
        named = Identifier.parse(found.golden)
        golden = found.golden if named in meant else str(self._links.ranks.first(entity, meant))
        stays = str(self._links.ranks.first(entity, known - meant)) if named in meant else found.golden
        links = tuple(
            Link(one.identifier, golden if one.identifier in meant else stays, one.second, True, one.at, one.by)
            for one in found.links
        )
        return _Split(_firsts(links), None)

    def _unmerged(self, connection: Connection, found: _Object, entity: str) -> _Split:
        last = _last_merge(connection, entity, found.golden)
        if last is None:
            raise UsageError(
                f"nothing was merged into the {entity} {found.golden}",
                hint="name the identifiers that are another's: govkit sync links split GOLDEN crm:company:co_2",
            )
        now = {link.identifier for link in found.links}
        before = [_parsed(one) for one in last.detail["before"]]
        return _Split(tuple(one for one in before if one.identifier in now), last.id)


@dataclass(frozen=True, slots=True)
class _Object:
    golden: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Split:
    links: tuple[Link, ...]
    undoes: int | None


def _firsts(links: Sequence[Link]) -> tuple[Link, ...]:
    """Links of which none comes second where there is no first."""
    has = {(link.golden, *link.identifier[:2]) for link in links if not link.second}
    return tuple(
        Link(one.identifier, one.golden, one.second and (one.golden, *one.identifier[:2]) in has, *_rest(one))
        for one in links
    )


def _rest(link: Link) -> tuple[bool, float, str]:
    return link.settled, link.at, link.by


def _last_merge(connection: Connection, entity: str, golden: str) -> Entry | None:
    """The last merge into an object that nobody took back."""
    acts = [one for one in entries(connection, actions=("merge", "split")) if one.detail.get("entity") == entity]
    undone = {one.detail.get("undoes") for one in acts if one.action == "split"}
    merges = [one for one in acts if one.action == "merge" and one.detail["into"] == golden and one.id not in undone]
    return merges[-1] if merges else None


def _put(connection: Connection, entity: str, link: Link, golden: str, *, second: bool, actor: str, now: float) -> None:
    """Writes a link that a person decided."""
    values = {"golden": golden, "second": second, "settled": True}
    if not connection.execute(LINKS.update().where(*at(entity, link.identifier)).values(**values)).rowcount:
        row = row_of(entity, link.identifier, golden, now, f"person {actor}", settled=True)
        connection.execute(LINKS.insert().values(**{**row, "second": second}))


def _restore(connection: Connection, entity: str, link: Link) -> None:
    """Writes a link as it is to be; what was a name alone, and no link, is one again."""
    if link.by == _NAME:
        connection.execute(LINKS.delete().where(*at(entity, link.identifier)))
        return
    values = {"golden": link.golden, "second": link.second, "settled": link.settled}
    connection.execute(LINKS.update().where(*at(entity, link.identifier)).values(**values))


def _told(link: Link) -> dict[str, object]:
    system, kind, text = link.identifier
    named = {"system": system, "type": kind, "id": text, "golden": link.golden}
    return {**named, "second": link.second, "settled": link.settled, "by": link.by}


def _parsed(said: dict[str, object]) -> Link:
    named = Identifier(str(said["system"]), str(said["type"]), str(said["id"]))
    return Link(named, str(said["golden"]), bool(said["second"]), bool(said["settled"]), 0.0, str(said["by"]))
