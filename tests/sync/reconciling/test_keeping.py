"""Runs one at a time, and differences with their age: seen, repaired, gone by themselves, coming back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.subscribing import Plan
from govkit.sync.reconciling.findings import Difference, Figures, Kind
from govkit.sync.reconciling.keeping import ENDED, FLAPPING, Begun, Busy, Keeping, Lost
from govkit.sync.reconciling.listing import Listed, differences, runs
from govkit.sync.reconciling.repairing import Repairs, Sent, settle
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import AUDIT, EFFECTS, EVENTS, RUNS
from govkit.sync.store.texts import as_value
from tests.sync.stage import NOON, Stage

NAME = "customers"
KIND = "govkit.customers.billing.differs"


@dataclass
class Clock:
    at: float = NOON

    def __call__(self) -> float:
        return self.at


class Repairing:
    """A workflow that repairs what billing has otherwise, one run for each customer."""

    workflow, pin, owner = "repair-billing", "pin-1", "team:ops"

    def plan(self, body: Any) -> Plan:
        return Plan(body["object"], {})


@dataclass
class Subscribed:
    kinds: tuple[str, ...] = (KIND,)

    def for_event(self, kind: str, /) -> list[Repairing]:
        return [Repairing()] if kind in self.kinds else []


@dataclass
class Desk:
    """A database with reconciliations, whose time goes on by an hour with each."""

    database: Database
    clock: Clock = field(default_factory=Clock)

    def keeping(self, holder: str = "one") -> Keeping:
        return Keeping(self.database, self.clock, holder)

    def ran(self, *found: Difference, whole: bool = True) -> None:
        """A run that found something."""
        self.clock.at += 3_600
        settle(self.database, self.clock())
        begun = self.keeping().begin(NAME, "test")
        figures = Figures("customer", "crm", kept=len(found), found=len(found) + (not whole))
        bodies = {(one.system, one.object): _body(one) for one in found if one.system == "billing"}
        self.keeping().finish(begun, figures, found, bodies)

    def repairs(self) -> Repairs:
        subscribed = Subscribed()
        return Repairs(self.database, subscribed, Intake(self.database, subscribed, self.clock), self.clock)

    def sent(self, *ids: int) -> list[Sent]:
        return self.repairs().send(NAME, ids or None, "ann")

    def over(self, state: RunState = RunState.DONE, *, wrote: bool = True) -> None:
        """Runs of all repairs end."""
        with self.database.begin() as connection:
            rows = connection.execute(RUNS.select().where(RUNS.c.state == RunState.READY)).all()
            connection.execute(RUNS.update().values(state=state, finished_at=self.clock()))
        for row in rows:
            if wrote:
                Stage(self.database, now=self.clock()).effect(
                    row.id, EffectState.COMMITTED, event=row.event, workflow=row.workflow, decided_at=self.clock()
                )

    def listed(self, *states: str) -> list[Listed]:
        with self.database.reading() as connection:
            return differences(connection, NAME, states or ("open", "sent", "flapping"))


def _body(one: Difference) -> Mapping[str, Any]:
    return {"object": one.object, "fields": [one.field], "readAt": "2026-03-01T12:00:00Z"}


def _differs(key: str = "c-1", field_: str = "name", found: str = "Old") -> Difference:
    return Difference("billing", key, Kind.DIFFERS, "crm", field_, key, "New", found)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_difference_has_an_age(desk: Desk) -> None:
    desk.ran(_differs(found="Old"))
    desk.ran(_differs(found="Older"))
    (one,) = desk.listed()
    assert (one.state, one.found, one.last_seen - one.first_seen) == ("open", "Older", 3_600)
    desk.ran()
    assert desk.listed() == []
    (gone,) = desk.listed("gone")
    assert (gone.closed_by, gone.closed_at) == (None, desk.clock())
    desk.ran(_differs())
    (again,) = desk.listed()
    assert (again.id != gone.id, again.repairs) == (True, 0)


def test_what_is_not_listed_whole_closes_nothing(desk: Desk) -> None:
    desk.ran(_differs("c-1"), _differs("c-2"))
    desk.ran(_differs("c-1"), whole=False)
    assert [one.object for one in desk.listed()] == ["c-1", "c-2"]


def test_a_repair_is_an_event_of_our_own_and_in_the_audit(desk: Desk) -> None:
    desk.ran(_differs("c-1"), _differs("c-1", "email"), _differs("c-2"))
    sent = desk.sent()
    assert [one.objects for one in sent] == [("c-1",), ("c-2",)]
    with desk.database.reading() as connection:
        event = connection.execute(EVENTS.select().where(EVENTS.c.seq == sent[0].event)).one()
        audit = connection.execute(AUDIT.select().order_by(AUDIT.c.id)).first()
    assert (event.source, event.type, event.channel) == ("govkit", KIND, "reconciliation")
    assert as_value(event.body)["objects"] == ["c-1"]
    assert audit is not None
    assert (audit.actor, audit.action, as_value(audit.detail)["objects"]) == ("ann", "repair", ["c-1"])
    assert [one.state for one in desk.listed()] == ["sent"] * 3
    assert desk.sent() == [], "what is on its way is not sent again"


def test_a_dry_run_sends_nothing(desk: Desk) -> None:
    desk.ran(_differs())
    (one,) = desk.repairs().send(NAME, None, "ann", dry=True)
    assert (one.event, one.refused) == (None, "")
    with desk.database.reading() as connection:
        assert connection.execute(EVENTS.select()).all() == []
    assert [one.state for one in desk.listed()] == ["open"]


def test_only_chosen_ones_are_sent_with_all_of_their_object(desk: Desk) -> None:
    desk.ran(_differs("c-1"), _differs("c-1", "email"), _differs("c-2"))
    (one,) = desk.sent(desk.listed()[0].id)
    assert (one.objects, len(one.differences)) == (("c-1",), 2)
    assert [one.refused for one in desk.sent(999)] == ["there is no such difference that is open"]


def test_what_a_workflow_wrote_is_repaired(desk: Desk) -> None:
    desk.ran(_differs())
    desk.sent()
    desk.over()
    assert settle(desk.database, desk.clock()) == 1
    (one,) = desk.listed("repaired")
    assert one.closed_by == "repair-billing"
    desk.ran()
    assert desk.listed() == []


def test_what_changed_meanwhile_is_open_again_and_says_so(desk: Desk) -> None:
    desk.ran(_differs())
    desk.sent()
    desk.over(wrote=False)
    settle(desk.database, desk.clock())
    (one,) = desk.listed()
    assert (one.state, one.event) == ("open", None)
    assert "changed after it was compared" in str(one.detail)


@pytest.mark.parametrize("state", [RunState.PARKED, RunState.WAITING, RunState.READY])
def test_a_repair_on_its_way_is_left_alone(desk: Desk, state: RunState) -> None:
    desk.ran(_differs())
    desk.sent()
    desk.over(state, wrote=False)
    desk.ran()
    desk.ran(_differs())
    assert [one.state for one in desk.listed()] == ["sent"]
    assert desk.sent() == []


def test_what_comes_back_after_each_repair_is_flagged_and_not_written_again(desk: Desk) -> None:
    for count in range(FLAPPING):
        desk.ran(_differs())
        assert [(one.state, one.repairs) for one in desk.listed()] == [("open", count)]
        assert len(desk.sent()) == 1
        desk.over()
    desk.ran(_differs())
    (one,) = desk.listed()
    assert (one.state, one.repairs) == ("flapping", FLAPPING)
    assert desk.sent() == [], "nothing writes it by itself"
    with desk.database.reading() as connection:
        assert len(connection.execute(EFFECTS.select()).all()) == FLAPPING
    assert [one.refused for one in desk.sent(one.id)] == [""], "people may still"


def test_what_rests_between_repairs_does_not_flap(desk: Desk) -> None:
    for _ in range(FLAPPING + 1):
        desk.ran(_differs())
        assert [(one.state, one.repairs) for one in desk.listed()] == [("open", 0)]
        desk.sent()
        desk.over()
        desk.ran()
        desk.ran()


def test_what_was_repaired_while_a_run_was_reading_is_not_found_by_it(desk: Desk) -> None:
    desk.ran(_differs())
    desk.sent()
    begun = desk.keeping().begin(NAME, "test")
    desk.clock.at += 60
    desk.over()
    settle(desk.database, desk.clock())
    figures = Figures("customer", "crm", kept=1, found=1)
    desk.keeping().finish(begun, figures, [_differs()], {})
    assert desk.listed() == []


def test_there_is_one_run_at_a_time(desk: Desk) -> None:
    begun = desk.keeping().begin(NAME, "schedule")
    with pytest.raises(Busy, match="is being reconciled, as schedule asked"):
        desk.keeping("two").begin(NAME, "ann")
    desk.keeping().begin("others", "ann")
    desk.keeping().fail(begun, "billing could not be read")
    desk.keeping("two").begin(NAME, "ann")


def test_a_run_whose_process_died_is_failed_and_says_nothing(desk: Desk) -> None:
    begun = desk.keeping().begin(NAME, "schedule")
    desk.clock.at += 60
    desk.keeping().beat(begun)
    desk.clock.at += 100
    with pytest.raises(Busy):
        desk.keeping("two").begin(NAME, "ann")
    desk.clock.at += 60
    other = desk.keeping("two").begin(NAME, "ann")
    with desk.database.reading() as connection:
        states = {one.id: (one.state, one.note) for one in runs(connection, NAME)}
    assert states == {begun.id: ("failed", ENDED), other.id: ("running", None)}
    _require_lost(desk, begun)


def _require_lost(desk: Desk, begun: Begun) -> None:
    """Whoever was thought dead keeps nothing of what it found."""
    with pytest.raises(Lost):
        desk.keeping().finish(begun, Figures("customer", "crm", kept=1, found=1), [_differs()], {})
    assert desk.listed() == []
