"""From a call that fails to its outcome: a run is parked, people decide, the run does what they said and no more."""

from __future__ import annotations

import pytest

from govkit.sync.exceptions.actions import Actions, Change
from govkit.sync.exceptions.listing import Listed, Narrowed, listed, whole
from govkit.sync.exceptions.mending import Verdict
from govkit.sync.exceptions.people import Queue
from govkit.sync.lanes import Lanes
from govkit.sync.running.pins import Pins
from govkit.sync.running.runs import Runner
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import RUNS
from govkit.sync.store.texts import as_text
from govkit.sync.telemetry.standing import standing
from tests.sync.running.scripted import KEYED, KEYLESS, NO_ANSWER, Trial, answer
from tests.sync.stage import Stage

STEPS = """\
- stepId: contract
  operationId: $sourceDescriptions.erp.getContract
- stepId: order
  operationId: $sourceDescriptions.erp.createOrder
  requestBody: {contentType: application/json, payload: {reference: $inputs.reference, tax: S-1}}
  onFailure:
    - name: refused
      type: end
      criteria: [{condition: $statusCode == 422}]
      x-govkit-exception: {kind: tax-configuration, owner: team:finance, detail: $response.body#/detail}
    - {name: park, type: end, x-govkit-exception: {kind: exhausted}}
  outputs: {id: $response.body#/id}
- stepId: note
  operationId: $sourceDescriptions.erp.note
  parameters: [{name: order, in: query, value: $steps.order.outputs.id}]
"""
REFUSED = answer(422, {"type": "urn:erp:tax-configuration", "detail": "no rate for S-1"})
READ = ["getContract", "createOrder"]


class Worked:
    """A run of the trial, and the people who look after it."""

    def __init__(self, database: Database, *, keyed: bool = True) -> None:
        self.trial = Trial(database, STEPS, {"createOrder": KEYED if keyed else KEYLESS})
        self.stage = Stage(database, now=self.trial.clock.at)
        self.platform = self.trial.platform
        self.database = database
        lanes, pins, now = Lanes(database), Pins(), self.trial.clock.now
        self.runner = Runner(
            database,
            lanes,
            pins,
            self.trial.sender,
            Queue(lanes, now),
            None,
            lambda _: (lambda _: None, lambda _, __: None),
            now,
            self.trial.clock.sleep,
        )
        with database.begin() as connection:
            digest = pins.keep(connection, self.trial.pin, now())
        event = self.stage.event(body=as_text({"reference": "r1"}))
        context = as_text({"customer": "cus_1", "amount": "9.90", "currency": "EUR"})
        self.run = self.stage.run(event, workflow="trial", pin=digest, context=context)

    def go(self) -> str:
        """Takes the run up where it is ready; how it stands then."""
        row = self.stage.row(self.run)
        if row["state"] == RunState.READY:
            number = row["stretch"] + 1
            with self.database.begin() as connection:
                mine = RUNS.update().where(RUNS.c.id == self.run)
                connection.execute(mine.values(state=RunState.RUNNING, stretch=number))
            self.runner.stretch(self.run, number, self.trial.journal)
        return str(self.stage.row(self.run)["state"])

    def queue(self) -> list[Listed]:
        """All exceptions."""
        with self.database.reading() as connection:
            return listed(connection, Narrowed(states=()))

    def states(self) -> list[str]:
        """How they stand."""
        return [one.state.value for one in self.queue()]

    @property
    def person(self) -> Actions:
        """Somebody who acts."""
        return Actions(self.database, actor="anna", now=self.trial.clock.now)

    def bodies(self) -> list[object]:
        """What was sent to make the order, each time."""
        return [one.body for one in self.platform.asked if one.operation == "createOrder"]


@pytest.fixture
def worked(database: Database) -> Worked:
    return Worked(database)


def said(changes: list[Change]) -> list[str]:
    return [change.refused for change in changes]


