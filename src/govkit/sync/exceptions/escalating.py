"""Escalation: where nobody acts on an exception, those are asked whom its team names for that, one after the other.

The steps of a team without a time before them, up to the first that has one, are who is asked from the beginning; each
later one is asked when the one before had its time. It ends when somebody acts; what fails again is another exception,
and begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from govkit.catalog.entries import Entry
from govkit.catalog.entries.form import Contact
from govkit.catalog.entries.kinds.team import Step, TeamSpec
from govkit.sync.alerts.outbox import Alert, tell
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.telling import about
from govkit.sync.store.database import Database
from govkit.sync.store.states import ExceptionState
from govkit.sync.store.tables import ESCALATIONS, EXCEPTIONS
from govkit.sync.store.texts import as_value

_AT_ONCE = 200

Teams = Mapping[str, Entry[TeamSpec]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """Who is asked about an exception now, since when, and how many steps it climbed."""

    exception: int
    step: int
    team: str
    asked: str
    at: float
    next_due: float | None


def escalate(database: Database, teams: Teams, *, now: float) -> int:
    """Lets open exceptions climb that nobody acted on in time; how many climbed. Of several processes one tells."""
    with database.reading() as connection:
        begun = list(connection.execute(_begun()))
        due = list(connection.execute(_due(now)))
    if begun:
        with database.begin() as connection:
            for row in begun:
                _begin(connection, row, teams)
    return sum(_climbed(database, row, teams, now) for row in due)


def asked_of(connection: Connection, numbers: Iterable[int]) -> dict[int, Escalated]:
    """Who is asked about open exceptions now, by their numbers."""
    wanted = sorted(set(numbers))
    found: dict[int, Escalated] = {}
    for start in range(0, len(wanted), 500):
        asked = (
            sa.select(ESCALATIONS)
            .join(EXCEPTIONS, EXCEPTIONS.c.id == ESCALATIONS.c.exception)
            .where(ESCALATIONS.c.exception.in_(wanted[start : start + 500]), EXCEPTIONS.c.state == ExceptionState.OPEN)
        )
        for row in connection.execute(asked):
            found[row.exception] = Escalated(**row._mapping)
    return found


def climbed(connection: Connection) -> list[Escalated]:
    """The open exceptions of which somebody beyond their team was asked, since nobody acted; the longest ago first."""
    asked = (
        sa.select(ESCALATIONS)
        .join(EXCEPTIONS, EXCEPTIONS.c.id == ESCALATIONS.c.exception)
        .where(EXCEPTIONS.c.state == ExceptionState.OPEN, ESCALATIONS.c.at > EXCEPTIONS.c.raised_at)
        .order_by(ESCALATIONS.c.at, ESCALATIONS.c.exception)
    )
    return [Escalated(**row._mapping) for row in connection.execute(asked)]


def contact_words(contact: Contact) -> str:
    """Whom to ask, and how: `Head of finance (head@example.com)`."""
    ways = [one for one in (contact.email, contact.chat, contact.phone, contact.url) if one]
    return f"{contact.name} ({ways[0]})" if contact.name else str(ways[0])


# ---------------------------------------------------------------------------------------------------------- what is due


def _begun() -> sa.Select[Any]:
    """Open exceptions that no escalation was begun of."""
    known = sa.exists().where(ESCALATIONS.c.exception == EXCEPTIONS.c.id)
    return (
        sa.select(EXCEPTIONS)
        .where(EXCEPTIONS.c.state == ExceptionState.OPEN, ~known)
        .order_by(EXCEPTIONS.c.id)
        .limit(_AT_ONCE)
    )


def _due(now: float) -> sa.Select[Any]:
    """Open exceptions whose next step is due."""
    return (
        sa.select(EXCEPTIONS, ESCALATIONS.c.step.label("climbed"))
        .join(ESCALATIONS, ESCALATIONS.c.exception == EXCEPTIONS.c.id)
        .where(ESCALATIONS.c.next_due <= now, EXCEPTIONS.c.state == ExceptionState.OPEN)
        .order_by(EXCEPTIONS.c.id)
        .limit(_AT_ONCE)
    )


def _begin(connection: Connection, row: Row[Any], teams: Teams) -> None:
    """Who is asked from the beginning, which is no news, and when the next will be."""
    steps = _steps(teams, row.owner)
    first = next((at for at, one in enumerate(steps) if one.after), len(steps))
    team = teams.get(row.owner.removeprefix("team:"))
    asked = steps[first - 1].contact if first else team.spec.contacts[0] if team is not None else None
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {
        "exception": row.id,
        "step": first,
        "team": row.owner.removeprefix("team:"),
        "asked": contact_words(asked) if asked is not None else row.owner.removeprefix("team:"),
        "at": row.raised_at,
        "next_due": _next(steps, first, row.raised_at),
    }
    connection.execute(insert(ESCALATIONS).values(values).on_conflict_do_nothing(index_elements=["exception"]))


def _climbed(database: Database, row: Row[Any], teams: Teams, now: float) -> bool:
    """Lets one climb, where it is still open and nobody else did; a step that is gone ends it."""
    steps = _steps(teams, row.owner)
    mine = (ESCALATIONS.c.exception == row.id, ESCALATIONS.c.step == row.climbed, ESCALATIONS.c.next_due <= now)
    still = sa.exists().where(EXCEPTIONS.c.id == row.id, EXCEPTIONS.c.state == ExceptionState.OPEN)
    with database.begin() as connection:
        if row.climbed >= len(steps):
            connection.execute(ESCALATIONS.update().where(*mine).values(next_due=None))
            return False
        step, number = steps[row.climbed], row.climbed + 1
        asked = contact_words(step.contact)
        values = {"step": number, "asked": asked, "at": now, "next_due": _next(steps, number, now)}
        if not connection.execute(ESCALATIONS.update().where(*mine, still).values(values)).rowcount:
            return False
        audit.record(
            connection, at=now, actor="run", action="escalate", run=row.run, exception=row.id, step=number, asked=asked
        )
        tell(connection, _alert(connection, row, number, asked, now))
    return True


def _alert(connection: Connection, row: Row[Any], number: int, asked: str, now: float) -> Alert:
    return Alert(
        kind="escalated",
        subject=f"escalated {row.id} {number}",
        heap=f"escalated {number} {row.cause}",
        at=now,
        owner=row.owner,
        workflow=row.workflow,
        key=row.key,
        run=row.run,
        exception=row.id,
        event=row.event,
        about={**about(connection, row), "asked": asked, "step": number, "since": row.raised_at},
        context=as_value(row.context),
    )


def _steps(teams: Teams, owner: str) -> tuple[Step, ...]:
    team = teams.get(owner.removeprefix("team:"))
    return team.spec.escalation if team is not None else ()


def _next(steps: tuple[Step, ...], climbed: int, since: float) -> float | None:
    """When the next step is due; None where there is none."""
    if climbed >= len(steps):
        return None
    after = steps[climbed].after
    return since + (after.total_seconds() if after is not None else 0.0)
