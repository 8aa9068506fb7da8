"""What a run does, stretch by stretch, and what it never does twice."""

from __future__ import annotations

import pytest

from govkit.sync.calls.refusals import NotGranted
from govkit.sync.running.stops import Parked, Through, Waiting
from govkit.sync.store.database import Database
from govkit.sync.values import Answered
from tests.sync.running.scripted import KEYED, KEYLESS, NO_ANSWER, PUT, Killed, Trial, answer, states

WRITE = """\
- stepId: look
  operationId: $sourceDescriptions.erp.listOrders
  onSuccess:
    - name: there
      type: goto
      stepId: after
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
      criteria: [{condition: $statusCode == 429 || $statusCode >= 500}]
    - name: refused
      type: end
      criteria: [{condition: $statusCode == 422}]
      x-govkit-exception: {kind: refused, detail: $response.body#/detail}
    - {name: park, type: end, x-govkit-exception: {kind: exhausted}}
- stepId: after
  operationId: $sourceDescriptions.erp.note
"""
KEYED_WRITE = """\
- stepId: order
  operationId: $sourceDescriptions.erp.createOrder
  requestBody: {contentType: application/json, payload: {reference: $inputs.reference}}
  onFailure:
    - name: transient
      type: retry
      retryAfter: 2
      retryLimit: 3
      criteria: [{condition: $statusCode == 429 || $statusCode >= 500}]
    - name: refused
      type: end
      criteria: [{condition: $statusCode == 422}]
      x-govkit-exception: {kind: refused, detail: $response.body#/detail}
    - {name: park, type: end, x-govkit-exception: {kind: exhausted}}
"""


