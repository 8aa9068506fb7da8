"""The queue counted, added up and put in order by the database: what a page shows costs as much as that page has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions.listing import Listed, Narrowed, by_amount, conditions, read
from govkit.sync.store.states import ExceptionState
from govkit.sync.store.tables import EXCEPTIONS
from govkit.sync.store.words import has_words, in_order

_SHORT = 12
"""Characters of an amount up to which databases add it up in whole numbers, of which they bound the size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Exceptions that have a cause or a workflow in common: how many, since when, and what they are about.

    `first` is the number of the first of them, `priced` how many have an amount in each currency. Of `unknown` nobody
    knows whether their write was made.
    """

    cause: str
    count: int
    since: float
    first: int
    unknown: int
    amounts: Mapping[str, Decimal]
    priced: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of exceptions with one cause beside their sum."""

    owners: tuple[str, ...]
    customers: int
    workflow: str


def sums(
    connection: Connection, narrowed: Narrowed, of: Literal["cause", "workflow"] = "cause", *, exactly: str = ""
) -> list[Sum]:
    """Exceptions by cause or workflow, those about most first; `exactly` is the whole cause of those that are meant."""
    amount = EXCEPTIONS.c.amount
    point = _point(connection, amount)
    places = sa.case((point == 0, 0), else_=sa.func.length(amount) - point)
    is_short = sa.func.length(amount) <= _SHORT
    units = sa.cast(sa.func.replace(amount, ".", ""), sa.BigInteger)
    inner = (
        sa.select(
            EXCEPTIONS.c[of].label("of"),
            EXCEPTIONS.c.currency,
            sa.case((is_short, places)).label("places"),
            sa.case((is_short, None), else_=amount).label("long"),
            sa.case((is_short, units)).label("units"),
            EXCEPTIONS.c.raised_at,
            EXCEPTIONS.c.id,
            sa.case((EXCEPTIONS.c.unknown.is_(True), 1), else_=0).label("unknown"),
        )
        .where(*_meant(narrowed, exactly))
        .subquery()
    )
    keys = (inner.c.of, inner.c.currency, inner.c.places, inner.c.long)
    rows = connection.execute(
        sa.select(
            *keys,
            sa.func.count(),
            sa.func.sum(inner.c.units),
            sa.func.min(inner.c.raised_at),
            sa.func.min(inner.c.id),
            sa.func.sum(inner.c.unknown),
        ).group_by(*keys)
    )
    return _together(rows)


def _point(connection: Connection, amount: sa.Column[Any]) -> sa.ColumnElement[int]:
    """Where the decimal point is, counted from 1; 0 where there is none."""
    return (sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos)(amount, ".")


def _meant(narrowed: Narrowed, exactly: str) -> list[sa.ColumnElement[bool]]:
    return [*conditions(narrowed), *([EXCEPTIONS.c.cause == exactly] if exactly else [])]


def _together(rows: Iterable[Any]) -> list[Sum]:
    """Parts of what they are of, by currency and decimal places, put together."""
    parts: dict[str, list[Any]] = {}
    for row in rows:
        parts.setdefault(row[0], []).append(row)
    found = []
    for name, several in parts.items():
        amounts: dict[str, Decimal] = {}
        priced: dict[str, int] = {}
        for _, currency, places, long, count, units, *_ in several:
            if units is None and long is None:
                continue
            part = Decimal(long) * count if units is None else Decimal(int(units)).scaleb(-int(places))
            amounts[currency or ""] = amounts.get(currency or "", Decimal(0)) + part
            if currency is not None:
                priced[currency] = priced.get(currency, 0) + int(count)
        found.append(
            Sum(
                cause=name,
                count=sum(int(row[4]) for row in several),
                since=min(float(row[6]) for row in several),
                first=min(int(row[7]) for row in several),
                unknown=sum(int(row[8]) for row in several),
                amounts=dict(sorted(amounts.items())),
                priced=priced,
            )
        )
    used: dict[str, int] = {}
    for one in found:
        for currency, count in one.priced.items():
            used[currency] = used.get(currency, 0) + count
    return by_amount(found, used)


