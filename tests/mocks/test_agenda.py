"""What is due later is done in order, at its own instant, and nobody waits for time that was moved on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from govkit.mocks.agenda import Agenda, Overfull
from govkit.mocks.state.store import Clock
from tests.mocks.serving import serving

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
PETS = str(Path(__file__).with_name("pets.yaml"))


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.fixture
def agenda() -> Agenda:
    clock = Clock()
    clock.stop_at(NOON)
    return Agenda(clock)


class Log:
    """What was done, each with the seconds after noon that the clock showed."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.entries: list[tuple[str, float]] = []

    def __call__(self, name: str) -> None:
        self.entries.append((name, (self.agenda.clock.now() - NOON).total_seconds()))


def test_time_moved_on_passes_instant_by_instant(agenda: Agenda) -> None:
    log = Log(agenda)
    for name, at in (("third", 30), ("first", 10), ("second", 10), ("later", 61)):
        agenda.after(_seconds(at), lambda name=name: log(name), name)  # type: ignore[misc]  # mypy knows no defaults here
    asyncio.run(agenda.advance(_seconds(60)))
    assert log.entries == [("first", 10), ("second", 10), ("third", 30)]
    assert agenda.clock.now() == NOON + _seconds(60)
    assert [one.about for one in agenda.planned] == ["later"]


def test_what_an_action_plans_falls_due_in_the_same_span(agenda: Agenda) -> None:
    log = Log(agenda)

    async def again() -> None:
        log("tick")
        await asyncio.sleep(0)
        agenda.after(_seconds(20), again)

    agenda.after(_seconds(20), again)
    asyncio.run(agenda.advance(_seconds(70)))
    assert log.entries == [("tick", 20), ("tick", 40), ("tick", 60)]


def test_a_coroutine_sees_its_own_instant_to_its_end(agenda: Agenda) -> None:
    log = Log(agenda)

    async def slow() -> None:
        log("begins")
        await asyncio.sleep(0.02)
        log("ends")

    agenda.after(_seconds(1), slow)
    agenda.after(_seconds(2), lambda: log("next"))
    asyncio.run(agenda.advance(_seconds(2)))
    assert log.entries == [("begins", 1), ("ends", 1), ("next", 2)]


def test_coroutines_of_one_instant_run_side_by_side(agenda: Agenda) -> None:
    met = asyncio.Event()
    done: list[str] = []

    async def waits() -> None:
        await asyncio.wait_for(met.wait(), 5)
        done.append("waited")

    async def comes() -> None:
        met.set()

    agenda.after(_seconds(1), waits)
    agenda.after(_seconds(1), comes)
    asyncio.run(agenda.advance(_seconds(1)))
    assert done == ["waited"]


def test_what_is_called_off_is_not_done(agenda: Agenda) -> None:
    log = Log(agenda)
    agenda.after(_seconds(1), lambda: log("called off")).cancel()
    agenda.after(_seconds(2), lambda: log("done"))
    asyncio.run(agenda.advance(_seconds(3)))
    assert log.entries == [("done", 2)]


def test_without_an_event_loop_due_performs_all_that_is_due(agenda: Agenda) -> None:
    log = Log(agenda)

    async def slow() -> None:
        await asyncio.sleep(0)
        log("coroutine")

    agenda.at(NOON, slow)
    agenda.at(NOON - _seconds(5), lambda: log("overdue"))
    agenda.after(_seconds(1), lambda: log("later"))
    assert agenda.due() == 2
    assert log.entries == [("overdue", 0), ("coroutine", 0)]
    agenda.clock.advance(_seconds(1))
    assert agenda.due() == 1