def test_a_write_is_made_once_and_known_ever_after(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [answer(201, {"id": "o1"})]
    assert isinstance(trial.go(reference="r1"), Through)
    assert isinstance(trial.go(reference="r1"), Through)
    trial.replay()
    assert isinstance(trial.go(reference="r1"), Through)
    assert trial.platform.names() == ["createOrder"]
    assert states(database) == [("committed", "answer")]


def test_a_retry_ends_the_stretch_and_grows(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [NO_ANSWER, answer(503), answer(201, {})]
    start = trial.clock.at
    first = trial.go(reference="r1")
    assert isinstance(first, Waiting)
    assert 1.8 <= first.until - start <= 2.2
    assert trial.go(reference="r1") == first, "before it is due, nothing is asked"
    trial.clock.at = first.until
    second = trial.go(reference="r1")
    assert isinstance(second, Waiting)
    assert 3.6 <= second.until - first.until <= 4.4
    trial.clock.at = second.until
    assert isinstance(trial.go(reference="r1"), Through)
    assert len({one.key for one in trial.platform.asked}) == 1, "the same key each time"


def test_an_exhausted_write_is_unknown_and_goes_on_with_the_same_key_once_people_say(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [NO_ANSWER] * 4 + [answer(201, {})]
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.unknown, parked.step, parked.number) == ("unknown", True, "order", 4)
    trial.resolutions[parked.step, parked.number] = {"action": "retry"}
    assert isinstance(trial.go(reference="r1"), Through)
    assert len({one.key for one in trial.platform.asked}) == 1


def test_a_refusal_is_parked_with_its_request_and_retried_with_another_key(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [answer(422, {"type": "urn:tax", "detail": "no tax code"}), answer(201, {})]
    parked = trial.go(reference="r1")
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.detail, parked.status, parked.problem) == ("refused", "no tax code", 422, "urn:tax")
    assert parked.request["body"] == {"reference": "r1"}
    assert trial.go(reference="r1") == parked
    trial.resolutions["order", 1] = {"action": "retry"}
    assert isinstance(trial.go(reference="r1"), Through)
    first, second = trial.platform.asked
    assert first.key != second.key, "platforms give a key the answer that it had"


def test_a_replay_asks_again_for_what_was_refused(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [answer(422, {}), answer(201, {})]
    assert isinstance(trial.go(reference="r1"), Parked)
    trial.replay()
    assert isinstance(trial.go(reference="r1"), Through)
    assert len({one.key for one in trial.platform.asked}) == 2


@pytest.mark.parametrize("found", [True, False])
def test_a_replay_looks_for_what_nobody_answered(database: Database, found: bool) -> None:
    trial = Trial(database, WRITE, {"createOrder": KEYLESS})
    empty, there = answer(200, {"items": []}), answer(200, {"items": [{"id": "o1"}]})
    trial.platform.script["listOrders"] = [empty]
    trial.platform.script["createOrder"] = [NO_ANSWER]
    assert isinstance(trial.go_on(reference="r1"), Parked)
    asked = trial.platform.names().count("createOrder")
    trial.replay()
    trial.platform.script["listOrders"] = [empty, there if found else empty]
    trial.platform.script["createOrder"] = [answer(201, {})]
    assert isinstance(trial.go_on(reference="r1"), Through)
    assert trial.platform.names().count("createOrder") - asked == (not found)


def test_a_mended_payload_is_sent_in_place_of_the_one_that_was_refused(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [answer(422, {}), answer(503), answer(201, {})]
    assert isinstance(trial.go(reference="r1"), Parked)
    trial.resolutions["order", 1] = {"action": "retry", "body": {"reference": "mended"}}
    assert isinstance(trial.go_on(reference="r1"), Through)
    assert [one.body["reference"] for one in trial.platform.asked] == ["r1", "mended", "mended"]


@pytest.mark.parametrize("found", [True, False])
def test_without_keys_an_unanswered_write_is_looked_for_once_it_has_settled(database: Database, found: bool) -> None:
    trial = Trial(database, WRITE, {"createOrder": KEYLESS})
    empty, there = answer(200, {"items": []}), answer(200, {"items": [{"id": "o1"}]})
    trial.platform.script["listOrders"] = [empty, there if found else empty]
    trial.platform.script["createOrder"] = [NO_ANSWER, answer(201, {})]
    start = trial.clock.at
    waiting = trial.go(reference="r1")
    assert isinstance(waiting, Waiting)
    assert waiting.until >= start + 90, "a slow write may land until then"
    assert isinstance(trial.go_on(reference="r1"), Through)
    asked = [one for one in trial.platform.names() if one != "note"]
    assert asked == ["listOrders", "createOrder", "listOrders"] + ["createOrder"] * (not found)
    assert len(trial.found) == found


@pytest.mark.parametrize("traits", [KEYED, KEYLESS, PUT])
@pytest.mark.parametrize("boundary", ["before", "sent", "written"])
def test_a_death_at_any_boundary_doubles_nothing(database: Database, boundary: str, traits: object) -> None:
    """The platform counts what it did: with a key once, else once for each request that came."""
    trial = Trial(database, WRITE, {"createOrder": traits})  # type: ignore[dict-item]
    done: list[str] = []

    def create(asked: object) -> object:
        key = getattr(asked, "key", None)
        if key is None or key not in done:
            done.append(key or f"{len(done)}")
        return answer(201, {"id": "o1"})

    trial.platform.script["createOrder"] = [create]
    trial.platform.script["listOrders"] = [lambda _: answer(200, {"items": [{"id": "o1"}] if done else []})]

    def die(at: str, _: str) -> None:
        if at == boundary:
            raise Killed

    object.__setattr__(trial.sender, "probe", die)
    with pytest.raises(Killed):
        trial.go(reference="r1")
    object.__setattr__(trial.sender, "probe", lambda _, __: None)
    assert isinstance(trial.go_on(reference="r1"), Through)
    if traits is PUT and boundary == "sent":
        assert len(done) == 2, "the same state was set twice, which is what may be done with PUT"
    else:
        assert len(done) == 1
    assert {state for state, _ in states(database)} == {"committed"} or trial.found


def test_a_death_after_the_look_is_not_excused_by_it(database: Database) -> None:
    trial = Trial(database, WRITE, {"createOrder": KEYLESS})
    done: list[str] = []

    def create(_: object) -> Answered:
        done.append("o1")
        return answer(201, {"id": "o1"})

    trial.platform.script["createOrder"] = [answer(429), create]
    trial.platform.script["listOrders"] = [lambda _: answer(200, {"items": [{"id": "o1"}] if done else []})]
    assert isinstance(trial.go(reference="r1"), Waiting)
    trial.clock.at += 10

    def die(at: str, _: str) -> None:
        if at == "sent":
            raise Killed

    object.__setattr__(trial.sender, "probe", die)
    with pytest.raises(Killed):
        trial.go(reference="r1")
    object.__setattr__(trial.sender, "probe", lambda _, __: None)
    assert isinstance(trial.go_on(reference="r1"), Through)
    assert done == ["o1"]


def test_a_key_that_is_too_old_is_not_trusted(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [NO_ANSWER, answer(201, {})]
    assert isinstance(trial.go(reference="r1"), Waiting)
    trial.clock.at += 25 * 3600
    parked = trial.go(reference="r1")
    assert isinstance(parked, Parked)
    assert parked.kind == "unknown"
    assert trial.platform.names() == ["createOrder"], "nothing is sent blindly"


def test_a_call_that_is_refused_before_it_is_sent_was_not_made(database: Database) -> None:
    trial = Trial(database, WRITE, {"createOrder": KEYLESS})
    trial.platform.script["listOrders"] = [answer(200, {"items": []})]
    trial.platform.script["createOrder"] = [NotGranted("it is not granted"), answer(201, {})]
    parked = trial.go(reference="r1")
    assert isinstance(parked, Parked)
    assert (parked.kind, parked.detail) == ("grant", "it is not granted")
    assert states(database) == [("absent", "answer")]
    trial.resolutions["order", 1] = {"action": "retry"}
    assert isinstance(trial.go(reference="r1"), Through)


@pytest.mark.parametrize("second", [Answered(None, sent=False, error="billing is left alone"), answer(429)])
def test_a_try_that_was_not_sent_tells_nothing_of_the_one_before(database: Database, second: Answered) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [NO_ANSWER, second, answer(201, {})]
    waiting = trial.go(reference="r1")
    assert isinstance(waiting, Waiting)
    trial.clock.at = waiting.until
    assert isinstance(trial.go(reference="r1"), Waiting)
    assert states(database) == [("unknown", None)]
    trial.clock.at += 25 * 3600  # no platform remembers the key
    parked = trial.go(reference="r1")
    assert isinstance(parked, Parked)
    assert parked.unknown
    assert len(trial.platform.asked) == 2


def test_people_may_say_that_a_write_was_made(database: Database) -> None:
    steps = KEYED_WRITE + "- stepId: after\n  operationId: $sourceDescriptions.erp.note\n"
    trial = Trial(database, steps, {"createOrder": KEYED})
    trial.platform.script["createOrder"] = [NO_ANSWER]
    parked = trial.go_on(reference="r1")
    assert isinstance(parked, Parked)
    trial.resolutions[parked.step, parked.number] = {"action": "committed"}
    assert isinstance(trial.go(reference="r1"), Through)
    assert trial.platform.names()[-1] == "note"


def test_a_platform_that_is_closed_delays_and_burns_no_try(database: Database) -> None:
    trial = Trial(database, KEYED_WRITE, {"createOrder": KEYED})
    trial.platform.closed_until = trial.clock.at + 60
    waiting = trial.go(reference="r1")
    assert isinstance(waiting, Waiting)
    assert waiting.until == trial.platform.closed_until
    assert not trial.platform.asked


def test_items_run_one_after_the_other_each_with_a_key_of_its_own(database: Database) -> None:
    steps = """\
- stepId: each
  workflowId: one
  x-govkit-for-each: {items: $inputs.items, as: item, key: /id}
"""
    more = """\
- workflowId: one
  steps:
    - stepId: write
      operationId: $sourceDescriptions.erp.createOrder
      requestBody: {contentType: application/json, payload: {id: $inputs.item#/id}}
      onFailure:
        - {name: park, type: end, x-govkit-exception: {kind: exhausted}}
"""
    trial = Trial(database, steps, {"createOrder": KEYED}, more)
    trial.platform.script["createOrder"] = [answer(201), answer(422, {}), answer(201)]
    items = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    parked = trial.go(items=items)
    assert isinstance(parked, Parked)
    assert parked.step == "each[b]/write"
    trial.resolutions["each[b]/write", 1] = {"action": "retry"}
    assert isinstance(trial.go(items=items), Through)
    assert [one.body["id"] for one in trial.platform.asked] == ["a", "b", "b", "c"]
    assert len({one.key for one in trial.platform.asked}) == 4