def total(found: Iterable[Sum]) -> dict[str, Decimal]:
    """What all are about, by currency."""
    amounts: dict[str, Decimal] = {}
    for one in found:
        for currency, amount in one.amounts.items():
            amounts[currency] = amounts.get(currency, Decimal(0)) + amount
    return dict(sorted(amounts.items()))


def shown(connection: Connection, narrowed: Narrowed, found: Sequence[Sum]) -> dict[str, Shown]:
    """What is shown beside sums by cause, by their causes."""
    if not found:
        return {}
    meant = [*conditions(narrowed), EXCEPTIONS.c.cause.in_([one.cause for one in found])]
    owners: dict[str, set[str]] = {}
    for cause, owner in connection.execute(sa.select(EXCEPTIONS.c.cause, EXCEPTIONS.c.owner).where(*meant).distinct()):
        owners.setdefault(cause, set()).add(owner.removeprefix("team:"))
    several = sa.func.count(sa.distinct(sa.func.nullif(EXCEPTIONS.c.customer, "")))
    asked = sa.select(EXCEPTIONS.c.cause, several).where(*meant).group_by(EXCEPTIONS.c.cause)
    customers = {cause: int(count) for cause, count in connection.execute(asked)}
    first = sa.select(EXCEPTIONS.c.id, EXCEPTIONS.c.workflow).where(EXCEPTIONS.c.id.in_([one.first for one in found]))
    workflows = {one.id: one.workflow for one in connection.execute(first)}
    return {
        one.cause: Shown(
            owners=tuple(sorted(owners.get(one.cause, ()))),
            customers=customers.get(one.cause, 0),
            workflow=workflows.get(one.first, ""),
        )
        for one in found
    }


def open_numbers(connection: Connection, narrowed: Narrowed, *, exactly: str = "") -> list[int]:
    """The numbers of those that are open, the oldest first."""
    meant = [*_meant(narrowed, exactly), EXCEPTIONS.c.state == ExceptionState.OPEN]
    return list(connection.execute(sa.select(EXCEPTIONS.c.id).where(*meant).order_by(EXCEPTIONS.c.id)).scalars())


def cut(
    connection: Connection, narrowed: Narrowed, words: Sequence[str], start: int, size: int, *, exactly: str = ""
) -> list[Listed]:
    """Some of those that have all words, those about most first; `words` are folded.

    Amounts of several currencies are held beside each other, as there is nothing better.
    """
    amount = sa.func.ltrim(sa.func.coalesce(EXCEPTIONS.c.amount, "0"), "-")
    point = (sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos)(amount, ".")
    whole = sa.case((point == 0, amount), else_=sa.func.substr(amount, 1, point - 1))
    part = sa.case((point == 0, ""), else_=sa.func.rtrim(sa.func.substr(amount, point + 1), "0"))
    currency = sa.func.coalesce(sa.func.nullif(EXCEPTIONS.c.currency, ""), "~")
    order = (
        in_order(connection, currency),
        sa.func.length(whole).desc(),
        in_order(connection, whole).desc(),
        in_order(connection, part).desc(),
        EXCEPTIONS.c.raised_at,
        EXCEPTIONS.c.id,
    )
    asked = sa.select(EXCEPTIONS.c.id).where(*_meant(narrowed, exactly), *_has(connection, words))
    numbers = list(connection.execute(asked.order_by(*order).limit(size).offset(start)).scalars())
    found = {one.id: one for one in read(connection, [EXCEPTIONS.c.id.in_(numbers)])} if numbers else {}
    return [found[number] for number in numbers if number in found]


def having(connection: Connection, narrowed: Narrowed, words: Sequence[str], *, exactly: str = "") -> int:
    """How many have all words, which are folded."""
    meant = (*_meant(narrowed, exactly), *_has(connection, words))
    return int(connection.execute(sa.select(sa.func.count()).select_from(EXCEPTIONS).where(*meant)).scalar_one())


def _has(connection: Connection, words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    known = EXCEPTIONS.c
    texts = (sa.cast(known.id, sa.Text), known.customer, known.contract, known.region, known.key, known.detail)
    return has_words(connection, texts, words)
