"""What a run takes back: all that the ledger knows to be made for its event, the last first, each once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govkit.sync.effects.ledger import Ledger
from govkit.sync.running.stops import Parked, Through
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EFFECTS
from govkit.sync.store.texts import as_value
from govkit.sync.values import Json
from tests.sync.running.scripted import KEYED, KEYLESS, NO_ANSWER, Trial, answer, states

UNDONE = """\
- stepId: first
  operationId: $sourceDescriptions.erp.createA
  requestBody: {contentType: application/json, payload: {name: a}}
  outputs: {id: $response.body#/id}
  x-govkit-compensate:
    operationId: $sourceDescriptions.erp.deleteA
    parameters: [{name: id, in: path, value: $steps.first.outputs.id}]
- stepId: second
  operationId: $sourceDescriptions.erp.createB
  requestBody: {contentType: application/json, payload: {name: b}}
  outputs: {id: $response.body#/id}
  x-govkit-compensate:
    operationId: $sourceDescriptions.erp.deleteB
    parameters: [{name: id, in: path, value: $steps.second.outputs.id}]
- stepId: third
  operationId: $sourceDescriptions.erp.createC
  requestBody: {contentType: application/json, payload: {name: c}}
  onFailure:
    - {name: for-good, type: end, x-govkit-exception: {kind: refused, compensate: true}}
"""


def _undoing(database: Database) -> Trial:
    traits = dict.fromkeys(("createA", "createB", "createC", "deleteA", "deleteB"), KEYED)
    trial = Trial(database, UNDONE, traits)
    for name in ("A", "B", "C"):
        trial.platform.script[f"create{name}"] = [answer(201, {"id": name.lower()})]
        trial.platform.script[f"delete{name}"] = [answer(204)]
    trial.platform.script["createC"] = [answer(409, {"detail": "never"}), answer(201, {"id": "c"})]
    return trial


def test_what_was_written_is_taken_back_the_last_first_and_begun_anew(database: Database) -> None:
    trial = _undoing(database)
    parked = trial.go_on()
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.compensated) == ("refused", True)
    assert trial.platform.names() == ["createA", "createB", "createC", "deleteB", "deleteA"]
    trial.resolutions[parked.step, parked.number] = {"action": "retry"}
    assert isinstance(trial.go_on(), Through)
    assert trial.platform.names()[5:] == ["createA", "createB", "createC"]
    keys = [one.key for one in trial.platform.asked if one.operation == "createA"]
    assert keys[0] != keys[1], "what was taken back is another write"


def test_what_people_say_was_made_is_taken_back_as_well(database: Database) -> None:
    trial = _undoing(database)
    trial.platform.script["createA"] = [NO_ANSWER]
    unknown = trial.go_on()
    assert isinstance(unknown, Parked)
    assert (unknown.step, unknown.unknown) == ("first", True)
    trial.resolutions["first", unknown.number] = {"action": "committed", "answer": {"id": "a"}}
    parked = trial.go_on()
    assert isinstance(parked, Parked)
    assert parked.compensated
    assert trial.platform.names()[-2:] == ["deleteB", "deleteA"]


def test_an_undo_that_fails_midway_goes_on_where_it_was(database: Database) -> None:
    trial = _undoing(database)
    trial.platform.script["deleteA"] = [answer(503)] * 7 + [answer(204)]
    parked = trial.go_on()
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.step, parked.unknown) == ("compensation", "first!undo", True)
    trial.resolutions[parked.step, parked.number] = {"action": "retry"}
    after = trial.go_on()
    assert isinstance(after, Parked)
    assert after.compensated
    assert trial.platform.names().count("deleteB") == 1


FOUND = """\
- stepId: look
  operationId: $sourceDescriptions.erp.listOrders
  onSuccess:
    - name: there
      type: goto
      stepId: last
      criteria: [{condition: $response.body#/items/0 != null}]
- stepId: order
  operationId: $sourceDescriptions.erp.createOrder
  requestBody: {contentType: application/json, payload: {reference: $inputs.reference}}
  onFailure:
    - name: look-again
      type: retry
      stepId: look
      retryAfter: 5
      retryLimit: 3
      criteria: [{condition: $statusCode >= 500}]
    - {name: park, type: end, x-govkit-exception: {kind: exhausted}}
  outputs: {number: $response.body#/number}
  x-govkit-compensate:
    operationId: $sourceDescriptions.erp.cancelOrder
    parameters: [{name: number, in: path, value: $steps.order.outputs.number}]
- stepId: last
  operationId: $sourceDescriptions.erp.createC
  requestBody: {contentType: application/json, payload: {name: c}}
  onFailure:
    - name: for-good
      type: end
      criteria: [{condition: $statusCode == 409}]
      x-govkit-exception: {kind: refused, compensate: true}
    - {name: park, type: end, x-govkit-exception: {kind: exhausted}}
"""


def _looking(database: Database, *listed: Json) -> Trial:
    """An order gets no answer, the second look is answered with what is listed, and the last step is refused."""
    trial = Trial(database, FOUND, {"createOrder": KEYLESS, "createC": KEYED, "cancelOrder": KEYED})
    trial.platform.script["listOrders"] = [answer(200, {"items": []}), answer(200, {"items": list(listed)})]
    trial.platform.script["createOrder"] = [NO_ANSWER]
    trial.platform.script["createC"] = [answer(409, {"detail": "never"})]
    trial.platform.script["cancelOrder"] = [answer(204)]
    return trial


def _cancelled(trial: Trial) -> list[Json]:
    return [one.parameters[0][2] for one in trial.platform.asked if one.operation == "cancelOrder"]


def test_a_write_that_only_a_look_found_is_taken_back_by_what_the_look_found(database: Database) -> None:
    trial = _looking(database, {"number": "SO-7", "status": "draft"})
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.compensated) == ("refused", True)
    assert _cancelled(trial) == ["SO-7"]
    assert states(database)[0] == ("absent", "undo")
    trial.resolutions[parked.step, parked.number] = {"action": "retry"}
    trial.platform.script["listOrders"] = [answer(200, {"items": []})]
    trial.platform.script["createOrder"] = [answer(201, {"number": "SO-8"})]
    trial.platform.script["createC"] = [answer(201)]
    assert isinstance(trial.go_on(reference="r1"), Through)
    assert trial.platform.names().count("createOrder") == 2, "what was taken back is written anew"


def test_a_compensation_that_waits_takes_back_what_was_found_once(database: Database) -> None:
    trial = _looking(database, {"number": "SO-7"})
    trial.platform.script["cancelOrder"] = [answer(503), answer(503), answer(204)]
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    assert parked.compensated
    assert _cancelled(trial) == ["SO-7"] * 3
    assert trial.go_on(reference="r1") == parked
    assert len(_cancelled(trial)) == 3


def test_of_several_that_a_look_found_people_take_back_the_one_that_was_written(database: Database) -> None:
    trial = _looking(database, {"number": "SO-7"}, {"number": "SO-8"})
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.step, parked.unknown) == ("compensation", "order!undo", True)
    assert not _cancelled(trial), "which of them it is, nobody guesses"
    trial.resolutions[parked.step, parked.number] = {"action": "retry"}
    again = trial.go_on(reference="r1")
    assert isinstance(again, Parked)
    assert (again.step, again.number) == (parked.step, parked.number + 1)
    trial.resolutions[again.step, again.number] = {"action": "committed"}
    done = trial.go_on(reference="r1")
    assert isinstance(done, Parked)
    assert (done.kind, done.compensated) == ("refused", True)


@pytest.mark.parametrize("answered", [True, False])
def test_a_replay_takes_back_what_a_run_before_it_wrote(database: Database, answered: bool) -> None:
    """Whether its answer came or not: the replay does not write it, for it looks first."""
    trial = _looking(database, *[{"number": "SO-7"}][:answered])
    trial.platform.script["createOrder"] = [answer(201, {"number": "SO-7"}) if answered else NO_ANSWER]
    trial.platform.script["createC"] = [answer(400)]
    assert isinstance(trial.go_on(reference="r1"), Parked)
    trial.replay()
    trial.platform.script["listOrders"] = [answer(200, {"items": [{"number": "SO-7"}]})]
    trial.platform.script["createC"] = [answer(409)]
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    assert parked.compensated
    assert _cancelled(trial) == ["SO-7"]


def test_what_was_there_before_is_not_taken_back(database: Database) -> None:
    trial = _looking(database)
    trial.platform.script["listOrders"] = [answer(200, {"items": [{"number": "SO-1"}]})]
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    assert parked.compensated
    assert trial.platform.names() == ["listOrders", "createC"]


def test_what_a_look_found_stands_in_the_ledger_for_the_answer_that_never_came(database: Database) -> None:
    trial = _looking(database, {"number": "SO-7"})
    trial.platform.script["createC"] = [answer(201)]
    assert isinstance(trial.go_on(reference="r1"), Through)
    with database.begin() as connection:
        Ledger.found(connection, 1, trial.pin.workflow, trial.found, trial.clock.now())
    with database.reading() as connection:
        row = connection.execute(sa.select(EFFECTS).where(EFFECTS.c.step == "order")).one()
    assert (row.state, row.decided_by, row.resource, row.mark) == ("committed", "look-up", "SO-7", None)
    assert as_value(row.answer) == {"number": "SO-7"}


def test_what_people_said_was_made_without_its_answer_is_left_to_them(database: Database) -> None:
    trial = _undoing(database)
    trial.platform.script["createA"] = [NO_ANSWER]
    unknown = trial.go_on()
    assert isinstance(unknown, Parked)
    trial.resolutions["first", unknown.number] = {"action": "committed"}
    parked = trial.go_on()
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.step) == ("compensation", "first!undo")
    assert trial.platform.names()[-1] == "deleteB"
