"""The queue as people read it: narrowed, grouped by cause and ranked by amount, or one exception with all about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.errors import UsageError
from govkit.sync.exceptions import audit
from govkit.sync.store.states import ExceptionState
from govkit.sync.store.tables import EFFECTS, EVENTS, EXCEPTIONS, RUNS
from govkit.sync.store.texts import as_value

_PAGE = 500  # what one statement asks for by number: databases limit its parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which exceptions: those with these numbers, or all that are as said. `cause` is a part of the text."""

    ids: tuple[int, ...] = ()
    states: tuple[ExceptionState, ...] = (ExceptionState.OPEN,)
    workflow: str | None = None
    owner: str | None = None
    customer: str | None = None
    contract: str | None = None
    region: str | None = None
    kind: str | None = None
    cause: str | None = None
    run: int | None = None
    system: str | None = None
    """The system that the failed call went to, as the ledger has it, else as the request has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An exception in the queue."""

    id: int
    run: int
    event: int
    workflow: str
    key: str
    step: str
    try_: int
    state: ExceptionState
    kind: str
    detail: str | None
    cause: str
    owner: str
    customer: str | None
    contract: str | None
    region: str | None
    amount: Decimal | None
    currency: str | None
    status: int | None
    unknown: bool
    compensated: bool
    effect: str | None
    blocked: tuple[str, ...]
    raised_at: float
    closed_at: float | None
    closed_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Exceptions with one cause: how many, since when, and what they are about, by currency."""

    cause: str
    members: tuple[Listed, ...]
    amounts: Mapping[str, Decimal]

    @property
    def since(self) -> float:
        """When the first of them was raised."""
        return min(one.raised_at for one in self.members)

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.members)


class Ranked(Protocol):
    """What is put in order by what it is about."""

    @property
    def cause(self) -> str:
        """By which of two that are about as much the first is told."""

    @property
    def count(self) -> int:
        """How many exceptions it is made of."""

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """What they are about, by currency."""


RankedT = TypeVar("RankedT", bound=Ranked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An exception with everything: the call that failed, and the history of its run."""

    listed: Listed
    context: Mapping[str, Any]
    request: Any
    answer: Any
    resolution: Mapping[str, Any] | None
    event: Mapping[str, Any]
    run: Mapping[str, Any]
    effects: tuple[Mapping[str, Any], ...] = ()
    others: tuple[Listed, ...] = ()
    audit: tuple[audit.Entry, ...] = field(default=())
    asked: str | None = None


def listed(connection: Connection, narrowed: Narrowed) -> list[Listed]:
    """The exceptions, the oldest first. Named ones are found in whatever state they are."""
    if not narrowed.ids:
        return read(connection, conditions(narrowed))
    found: list[Listed] = []
    wanted = sorted(set(narrowed.ids))
    for start in range(0, len(wanted), _PAGE):
        found += read(connection, [EXCEPTIONS.c.id.in_(wanted[start : start + _PAGE])])
    return found


def count_of(connection: Connection, narrowed: Narrowed) -> int:
    """How many exceptions there are of those."""
    return connection.execute(sa.select(sa.func.count()).where(*conditions(narrowed))).scalar_one()


def grouped(found: Iterable[Listed]) -> list[Group]:
    """Exceptions by cause, those about most first."""
    by_cause: dict[str, list[Listed]] = {}
    for one in found:
        by_cause.setdefault(one.cause, []).append(one)
    groups = [Group(cause, tuple(members), amounts_of(members)) for cause, members in by_cause.items()]
    used: dict[str, int] = {}
    for group in groups:
        for member in group.members:
            if member.amount is not None and member.currency is not None:
                used[member.currency] = used.get(member.currency, 0) + 1
    return by_amount(groups, used)


def by_amount(found: Collection[RankedT], used: Mapping[str, int]) -> list[RankedT]:
    """Those about most first; `used` is how many exceptions have an amount in each currency.

    Amounts of two currencies are not comparable: the currency that most exceptions are in counts first, then the next.
    """
    currencies = sorted(used, key=lambda name: (-used[name], name))

    def rank(one: RankedT) -> tuple[object, ...]:
        return (*(-abs(one.amounts.get(name, Decimal(0))) for name in currencies), -one.count, one.cause)

    return sorted(found, key=rank)


