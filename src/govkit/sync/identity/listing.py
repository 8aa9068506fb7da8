"""Links as people see and give them: by object, and row by row from a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.entries import Estate
from govkit.catalog.mapping.identifiers import Identifier
from govkit.errors import InputError, Place, UsageError
from govkit.spec.expressions import close_to
from govkit.sync.identity.links import Links, link_of
from govkit.sync.identity.refusals import Ambiguous
from govkit.sync.store.tables import LINKS

COLUMNS = ("entity", "system", "type", "id", "golden")


@dataclass(frozen=True, slots=True)
class Linked:
    """An object: all that it is called, and where it is called by more than one name of a sort."""

    entity: str
    golden: str
    identifiers: tuple[str, ...]
    double: tuple[str, ...]


def listed(
    connection: Connection, *, entity: str | None = None, system: str | None = None, own: str | None = None
) -> list[Linked]:
    """The objects that are linked; those alone that a system, or an identifier, is part of."""
    narrowed = [
        *([LINKS.c.entity == entity] if entity is not None else ()),
        *([LINKS.c.system == system] if system is not None else ()),
        *([LINKS.c.local == own] if own is not None else ()),
    ]
    meant = sa.select(LINKS.c.entity, LINKS.c.golden).where(*narrowed).distinct().subquery()
    asked = sa.select(LINKS).join(meant, sa.and_(LINKS.c.entity == meant.c.entity, LINKS.c.golden == meant.c.golden))
    found: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(asked.order_by(LINKS.c.entity, LINKS.c.golden, LINKS.c.system, LINKS.c.local)):
        found.setdefault((row.entity, row.golden), []).append(link_of(row))
    return [_linked(name, golden, links) for (name, golden), links in found.items()]


def _linked(entity: str, golden: str, links: Iterable[Any]) -> Linked:
    sorts: dict[tuple[str, str], int] = {}
    for link in links:
        if not link.second:
            sorts[link.identifier[:2]] = sorts.get(link.identifier[:2], 0) + 1
    double = tuple(f"{system} {kind}" for (system, kind), count in sorts.items() if count > 1)
    return Linked(entity, golden, tuple(str(link.identifier) for link in links), double)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: identifiers that were linked, rows that said nothing new, and what is in doubt."""

    linked: int
    known: int
    doubtful: tuple[str, ...]


def imported(
    links: Links, estate: Estate, rows: Iterable[tuple[Place, Mapping[str, Any]]], *, by: str, dry: bool = False
) -> Imported:
    """Links what rows say: that an identifier is that of the object with a canonical one. Raises InputError.

    All of it is done, or nothing; what is in doubt is left as it was.
    """
    linked, known, doubtful = 0, 0, []
    with links.database.engine.connect() as connection, connection.begin() as transaction:
        for place, row in rows:
            entity, one, golden = _row(estate, place, row)
            try:
                found = links.learn_in(connection, entity, (golden, one), by)
            except Ambiguous as error:
                doubtful.append(f"{place}: {error.message}")
                continue
            linked, known = (linked + 1, known) if found is not None else (linked, known + 1)
        if dry:
            transaction.rollback()
    links.forget()
    return Imported(linked, known, tuple(doubtful))


def _row(estate: Estate, place: Place, row: Mapping[str, Any]) -> tuple[str, Identifier, Identifier]:
    missing = [name for name in COLUMNS if not isinstance(row.get(name), str) or not row[name].strip()]
    if missing:
        raise InputError(
            f"the row has no {', '.join(f'`{name}`' for name in missing)}",
            place=place,
            hint=f"each row has {', '.join(COLUMNS)}, such as customer, erp, customer-number, C-1, crm:company:co_1",
        )
    entity, system, kind, text, golden = (row[name].strip() for name in COLUMNS)
    named = Identifier.parse(golden)
    if named is None:
        raise InputError(f"{golden!r} is no canonical identifier", place=place, hint="write it as crm:company:co_1")
    one = Identifier(system, kind, text)
    for identifier in (one, named):
        try:
            require_known(estate, entity, identifier)
        except UsageError as error:
            raise InputError(error.message, place=place, hint=error.hint) from error
    return entity, one, named


def require_known(estate: Estate, entity: str, identifier: Identifier) -> None:
    """Raises UsageError unless an entity of the estate has identifiers of such a sort."""
    entry = estate.entities.get(entity)
    if entry is None:
        raise UsageError(f"there is no entity `{entity}`", hint=close_to(entity, sorted(estate.entities)))
    sorts = [f"{one.system}:{one.type}" for one in entry.spec.identifiers]
    asked = f"{identifier.system}:{identifier.type}"
    if asked not in sorts:
        raise UsageError(f"the {entity} has no identifier {asked}", hint=close_to(asked, sorts))


def entity_of(estate: Estate, identifier: Identifier) -> str:
    """The only entity that has identifiers of such a sort. Raises UsageError where none has, or several have."""
    sort = identifier[:2]
    found = [
        name
        for name, entry in estate.entities.items()
        if sort in {(str(one.system), one.type) for one in entry.spec.identifiers}
    ]
    if len(found) != 1:
        said = f"{', '.join(found)} have" if found else "no entity has"
        raise UsageError(f"{said} identifiers {identifier.system}:{identifier.type}", hint="name one with --entity")
    return found[0]
