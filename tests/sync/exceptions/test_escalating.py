"""An exception that nobody acts on climbs the steps of its team, each told once, until somebody acts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
import sqlalchemy as sa

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import entry
from govkit.sync.alerts.wording import Words
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.escalating import Teams, asked_of, climbed, escalate
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.inbox.retention import sweep
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import ALERTS, ESCALATIONS, EVENTS, EXCEPTIONS, RUNS
from govkit.sync.store.texts import as_value
from tests.sync.stage import NOON, Stage

HOUR = 3600.0
TEAM = """\
contacts: [{chat: '#finance'}]
members: [{name: A, chat: '@a'}]
"""
STEPS = """\
escalation:
  - {contact: {name: On duty, url: 'https://duty.example'}}
  - {after: PT1H, contact: {name: Head, email: head@example.com}}
  - {after: PT2H, contact: {phone: '+49 30 1'}}
"""
DUTY, HEAD, PHONE = "On duty (https://duty.example)", "Head (head@example.com)", "+49 30 1"


@cache
def teams(steps: str = STEPS) -> Teams:
    return load_text(entry("Team", "finance-systems", TEAM + steps)).teams


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def asked(stage: Stage, number: int = 1) -> str | None:
    with stage.database.reading() as connection:
        found = asked_of(connection, [number]).get(number)
    return found.asked if found is not None else None


def told(stage: Stage) -> list[str]:
    with stage.database.reading() as connection:
        rows = connection.execute(sa.select(ALERTS).where(ALERTS.c.kind == "escalated").order_by(ALERTS.c.id))
        return [as_value(row.data)["asked"] for row in rows]


def audited(stage: Stage) -> list[tuple[str, int | None, str]]:
    with stage.database.reading() as connection:
        found = audit.entries(connection, actions=("escalate",))
    return [(one.actor, one.exception, one.detail["asked"]) for one in found]


@pytest.mark.requirement("S4")
def test_who_is_asked_is_the_next_when_the_one_before_had_its_time(stage: Stage) -> None:
    stage.parked()
    for after, who, climbs in (
        (0, DUTY, []),
        (HOUR - 1, DUTY, []),
        (HOUR, HEAD, [HEAD]),
        (3 * HOUR - 1, HEAD, [HEAD]),
        (3 * HOUR, PHONE, [HEAD, PHONE]),
        (99 * HOUR, PHONE, [HEAD, PHONE]),
    ):
        escalate(stage.database, teams(), now=NOON + after)
        assert (asked(stage), told(stage)) == (who, climbs)
    assert audited(stage) == [("run", 1, HEAD), ("run", 1, PHONE)]
    with stage.database.reading() as connection:
        (one,) = climbed(connection)
    assert (one.step, one.at) == (3, NOON + 3 * HOUR)


def test_it_is_told_in_words_whom_nobody_answered(stage: Stage) -> None:
    stage.parked()
    escalate(stage.database, teams(), now=NOON)
    escalate(stage.database, teams(), now=NOON + HOUR)
    with stage.database.reading() as connection:
        row = connection.execute(sa.select(ALERTS).where(ALERTS.c.kind == "escalated")).one()
    assert Words().one("escalated", as_value(row.data)) == (
        "Invoice to ledger of contract ctr_1 for cus_1 (eu, EUR 120.50) waits since 2026-03-01 12:00 UTC: the platform "
        f"refuses it (tax configuration). Nobody of finance-systems acted; now {HEAD} is asked. Blocked: settle."
    )


@pytest.mark.requirement("S4")
def test_it_ends_when_somebody_acts_and_begins_anew_when_it_fails_again(stage: Stage) -> None:
    number = stage.parked()
    escalate(stage.database, teams(), now=NOON)
    escalate(stage.database, teams(), now=NOON + HOUR)
    Actions(stage.database, actor="anna", now=lambda: NOON + HOUR).retry(Narrowed(ids=(number,)))
    escalate(stage.database, teams(), now=NOON + 9 * HOUR)
    assert (asked(stage, number), told(stage)) == (None, [HEAD])
    stage.now = NOON + 9 * HOUR
    again = stage.parked(1, try_=2)
    escalate(stage.database, teams(), now=NOON + 9 * HOUR)
    assert asked(stage, again) == DUTY
    escalate(stage.database, teams(), now=NOON + 10 * HOUR)
    assert (asked(stage, again), told(stage)) == (HEAD, [HEAD, HEAD])


def test_who_was_away_for_long_climbs_one_step_at_a_time(stage: Stage) -> None:
    """Whoever is asked late is given as long as the catalog says."""
    stage.parked()
    escalate(stage.database, teams(), now=NOON)
    for _ in range(3):
        escalate(stage.database, teams(), now=NOON + 50 * HOUR)
    assert told(stage) == [HEAD]
    escalate(stage.database, teams(), now=NOON + 52 * HOUR)
    assert told(stage) == [HEAD, PHONE]


def test_of_several_workers_one_tells(stage: Stage) -> None:
    numbers = [stage.parked(key=key) for key in "abcdef"]
    escalate(stage.database, teams(), now=NOON)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: escalate(stage.database, teams(), now=NOON + HOUR), range(4)))
    assert (sum(found), len(told(stage)), len(audited(stage))) == (len(numbers),) * 3


LATER = STEPS.replace("{contact: {name: On", "{after: PT1S, contact: {name: On")


@pytest.mark.parametrize(
    ("known", "who"), [(teams(""), "#finance"), ({}, "finance-systems"), (teams(LATER), "#finance")]
)
def test_where_nobody_is_named_the_team_itself_is_asked(stage: Stage, known: Teams, who: str) -> None:
    stage.parked()
    escalate(stage.database, known, now=NOON)
    assert asked(stage) == who


def test_steps_that_are_gone_from_the_catalog_end_it(stage: Stage) -> None:
    stage.parked()
    escalate(stage.database, teams(), now=NOON)
    assert escalate(stage.database, teams(""), now=NOON + HOUR) == 0
    with stage.database.reading() as connection:
        assert connection.execute(sa.select(ESCALATIONS.c.next_due)).scalar_one() is None
    assert (asked(stage), told(stage)) == (DUTY, [])


def test_it_goes_with_its_exception(stage: Stage) -> None:
    number = stage.parked()
    escalate(stage.database, teams(), now=NOON)
    Actions(stage.database, actor="anna", now=lambda: NOON).dismiss(Narrowed(ids=(number,)), "no")
    with stage.database.begin() as connection:
        connection.execute(RUNS.update().values(state=RunState.DISMISSED, finished_at=NOON))
        connection.execute(EVENTS.update().values(received_at=NOON))
    sweep(stage.database, NOON + 1)
    with stage.database.reading() as connection:
        for table in (EXCEPTIONS, ESCALATIONS):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