def test_one_that_fails_does_not_keep_the_others_from_being_done(
    agenda: Agenda, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log(agenda)

    async def breaks() -> None:
        raise ValueError("broken inside")

    agenda.after(_seconds(1), lambda: 1 / 0)
    agenda.after(_seconds(1), breaks)
    agenda.after(_seconds(1), lambda: log("done"))
    asyncio.run(agenda.advance(_seconds(1)))
    assert log.entries == [("done", 1)]
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "broken inside" in told


def test_forgetting_stops_what_runs_and_what_is_planned(agenda: Agenda) -> None:
    log = Log(agenda)

    async def scene() -> None:
        async def endless() -> None:
            log("begun")
            await asyncio.sleep(60)
            log("never")

        agenda.at(NOON, endless)
        agenda.after(_seconds(1), lambda: log("planned"))
        await asyncio.sleep(0.01)
        agenda.clear()
        await agenda.advance(_seconds(5))

    asyncio.run(asyncio.wait_for(scene(), 5))
    assert log.entries == [("begun", 0)]


def test_what_plans_itself_at_the_same_instant_comes_to_an_end(agenda: Agenda) -> None:
    small = Agenda(agenda.clock, most=50)

    def again() -> None:
        small.at(NOON, again, "echo")

    small.at(NOON, again, "echo")
    with pytest.raises(Overfull, match="echo"):
        small.due()
    small.at(NOON, again, "echo")
    with pytest.raises(Overfull, match="echo"):
        asyncio.run(small.advance(_seconds(1)))


def test_only_so_much_is_planned_at_a_time(agenda: Agenda) -> None:
    small = Agenda(agenda.clock, most=3)
    planned = [small.after(_seconds(at), int) for at in range(3)]
    with pytest.raises(Overfull):
        small.after(_seconds(9), int)
    planned[1].cancel()
    small.after(_seconds(9), int)
    assert len(small.planned) == 3


def test_while_the_clock_runs_what_is_due_is_done_by_itself() -> None:
    agenda = Agenda(Clock())
    done: list[float] = []

    async def scene() -> None:
        begun = agenda.clock.now()
        agenda.after(_seconds(0.05), lambda: done.append((agenda.clock.now() - begun).total_seconds()))
        await asyncio.sleep(0.02)
        assert done == []
        await asyncio.sleep(0.2)

    asyncio.run(scene())
    assert len(done) == 1
    assert done[0] >= 0.05


def test_a_clock_that_is_moved_by_anybody_wakes_what_is_due(agenda: Agenda) -> None:
    done: list[str] = []

    async def scene() -> None:
        agenda.after(_seconds(60), lambda: done.append("due"))
        await asyncio.sleep(0.01)
        assert done == []
        agenda.clock.advance(_seconds(60))
        await asyncio.sleep(0.01)

    asyncio.run(scene())
    assert done == ["due"]


def test_stopping_the_clock_ahead_does_what_lies_between(agenda: Agenda) -> None:
    log = Log(agenda)
    agenda.after(_seconds(30), lambda: log("between"))
    asyncio.run(agenda.stop_at(NOON + _seconds(60)))
    assert log.entries == [("between", 30)]
    asyncio.run(agenda.stop_at(NOON))
    assert agenda.clock.now() == NOON


def test_who_foresees_plans_what_falls_due_on_the_way(agenda: Agenda) -> None:
    now, done = agenda.clock.now(), list[datetime]()
    asked = list[tuple[datetime, datetime]]()

    def foresee(since: datetime, until: datetime) -> None:
        asked.append((since, until))
        agenda.at(since + timedelta(hours=1), lambda: done.append(agenda.clock.now()))

    agenda.ahead.append(foresee)
    asyncio.run(agenda.advance(timedelta(hours=2)))
    assert asked == [(now, now + timedelta(hours=2))]
    assert done == [now + timedelta(hours=1)]


def test_the_control_api_moves_the_agenda() -> None:
    with serving(PETS) as served:
        agenda = served.mocks.agenda
        log = Log(agenda)
        served.client.post("/__govkit__/clock", json={"now": NOON.isoformat()})
        agenda.after(_seconds(90), lambda: log("due"))
        assert served.client.post("/__govkit__/clock", json={"advance": "PT2M"}).status_code == 200
        agenda.after(_seconds(90), lambda: log("forgotten"))
        served.client.post("/__govkit__/reset")
        assert agenda.planned == []
    assert log.entries == [("due", 90)]
