"""The queue: an exception is raised once, with what it means to the business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions.telling import tell_raised
from govkit.sync.store.states import ExceptionState
from govkit.sync.store.tables import EXCEPTIONS
from govkit.sync.store.texts import as_text
from govkit.sync.values import MISSING, Json

_ITEM = re.compile(r"\[[^\]]*\]")
_PARTS = ("customer", "contract", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An exception that a run ends its stretch with. The caller parks the run in the same transaction.

    `step` and `try_` tell which call failed: `customers/each[co_1]/account`, and the how-manieth try it was; the step
    is empty where it is the run itself. `context` is that of the run: customer, contract, region, amount, currency, and
    more. `request` has the members `parameters` and `body`. `blocked` are the steps that wait behind it. `effect` is
    the key of the write that it is about, of which nobody knows whether it was made where `unknown`. `problem` is the
    type of the problem that was answered (RFC 9457).
    """

    run: int
    event: int
    workflow: str
    key: str
    step: str
    try_: int
    kind: str
    owner: str
    at: float
    detail: str | None = None
    context: Mapping[str, Json] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()
    status: int | None = None
    problem: str | None = None
    request: Json = MISSING
    answer: Json = MISSING
    effect: str | None = None
    unknown: bool = False
    compensated: bool = False

    @property
    def cause(self) -> str:
        """What those with one cause have in common. No identifier is part of it."""
        step = _ITEM.sub("[]", self.step)
        known = (self.kind, self.status, self.problem if self.problem != "about:blank" else None)
        return f"{self.workflow}/{step}: ".replace("/:", ":") + " ".join(str(one) for one in known if one is not None)


def raise_(connection: Connection, raised: Raised) -> int:
    """Puts an exception into the queue, or finds it there: there is one for a run, a step and a try of it.

    An earlier one that was retried, of the run or of an earlier one of its event, is over: this one stands for it.
    """
    known = sa.select(EXCEPTIONS.c.id).where(
        EXCEPTIONS.c.run == raised.run,
        EXCEPTIONS.c.step == raised.step,
        EXCEPTIONS.c["try"] == raised.try_,
    )
    there = connection.execute(known).scalar()
    if there is not None:
        return int(there)
    made = connection.execute(EXCEPTIONS.insert().values(_columns(raised)))
    assert made.inserted_primary_key is not None, "the table has a key"
    number = int(made.inserted_primary_key[0])
    tell_raised(connection, number)
    connection.execute(
        EXCEPTIONS.update()
        .where(
            EXCEPTIONS.c.event == raised.event,
            EXCEPTIONS.c.workflow == raised.workflow,
            EXCEPTIONS.c.run <= raised.run,
            EXCEPTIONS.c.state == ExceptionState.RETRYING,
            EXCEPTIONS.c.id != number,
        )
        .values(
            state=ExceptionState.SUPERSEDED, closed_at=raised.at, closed_by="run", reason=f"it failed again: {number}"
        )
    )
    return number


def _columns(raised: Raised) -> dict[str, object]:
    parts = {name: _plainly(raised.context.get(name)) for name in _PARTS}
    amount, currency = _money(raised.context)
    return {
        "run": raised.run,
        "event": raised.event,
        "workflow": raised.workflow,
        "key": raised.key,
        "step": raised.step,
        "try": raised.try_,
        "state": ExceptionState.OPEN,
        "kind": raised.kind,
        "detail": raised.detail,
        "cause": raised.cause,
        "owner": raised.owner,
        **parts,
        "amount": amount,
        "currency": currency,
        "context": as_text(dict(raised.context)),
        "blocked": as_text(list(raised.blocked)),
        "status": raised.status,
        "request": None if raised.request is MISSING else as_text(raised.request),
        "answer": None if raised.answer is MISSING else as_text(raised.answer),
        "effect": raised.effect,
        "unknown": raised.unknown,
        "compensated": raised.compensated,
        "raised_at": raised.at,
    }


def _money(context: Mapping[str, Json]) -> tuple[str | None, str | None]:
    """The amount, exactly, and its currency; money as one object is understood as well."""
    amount, currency = context.get("amount"), context.get("currency")
    if isinstance(amount, dict):
        money: dict[str, Json] = amount
        amount, currency = money.get("amount"), money.get("currency", currency)
    if amount is None or isinstance(amount, bool) or not isinstance(amount, str | int | float | Decimal):
        return None, _plainly(currency)
    try:
        exact = Decimal(str(amount))
    except InvalidOperation:
        return None, _plainly(currency)
    return (format(exact, "f") if exact.is_finite() else None), _plainly(currency)


def _plainly(value: Json) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return as_text(value)
