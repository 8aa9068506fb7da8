"""The ledger of writes: what an entry holds before, while and after it is sent, and what a later try sees of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from govkit.sync.effects import ledger as ledgers
from govkit.sync.effects.ledger import Entry, Intent, Ledger, recorded
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import EFFECTS
from govkit.sync.values import MISSING, Answered, Asked, Json, Traits

TRAITS = Traits("billing", True, True, None, False, None)
INTENT = Intent(
    run=7,
    event=3,
    event_name="crm evt_3",
    workflow="onboarding",
    step="account",
    number=1,
    asked=Asked("onboarding", "billing@3.0.0", "createAccount", (("dry", "query", False),), {"name": "Brightwater"}),
    traits=TRAITS,
)
OTHER = replace(INTENT, asked=replace(INTENT.asked, body={"name": "Greenfield"}))
NO_ANSWER = Answered(None, error="timed out")
NOT_SENT = Answered(None, sent=False, error="no connection")
DONE = Answered(201, {"id": "acc_1", "version": 4})


class Clock:
    """Goes on by a second with each look at it."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        self.time += 1.0
        return self.time


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database, Clock())


def rows(database: Database) -> list[dict[str, Any]]:
    """All entries, in the order in which they were made, without their numbers."""
    with database.reading() as connection:
        found = connection.execute(sa.select(EFFECTS).order_by(EFFECTS.c.id)).mappings().all()
    return [{name: value for name, value in row.items() if name != "id"} for row in found]


def test_what_is_about_to_be_sent_is_written_down_whole(database: Database, ledger: Ledger) -> None:
    entry = ledger.begin(INTENT)
    assert entry == Entry(INTENT.base_key, EffectState.SENDING, INTENT.digest, 1, 0, 101.0, 101.0)
    assert rows(database) == [
        {
            "key": INTENT.base_key,
            "run": 7,
            "event": 3,
            "workflow": "onboarding",
            "step": "account",
            "system": "billing",
            "api": "billing@3.0.0",
            "operation": "createAccount",
            "request": '{"parameters":{"dry":false},"body":{"name":"Brightwater"}}',
            "digest": INTENT.digest,
            "state": "sending",
            "status": None,
            "answer": None,
            "tries": 1,
            "variant": 0,
            "first_sent_at": 101.0,
            "last_sent_at": 101.0,
            "decided_at": None,
            "decided_by": None,
            "undoes": None,
            "resource": None,
            "mark": None,
        }
    ]


def test_a_request_without_a_body_is_another_than_one_whose_body_is_null() -> None:
    wanted: tuple[Json, ...] = (MISSING, None, {})
    bodies = [replace(INTENT, asked=replace(INTENT.asked, body=body)) for body in wanted]
    assert len({one.digest for one in bodies}) == 3
    assert bodies[0].request == '{"parameters":{"dry":false}}'


@pytest.mark.parametrize("changed", [{"event_name": "crm evt_4"}, {"workflow": "terms"}, {"step": "contact"}])
def test_a_key_is_of_the_event_the_workflow_and_the_step(changed: dict[str, Any]) -> None:
    assert replace(INTENT, **changed).base_key != INTENT.base_key
    assert INTENT.base_key.startswith("gk-")
    assert len(INTENT.base_key) == 43


def test_neither_the_run_nor_the_try_makes_another_key_or_another_request() -> None:
    later = replace(INTENT, run=8, number=5, looked=True)
    assert (later.base_key, later.digest) == (INTENT.base_key, INTENT.digest)


@pytest.mark.parametrize("changed", [{"api": "billing@3.1.0"}, {"operation": "putAccount"}, {"parameters": ()}])
def test_what_is_asked_of_whom_makes_another_request(changed: dict[str, Any]) -> None:
    assert replace(INTENT, asked=replace(INTENT.asked, **changed)).digest != INTENT.digest


@pytest.mark.parametrize(
    ("answered", "state", "variant", "decided"),
    [
        (DONE, EffectState.COMMITTED, 0, True),
        (Answered(204), EffectState.COMMITTED, 0, True),
        (Answered(299), EffectState.COMMITTED, 0, True),
        (Answered(302), EffectState.REFUSED, 1, True),
        (Answered(422, {"detail": "no"}), EffectState.REFUSED, 1, True),
        (Answered(499), EffectState.REFUSED, 1, True),
        (Answered(425), EffectState.ABSENT, 0, True),
        (Answered(429), EffectState.ABSENT, 0, True),
        (Answered(500), EffectState.UNKNOWN, 0, False),
        (Answered(503), EffectState.UNKNOWN, 0, False),
        (NO_ANSWER, EffectState.UNKNOWN, 0, False),
        (NOT_SENT, EffectState.ABSENT, 0, True),
    ],
    ids=lambda one: str(one.status) if isinstance(one, Answered) else None,
)
def test_an_answer_decides_what_became_of_a_write(
    database: Database, ledger: Ledger, answered: Answered, state: EffectState, variant: int, decided: bool
) -> None:
    begun = ledger.begin(INTENT)
    ended = ledger.end(begun, answered)
    assert ended == replace(begun, state=state, variant=variant, status=answered.status, answer=answered.body)
    assert ended.is_open is not decided
    (row,) = rows(database)
    assert (row["state"], row["variant"], row["status"]) == (state, variant, answered.status)
    assert (row["decided_at"], row["decided_by"]) == ((102.0, "answer") if decided else (None, None))
    assert ledger.find(INTENT) == ended