def amounts_of(found: Iterable[Listed]) -> dict[str, Decimal]:
    """What exceptions are about, added up for each currency."""
    sums: dict[str, Decimal] = {}
    for one in found:
        if one.amount is not None:
            currency = one.currency or ""
            sums[currency] = sums.get(currency, Decimal(0)) + one.amount
    return dict(sorted(sums.items()))


def whole(connection: Connection, number: int) -> Whole:
    """One exception with everything. Raises UsageError where there is none."""
    row = connection.execute(sa.select(EXCEPTIONS).where(EXCEPTIONS.c.id == number)).first()
    if row is None:
        raise UsageError(f"there is no exception {number}", hint="`govkit sync exceptions` lists those that are open")
    event = connection.execute(sa.select(EVENTS).where(EVENTS.c.seq == row.event)).first()
    run = connection.execute(sa.select(RUNS).where(RUNS.c.id == row.run)).first()
    effects = connection.execute(sa.select(EFFECTS).where(EFFECTS.c.event == row.event).order_by(EFFECTS.c.id))
    others = read(connection, [EXCEPTIONS.c.event == row.event, EXCEPTIONS.c.id != number])
    return Whole(
        listed=_listed(row),
        context=as_value(row.context),
        request=as_value(row.request),
        answer=as_value(row.answer),
        resolution=as_value(row.resolution),
        event=read_row(event, "body"),
        run=read_row(run, "context"),
        effects=tuple(read_row(one, "request", "answer") for one in effects if one.workflow == row.workflow),
        others=tuple(one for one in others if one.workflow == row.workflow),
        audit=tuple(audit.entries(connection, run=row.run)),
    )


def read_row(row: Row[Any] | None, *in_json: str) -> dict[str, Any]:
    """A row by the names of its columns, what is kept in JSON as values."""
    if row is None:
        return {}
    return {name: as_value(value) if name in in_json else value for name, value in row._mapping.items()}


def conditions(narrowed: Narrowed) -> list[sa.ColumnElement[bool]]:
    """What is narrowed by, as conditions of a statement; numbers are none of them."""
    known = EXCEPTIONS.c
    said = {
        known.workflow: narrowed.workflow,
        known.customer: narrowed.customer,
        known.contract: narrowed.contract,
        known.region: narrowed.region,
        known.kind: narrowed.kind,
        known.run: narrowed.run,
    }
    conditions = [column == value for column, value in said.items() if value is not None]
    if narrowed.owner is not None:
        team = narrowed.owner.removeprefix("team:")
        conditions.append(known.owner.in_((team, f"team:{team}")))
    if narrowed.cause is not None:
        conditions.append(known.cause.contains(narrowed.cause, autoescape=True))
    if narrowed.system is not None:
        written = sa.select(EFFECTS.c.key).where(EFFECTS.c.system == narrowed.system)
        asked = known.request.contains(f'"api":"{narrowed.system}@', autoescape=True)
        conditions.append(sa.or_(known.effect.in_(written), sa.and_(known.effect.is_(None), asked)))
    if narrowed.states:
        conditions.append(known.state.in_(narrowed.states))
    return conditions


_COLUMNS = {name: "try" if name == "try_" else name for name in Listed.__dataclass_fields__}
"""The columns of what is listed: requests and answers are most of what is kept, and read of one exception alone."""


def read(connection: Connection, which: Sequence[sa.ColumnElement[bool]]) -> list[Listed]:
    """The exceptions that fit conditions, the oldest first."""
    asked = sa.select(*(EXCEPTIONS.c[name] for name in _COLUMNS.values())).where(*which).order_by(EXCEPTIONS.c.id)
    return [_made(dict(zip(_COLUMNS, row, strict=True))) for row in connection.execute(asked)]


def _listed(row: Row[Any]) -> Listed:
    return _made({name: row._mapping[column] for name, column in _COLUMNS.items()})


def _made(said: dict[str, Any]) -> Listed:
    amount = said["amount"]
    said["amount"] = None if amount is None else Decimal(amount)
    said["state"] = ExceptionState(said["state"])
    said["blocked"] = () if said["blocked"] == "[]" else tuple(as_value(said["blocked"]))
    return Listed(**said)