@pytest.mark.requirement("S4")
def test_a_refusal_is_in_the_queue_with_its_request_and_its_business(worked: Worked) -> None:
    worked.platform.script["createOrder"] = [REFUSED]
    assert worked.go() == "parked"
    (one,) = worked.queue()
    assert (one.kind, one.owner, one.detail) == ("tax-configuration", "finance", "no rate for S-1")
    with worked.database.reading() as connection:
        assert [listed(connection, Narrowed(owner=name)) for name in ("finance", "team:finance")] == [[one], [one]]
    assert (one.customer, str(one.amount), one.blocked) == ("cus_1", "9.90", ("note",))
    with worked.database.reading() as connection:
        found = whole(connection, one.id)
    assert found.request["body"] == {"reference": "r1", "tax": "S-1"}
    assert found.answer["detail"] == "no rate for S-1"
    assert [effect["state"] for effect in found.effects] == ["refused"]


@pytest.mark.requirement("S4")
def test_a_retry_goes_on_where_it_failed_and_closes_the_exception(worked: Worked) -> None:
    worked.platform.script["createOrder"] = [REFUSED, REFUSED, answer(201, {"id": "o1"})]
    worked.go()
    for left in (["retrying"], ["superseded", "retrying"]):
        assert said(worked.person.retry(Narrowed())) == [""]
        assert worked.states() == left
        worked.go()
    assert worked.stage.row(worked.run)["state"] == RunState.DONE
    assert worked.platform.names() == ["getContract", *["createOrder"] * 3, "note"]
    assert worked.states() == ["superseded", "resolved"]


@pytest.mark.requirement("S4")
def test_a_mended_request_is_what_is_sent(worked: Worked) -> None:
    worked.platform.script["createOrder"] = [REFUSED, answer(201, {"id": "o1"})]
    worked.go()
    (one,) = worked.queue()
    assert said(
        worked.person.mend(Narrowed(ids=(one.id,)), lambda body: {**body, "tax": "S-2"}, lambda *_: Verdict())
    ) == [""]
    assert worked.go() == "done"
    assert worked.bodies() == [{"reference": "r1", "tax": "S-1"}, {"reference": "r1", "tax": "S-2"}]
    assert worked.platform.asked[-1].parameters == (("order", "query", "o1"),)


def test_a_replay_from_an_earlier_step_makes_that_anew(worked: Worked) -> None:
    worked.platform.script["createOrder"] = [REFUSED, answer(201, {"id": "o1"})]
    worked.go()
    assert said(worked.person.retry(Narrowed(), from_step="contract")) == [""]
    assert worked.go() == "done"
    assert worked.platform.names() == [*READ, *READ, "note"]


class TestUnknown:
    """A write that got no answer, at a platform that cannot tell whether it was made."""

    @pytest.fixture
    def worked(self, database: Database) -> Worked:
        made = Worked(database, keyed=False)
        made.platform.script["createOrder"] = [NO_ANSWER, answer(201, {"id": "o2"})]
        assert made.go() == "parked"
        return made

    def test_it_waits_for_people_who_know(self, worked: Worked) -> None:
        (one,) = worked.queue()
        assert (one.kind, one.unknown) == ("unknown", True)
        assert "decide that first" in said(worked.person.retry(Narrowed()))[0]
        assert worked.go() == "parked"
        assert worked.platform.names() == READ

    def test_one_that_was_made_is_not_made_again(self, worked: Worked) -> None:
        assert said(worked.person.decide(worked.queue()[0].id, "committed", {"id": "o1"})) == [""]
        assert worked.go() == "done"
        assert worked.platform.names() == [*READ, "note"]
        assert worked.platform.asked[-1].parameters == (("order", "query", "o1"),)

    def test_one_that_was_not_made_is_made_once(self, worked: Worked) -> None:
        assert said(worked.person.decide(worked.queue()[0].id, "absent")) == [""]
        assert worked.go() == "done"
        assert worked.platform.names() == [*READ, "createOrder", "note"]

    @pytest.mark.parametrize("verdict", ["committed", "absent"])
    def test_nothing_is_left_to_do(self, worked: Worked, verdict: str) -> None:
        worked.person.decide(worked.queue()[0].id, verdict)  # type: ignore[arg-type]
        worked.go()
        with worked.database.reading() as connection:
            assert standing(connection, now=worked.trial.clock.at).todo == ()
        assert worked.states() == ["resolved"]