def test_only_what_was_done_says_which_record_it_made(database: Database, ledger: Ledger) -> None:
    ledger.end(ledger.begin(INTENT), Answered(409, {"id": "acc_1", "version": 4}))
    assert (rows(database)[0]["resource"], rows(database)[0]["mark"]) == (None, None)
    ledger.end(ledger.begin(INTENT), DONE)
    (row,) = rows(database)
    assert (row["resource"], row["answer"]) == ("acc_1", '{"id":"acc_1","version":4}')
    assert row["mark"]


def test_a_try_again_is_the_same_entry_and_remembers_when_it_was_first_sent(database: Database, ledger: Ledger) -> None:
    ledger.end(ledger.begin(INTENT), NO_ANSWER)
    again = ledger.begin(replace(INTENT, run=8, number=2))
    assert again == Entry(INTENT.base_key, EffectState.SENDING, INTENT.digest, 2, 0, 101.0, 103.0, in_doubt=True)
    (row,) = rows(database)
    sent = ("run", "state", "tries", "first_sent_at", "last_sent_at")
    assert [row[name] for name in sent] == [8, "sending", 2, 101.0, 103.0]


def test_what_was_not_sent_tells_nothing_of_a_try_before_that_got_no_answer(database: Database, ledger: Ledger) -> None:
    ledger.end(ledger.begin(INTENT), NO_ANSWER)
    ended = ledger.end(ledger.begin(replace(INTENT, number=2)), NOT_SENT)
    assert (ended.state, ended.is_open) == (EffectState.UNKNOWN, True)
    assert rows(database)[0]["decided_by"] is None


def test_who_looked_since_the_try_before_is_in_no_doubt(database: Database, ledger: Ledger) -> None:
    ledger.end(ledger.begin(INTENT), NO_ANSWER)
    again = ledger.begin(replace(INTENT, number=2, looked=True))
    assert again.in_doubt is False
    assert ledger.end(again, NOT_SENT).state is EffectState.ABSENT


def test_a_look_before_the_last_try_tells_nothing_of_it(ledger: Ledger) -> None:
    """The process may have died between the try and the note of its end."""
    entry = ledger.begin(replace(INTENT, number=2))
    assert not replace(INTENT, number=2, looked=True).has_looked_since(entry)
    assert replace(INTENT, number=3, looked=True).has_looked_since(entry)
    assert not replace(INTENT, number=3).has_looked_since(entry)


def test_tries_of_an_earlier_run_are_before_the_first_of_this_one(ledger: Ledger) -> None:
    ledger.begin(replace(INTENT, number=4))
    found = ledger.find(replace(INTENT, run=8))
    assert found is not None
    assert found.tries == 0
    assert replace(INTENT, run=8, looked=True).has_looked_since(found)


def test_another_request_of_a_step_is_another_entry_with_another_key(database: Database, ledger: Ledger) -> None:
    first = ledger.end(ledger.begin(INTENT), DONE)
    second, third = ledger.begin(OTHER), ledger.begin(replace(INTENT, asked=replace(INTENT.asked, body=1)))
    assert [first.key, second.key, third.key] == [INTENT.base_key, f"{INTENT.base_key}-2", f"{INTENT.base_key}-3"]
    assert [row["state"] for row in rows(database)] == ["committed", "sending", "sending"]
    assert ledger.find(INTENT) == first
    assert ledger.find(OTHER) == second
    assert ledger.last(3, "onboarding", "account") == third


def test_of_a_request_that_there_is_not_yet_the_last_entry_of_the_step_is_found(ledger: Ledger) -> None:
    assert ledger.find(INTENT) is None
    assert ledger.last(3, "onboarding", "account") is None
    entry = ledger.begin(INTENT)
    assert ledger.find(OTHER) == entry
    for other in ({"event": 4}, {"workflow": "terms"}, {"step": "contact"}):
        assert ledger.find(replace(INTENT, **other)) is None
    assert ledger.last(4, "onboarding", "account") is None
    assert ledger.last(3, "terms", "account") is None
    assert ledger.last(3, "onboarding", "contact") is None


