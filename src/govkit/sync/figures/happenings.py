"""What happened, as measures name it: events, writes and exceptions with the object that they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.catalog.entries.kinds.measure import Happening, Judged
from govkit.catalog.workflows.grammar import OF_EVENT, OF_WRITE, value
from govkit.spec.expressions import Name, TemplateError
from govkit.spec.expressions.templates import Computed
from govkit.sync.figures.period import Span
from govkit.sync.running.values import below
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import EFFECTS, EVENTS, EXCEPTIONS
from govkit.sync.store.texts import as_value
from govkit.sync.values import MISSING, Json

Said: TypeAlias = Mapping[str, Json]
"""What expressions may begin with, by name."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an object: when, and whether it says yes, where it is judged."""

    key: str
    at: float
    is_yes: bool = False


def happened(connection: Connection, what: Happening, span: Span) -> Iterator[Happened]:
    """What came to be known in a period, in the order in which it did. What has no key is left out."""
    picked = _picked(what) if connection.dialect.name == "sqlite" else None
    if picked is not None:
        rows = connection.execute(_asked(what, span).with_only_columns(*picked, *_moments(what)))
        for name, said_at, occurred, known in rows:
            at = _moment(said_at if what.at is not None else occurred)
            if name is not None and (at is not None or what.at is None):
                yield Happened(str(name), known if at is None else at)
        return
    roots = {text[1:].partition(".")[0] for _, text in what.expressions}
    for row in connection.execute(_asked(what, span)):
        said = _said(row, roots)
        key = _text(evaluated(what.key, said))
        at = _moment(evaluated(what.at, said)) if what.at is not None else _moment(row.occurred)
        if key is not None and (at is not None or what.at is None):
            yield Happened(key, row.known if at is None else at, isinstance(what, Judged) and _is_yes(what, said))


def _picked(what: Happening) -> list[sa.ColumnElement[Any]] | None:
    """The key and the moment, as SQLite takes them out, quicker than messages are read; None where it cannot."""
    if isinstance(what, Judged):
        return None
    key, at = _part(what.key), _part(what.at) if what.at is not None else sa.null()
    return None if key is None or at is None else [key.label("key"), at.label("at")]


def _part(text: str) -> sa.ColumnElement[Any] | None:
    """A text or a whole number in a message; None for a way that may lead into a list, and for what is no way."""
    try:
        name = _name(text)
    except TemplateError:
        return None
    steps = (*name.members, *(name.pointer or ()))
    column, steps = {
        "inputs": (EVENTS.c.body, steps),
        "request": (EFFECTS.c.request, steps),
        "response": (EFFECTS.c.answer, steps[1:]),
    }[name.root]
    if any(step.isdecimal() or '"' in step or "\\" in step for step in steps):
        return None
    path = "$" + "".join(f'."{step}"' for step in steps)
    kind = sa.func.json_type(column, path)
    found = sa.case((kind.in_(("text", "integer")), sa.func.json_extract(column, path)))
    return sa.case((sa.func.json_valid(column) == 1, found))  # SQLite refuses what is nested too deeply


def _moments(what: Happening) -> list[sa.ColumnElement[Any]]:
    """When it occurred, as its message has it, and when it was known."""
    if what.event is not None:
        return [EVENTS.c.occurred_at.label("occurred"), EVENTS.c.received_at.label("known")]
    known = sa.func.coalesce(EFFECTS.c.decided_at, EFFECTS.c.last_sent_at) if what.write else EXCEPTIONS.c.raised_at
    return [sa.null().label("occurred"), known.label("known")]


def _asked(what: Happening, span: Span) -> sa.Select[Any]:
    event, none = EVENTS.c, sa.null()
    if what.event is not None:
        columns = (event.body, none.label("request"), none.label("answer"), event.occurred_at.label("occurred"))
        asked = sa.select(*columns, event.received_at.label("known"))
        return asked.where(event.type == what.event, span.holds(event.received_at)).order_by(event.received_at)
    if what.write is not None:
        system, _, operation = what.write.partition(".")
        effect = EFFECTS.c
        known = sa.func.coalesce(effect.decided_at, effect.last_sent_at)
        asked = sa.select(event.body, effect.request, effect.answer, none.label("occurred"), known.label("known"))
        done = (effect.state == EffectState.COMMITTED, effect.system == system, effect.operation == operation)
        return asked.join(EVENTS, event.seq == effect.event).where(*done, span.holds(known)).order_by(known)
    raised = EXCEPTIONS.c
    asked = sa.select(
        event.body, none.label("request"), none.label("answer"), none.label("occurred"), raised.raised_at.label("known")
    )
    mine = (raised.workflow == what.exception, span.holds(raised.raised_at))
    return asked.join(EVENTS, event.seq == raised.event).where(*mine).order_by(raised.raised_at)


def _said(row: Row[Any], roots: Collection[str]) -> Said:
    """What expressions begin with; what none of them names is not read."""
    answer = MISSING if row.answer is None or "response" not in roots else {"body": as_value(row.answer)}
    return {
        "inputs": as_value(row.body) if "inputs" in roots else MISSING,
        "request": as_value(row.request) if "request" in roots else MISSING,
        "response": answer,
    }


@cache
def _name(text: str) -> Name:
    """The name that an expression is. Raises TemplateError for what is none; `validate` tells of that before."""
    found = value(text, OF_WRITE if not text.startswith("$inputs") else OF_EVENT)
    assert isinstance(found, Computed), "a text that begins with a dollar is an expression"
    assert isinstance(found.tree, Name), "expressions of values are names"
    return found.tree


def evaluated(text: str, said: Said) -> Json:
    """The value of an expression; MISSING where there is none, or it is no expression."""
    try:
        name = _name(text)
    except TemplateError:
        return MISSING
    return below(said[name.root], (*name.members, *(name.pointer or ())))


def _is_yes(what: Judged, said: Said) -> bool:
    found = evaluated(what.value, said)
    if what.at_least is not None:
        is_number = isinstance(found, int | float | Decimal) and not isinstance(found, bool)
        return is_number and float(found) >= what.at_least
    return any(found == one and isinstance(found, bool) == isinstance(one, bool) for one in what.is_ or ())


def _text(found: Json) -> str | None:
    return str(found) if isinstance(found, str | int | Decimal) and not isinstance(found, bool) else None


def _moment(found: Json) -> float | None:
    """A moment of a day (its first) or an instant, which is in UTC where it does not say; None for what is none."""
    if not isinstance(found, str):
        return None
    try:
        if len(found) == len("2026-03-01"):
            return datetime.combine(date.fromisoformat(found), time(), UTC).timestamp()
        instant = datetime.fromisoformat(found)
    except (ValueError, OverflowError):
        return None
    return (instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)).timestamp()