@pytest.mark.parametrize(
    ("before", "looked", "state", "decided"),
    [
        (NO_ANSWER, True, "absent", (103.0, "look-up")),
        (NO_ANSWER, False, "unknown", (None, None)),
        (DONE, True, "committed", (102.0, "answer")),
    ],
)
def test_a_look_before_another_request_decides_on_the_one_that_got_no_answer(
    database: Database,
    ledger: Ledger,
    before: Answered,
    looked: bool,
    state: str,
    decided: tuple[float | None, str | None],
) -> None:
    ledger.end(ledger.begin(INTENT), before)
    ledger.begin(replace(OTHER, number=2, looked=looked))
    old, new = rows(database)
    assert (old["state"], (old["decided_at"], old["decided_by"])) == (state, decided)
    assert (new["state"], new["key"]) == ("sending", f"{INTENT.base_key}-2")


def test_a_step_that_always_wants_something_else_is_stopped(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "_MOST_VARIANTS", 2)
    for body in range(2):
        ledger.begin(replace(INTENT, asked=replace(INTENT.asked, body=body)))
    with pytest.raises(RuntimeError, match="account of run 7 wants to write a 2th other thing"):
        ledger.begin(INTENT)


def test_what_was_taken_back_is_there_no_more_and_is_written_again_under_another_key(
    database: Database, ledger: Ledger
) -> None:
    made = ledger.end(ledger.begin(INTENT), DONE)
    undo = replace(INTENT, step="undo", undoes=made.key)
    refused = ledger.end(ledger.begin(undo), Answered(409), undo.undoes)
    assert rows(database)[0]["state"] == "committed", "a refusal takes nothing back"
    assert (rows(database)[1]["undoes"], refused.variant) == (made.key, 1)
    ledger.end(ledger.begin(replace(undo, number=2)), Answered(204), undo.undoes)
    row = rows(database)[0]
    assert (row["state"], row["decided_by"], row["variant"], row["decided_at"]) == ("absent", "undo", 1, 106.0)
    assert ledger.begin(replace(INTENT, number=2)).sent_key == f"{INTENT.base_key}.1"


def test_a_key_on_the_wire_is_another_one_after_each_refusal(ledger: Ledger) -> None:
    keys = []
    for number in range(1, 4):
        entry = ledger.begin(replace(INTENT, number=number))
        keys.append(entry.sent_key)
        ledger.end(entry, Answered(422))
    assert keys == [INTENT.base_key, f"{INTENT.base_key}.1", f"{INTENT.base_key}.2"]


@pytest.mark.parametrize(
    ("record", "answer", "resource"),
    [
        ({"id": "acc_1"}, '{"id":"acc_1"}', "acc_1"),
        ({"name": "no id"}, '{"name":"no id"}', None),
        (MISSING, None, None),
    ],
)
@pytest.mark.parametrize("ended", [True, False], ids=["no-answer", "crash"])
def test_what_a_look_finds_is_there_and_stands_for_the_answer(
    database: Database, ledger: Ledger, record: Json, answer: str | None, resource: str | None, ended: bool
) -> None:
    entry = ledger.begin(INTENT)
    if ended:
        ledger.end(entry, NO_ANSWER)
    with database.begin() as connection:
        Ledger.found(connection, 3, "onboarding", {"account": record}, 200.0)
    (row,) = rows(database)
    assert [row[name] for name in ("state", "decided_at", "decided_by")] == ["committed", 200.0, "look-up"]
    assert (row["answer"], row["resource"], row["mark"]) == (answer, resource, None)
    found = ledger.find(INTENT)
    assert found is not None
    assert recorded(found) == Answered(200, record)


def test_a_look_decides_on_open_writes_of_its_own_steps_only(database: Database, ledger: Ledger) -> None:
    others: list[dict[str, Any]] = [{"event": 4, "event_name": "4"}, {"workflow": "terms"}, {"step": "contact"}]
    for intent in (INTENT, *(replace(INTENT, **changed) for changed in others)):
        ledger.end(ledger.begin(intent), NO_ANSWER)
    ledger.end(ledger.begin(OTHER), Answered(422))
    with database.begin() as connection:
        Ledger.found(connection, 3, "onboarding", {"account": {"id": "acc_1"}}, 200.0)
    assert [row["state"] for row in rows(database)] == ["committed", "unknown", "unknown", "unknown", "refused"]


def test_an_entry_tells_again_what_was_answered(ledger: Ledger) -> None:
    refused = ledger.end(ledger.begin(INTENT), Answered(422, {"detail": "no"}))
    assert recorded(refused) == Answered(422, {"detail": "no"})
    assert recorded(refused, {"etag": "4"}).headers == {"etag": "4"}
