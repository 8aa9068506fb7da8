"""Sending by the ledger: a write is never blindly sent twice, and what is known is not asked again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.errors import GovkitError
from govkit.sync.effects.ledger import Intent, Ledger
from govkit.sync.effects.sending import Performed, Sender
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState
from govkit.sync.values import MISSING, Answered, Asked, Json, Traits

KEYED = Traits("billing", True, True, None, False, 30.0)
FORGETFUL = replace(KEYED, retention=60.0)
REPEATABLE = Traits("billing", True, False, None, True, 30.0)
NEITHER = Traits("billing", True, False, None, False, 30.0)
NO_ANSWER = Answered(None, error="timed out")
NOT_SENT = Answered(None, sent=False, error="no connection")
DONE = Answered(201, {"id": "acc_1"})


class Died(BaseException):
    """The process ends here."""


@dataclass
class World:
    """A sender, a platform that answers by a script, and a clock."""

    database: Database
    time: float = 1000.0
    answers: list[Answered | Exception] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    dies_at: str = ""
    boundaries: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.database, lambda: self.time)

    @property
    def sender(self) -> Sender:
        return Sender(self.ledger, self, lambda: self.time, self._probe)

    def _probe(self, boundary: str, step: str) -> None:
        self.boundaries.append((boundary, step))
        if boundary == self.dies_at:
            raise Died

    def call(self, asked: Asked) -> Answered:
        self.keys.append(asked.key)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def traits(self, api: str, operation: str) -> Traits:
        raise AssertionError((api, operation))

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        raise AssertionError((system, yields))

    def after(self, seconds: float, intent: Intent, *answers: Answered | Exception) -> Performed:
        """What comes of a try later."""
        self.time += seconds
        self.answers = list(answers)
        return self.sender.perform(intent)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def wanted(traits: Traits, number: int = 1, *, looked: bool = False, body: Json = "a", event: int = 3) -> Intent:
    asked = Asked("onboarding", "billing@3.0.0", "createAccount", body=body)
    return Intent(7, event, f"evt_{event}", "onboarding", "account", number, asked, traits, looked)


def test_a_try_passes_each_boundary_once_and_says_what_came_of_it(world: World) -> None:
    performed = world.after(0, wanted(KEYED), DONE)
    key = wanted(KEYED).base_key
    assert performed == Performed(DONE, 1000.0, key, "committed", stuck=False, settled_at=0.0)
    assert world.boundaries == [("before", "account"), ("sent", "account"), ("written", "account")]
    assert world.keys == [key]


def test_a_platform_that_knows_no_keys_is_sent_none(world: World) -> None:
    world.after(0, wanted(NEITHER), DONE)
    assert world.keys == [None]


@pytest.mark.parametrize("traits", [KEYED, REPEATABLE, NEITHER], ids=["keyed", "repeatable", "neither"])
def test_what_was_done_is_told_again_and_not_sent_again(world: World, traits: Traits) -> None:
    world.after(0, wanted(traits), DONE)
    again = world.after(5, wanted(traits, 2))
    assert again == Performed(DONE, 1005.0, wanted(traits).base_key, "committed")
    assert len(world.keys) == 1


def test_a_refusal_is_told_again_to_its_own_try_and_the_next_one_is_sent_with_another_key(world: World) -> None:
    refused = Answered(422, {"detail": "no"})
    world.after(0, wanted(KEYED), refused)
    assert world.after(1, wanted(KEYED)).answered == refused
    assert world.after(1, wanted(KEYED, 2), DONE).answered == DONE
    assert world.keys == [wanted(KEYED).base_key, f"{wanted(KEYED).base_key}.1"]


def test_what_was_surely_not_sent_is_sent_by_its_own_try(world: World) -> None:
    world.after(0, wanted(NEITHER), NOT_SENT)
    assert world.after(1, wanted(NEITHER), DONE).answered == DONE
    assert len(world.keys) == 2


def test_another_request_of_a_step_is_sent_whatever_became_of_the_one_before(world: World) -> None:
    world.after(0, wanted(NEITHER), DONE)
    assert world.after(1, wanted(NEITHER, body="b"), DONE).state == "committed"
    assert len(world.keys) == 2


def test_a_platform_that_knows_keys_is_sent_the_same_one_after_no_answer(world: World) -> None:
    first = world.after(0, wanted(KEYED), NO_ANSWER)
    assert (first.state, first.stuck, first.settled_at) == ("unknown", False, 0.0)
    assert world.sender.ready_at(wanted(KEYED, 2)) == 0.0
    assert world.after(1, wanted(KEYED, 2), DONE).answered == DONE
    assert world.keys == [wanted(KEYED).base_key] * 2


@pytest.mark.parametrize(("seconds", "sent"), [(59.0, True), (60.0, False), (61.0, False)])
def test_a_key_that_the_platform_has_forgotten_protects_nothing(world: World, seconds: float, sent: bool) -> None:
    world.after(0, wanted(FORGETFUL), NO_ANSWER)
    performed = world.after(seconds, wanted(FORGETFUL, 2), DONE)
    assert (performed.stuck, len(world.keys)) == (not sent, 2 if sent else 1)


@pytest.mark.parametrize(("seconds", "sent"), [(29.0, False), (30.0, True), (31.0, True)])
def test_what_may_be_repeated_is_repeated_once_it_has_settled(world: World, seconds: float, sent: bool) -> None:
    first = world.after(0, wanted(REPEATABLE), NO_ANSWER)
    assert first.settled_at == 1030.0
    assert world.sender.ready_at(wanted(REPEATABLE, 2)) == 1030.0
    performed = world.after(seconds, wanted(REPEATABLE, 2), DONE)
    assert (performed.stuck, len(world.keys)) == (not sent, 2 if sent else 1)


def test_of_a_platform_that_does_not_say_when_it_has_settled_nothing_is_waited_for(world: World) -> None:
    traits = replace(REPEATABLE, settle=None)
    assert world.after(0, wanted(traits), NO_ANSWER).settled_at == 1000.0
    assert world.sender.ready_at(wanted(traits, 2)) == 1000.0
    assert world.after(0, wanted(traits, 2), DONE).state == "committed"


def test_there_is_nothing_to_wait_for_where_nothing_is_open(world: World) -> None:
    assert world.sender.ready_at(wanted(REPEATABLE)) == 0.0
    world.after(0, wanted(REPEATABLE), NO_ANSWER)
    assert world.sender.ready_at(wanted(REPEATABLE, 2, body="b")) == 0.0, "that is another request"
    assert world.sender.ready_at(wanted(REPEATABLE, 2, looked=True)) == 0.0
    assert world.sender.ready_at(wanted(NEITHER, 2)) == 0.0, "waiting would not help"
    world.after(40, wanted(REPEATABLE, 2), DONE)
    assert world.sender.ready_at(wanted(REPEATABLE, 3)) == 0.0


@pytest.mark.parametrize("keyed", [True, False])
def test_a_repeatable_write_is_ready_at_once_where_its_key_protects_it(world: World, keyed: bool) -> None:
    traits = replace(REPEATABLE, keyed=keyed)
    world.after(0, wanted(traits), NO_ANSWER)
    assert world.sender.ready_at(wanted(traits, 2)) == (0.0 if keyed else 1030.0)


def test_a_repeatable_write_waits_where_the_platform_has_forgotten_its_key(world: World) -> None:
    traits = replace(REPEATABLE, keyed=True, retention=10.0)
    world.after(0, wanted(traits), NO_ANSWER)
    world.time += 9.0
    assert world.sender.ready_at(wanted(traits, 2)) == 0.0
    world.time += 1.0
    assert world.sender.ready_at(wanted(traits, 2)) == 1030.0


def test_where_neither_helps_only_a_look_does(world: World) -> None:
    world.after(0, wanted(NEITHER), NO_ANSWER)
    stuck = world.after(1000, wanted(NEITHER, 2))
    assert (stuck.stuck, stuck.state, stuck.settled_at) == (True, "unknown", 1030.0)
    assert stuck.answered == Answered(None, error="an earlier try got no answer")
    assert world.after(1, wanted(NEITHER, 2, looked=True), DONE).answered == DONE
    assert len(world.keys) == 2


def test_another_request_waits_for_a_look_at_the_one_that_got_no_answer(world: World) -> None:
    """Whatever the platform knows: a key is of one request, and the other may have been done."""
    world.after(0, wanted(KEYED), NO_ANSWER)
    stuck = world.after(1, wanted(KEYED, 2, body="b"))
    assert (stuck.stuck, len(world.keys)) == (True, 1)
    assert stuck.answered.error == "an earlier write of the step, of something else, got no answer"
    assert world.after(1, wanted(KEYED, 2, looked=True, body="b"), DONE).state == "committed"


@pytest.mark.parametrize("boundary", ["before", "sent"])
def test_a_process_that_ends_in_a_try_leaves_what_the_next_one_sees(world: World, boundary: str) -> None:
    world.dies_at = boundary
    with pytest.raises(Died):
        world.after(0, wanted(NEITHER), DONE)
    world.dies_at = ""
    sent = world.after(100, wanted(NEITHER), DONE)
    if boundary == "before":
        assert sent.answered == DONE
        return
    assert (sent.stuck, sent.state) == (False, "unknown"), "its own try got no answer, and whoever asked may look"
    assert sent.answered == Answered(None, error="the process ended while it was sent")
    assert world.after(1, wanted(NEITHER, 2)).stuck is True
    assert len(world.keys) == 1


def test_what_the_caller_refuses_to_send_was_not_sent(world: World) -> None:
    with pytest.raises(GovkitError, match="no grant"):
        world.after(0, wanted(NEITHER), GovkitError("no grant"))
    entry = world.ledger.find(wanted(NEITHER))
    assert entry is not None
    assert (entry.state, entry.is_open) == (EffectState.ABSENT, False)
    assert world.after(1, wanted(NEITHER), DONE).answered == DONE


IN_FLIGHT = [
    MISSING,
    {"type": "https://docs.example/errors/idempotency-conflict"},
    {"title": "Request in progress"},
    {"detail": "The first request is still in flight"},
    {"code": "IDEMPOTENT_REQUEST_RUNNING"},
    {"message": "idempotency key in use"},
]


@pytest.mark.parametrize("body", IN_FLIGHT, ids=str)
def test_a_conflict_about_the_key_of_a_repeated_request_is_no_answer_to_it(world: World, body: Json) -> None:
    world.after(0, wanted(KEYED), NO_ANSWER)
    performed = world.after(1, wanted(KEYED, 2), Answered(409, body))
    assert performed.state == "unknown"
    assert performed.answered == Answered(None, error="the platform is still at work on the same request")
    assert world.after(1, wanted(KEYED, 3), DONE).state == "committed"
    assert len(set(world.keys)) == 1


@pytest.mark.parametrize(
    "body", [{"detail": "the name is taken"}, {"other": "idempotency"}, "in progress", ["in flight"]]
)
def test_a_conflict_about_the_object_is_a_refusal(world: World, body: Json) -> None:
    world.after(0, wanted(KEYED), NO_ANSWER)
    assert world.after(1, wanted(KEYED, 2), Answered(409, body)).state == "refused"


def test_a_first_request_and_one_without_a_key_are_in_no_conflict_about_it(world: World) -> None:
    assert world.after(0, wanted(KEYED), Answered(409)).state == "refused"
    world.after(0, wanted(REPEATABLE, event=4), NO_ANSWER)
    assert world.after(60, wanted(REPEATABLE, 2, event=4), Answered(409)).state == "refused"
    world.after(0, wanted(KEYED, event=5), NO_ANSWER)
    assert world.after(1, wanted(KEYED, 2, event=5), Answered(422, MISSING)).state == "refused"


@pytest.mark.parametrize("record", [{"id": "acc_1"}, MISSING], ids=["record", "nothing"])
def test_who_asks_again_for_what_a_look_found_is_not_told_of_the_failure_behind_it(
    database: Database, world: World, record: Json
) -> None:
    """The platform made it, and failed to say so: the status of that failure is no answer."""
    world.after(0, wanted(NEITHER), Answered(504, {"detail": "too late"}))
    with database.begin() as connection:
        Ledger.found(connection, 3, "onboarding", {"account": record}, 1010.0)
    again = world.after(20, wanted(NEITHER, 2))
    assert (again.answered, again.state) == (Answered(200, record), "committed")


ANSWERS = st.builds(
    Answered,
    st.none() | st.integers(200, 599),
    st.just(MISSING)
    | st.none()
    | st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=2),
    st.dictionaries(st.sampled_from(["etag", "location"]), st.text(max_size=3)),
    st.booleans(),
    st.text(max_size=3),
    st.none() | st.floats(1, 9),
)


@given(
    st.builds(
        Performed,
        ANSWERS,
        st.floats(0, 9),
        st.none() | st.just("gk-1"),
        st.none() | st.sampled_from(sorted(EffectState)).map(str),
        st.booleans(),
        st.floats(0, 9),
    )
)
def test_the_journal_keeps_all_that_came_of_a_try(performed: Performed) -> None:
    assert Performed.parse(performed.json()) == performed


def test_the_journal_keeps_nothing_that_says_nothing() -> None:
    assert Performed(Answered(204), 5.0).json() == {"status": 204, "at": 5.0}


@dataclass
class Platform(World):
    """Does what it is asked, or not, and may lose its answer; it does what it knows by its key once."""

    fates: list[str] = field(default_factory=list)
    done: list[str | None] = field(default_factory=list)

    def call(self, asked: Asked) -> Answered:
        fate = self.fates.pop(0) if self.fates else "done"
        if fate == "refused" and asked.key is not None and asked.key in self.done:
            fate = "done"
        if fate in ("done", "answer-lost", "died-after", "late") and (asked.key is None or asked.key not in self.done):
            self.done.append(asked.key)
        if fate == "died-after":
            raise Died
        return {
            "done": DONE,
            "answer-lost": NO_ANSWER,
            "late": Answered(504),
            "lost": NO_ANSWER,
            "broken": Answered(500),
            "unsent": NOT_SENT,
            "busy": Answered(429),
            "refused": Answered(422),
        }[fate]


FATES = ("done", "answer-lost", "died-after", "late", "lost", "broken", "unsent", "busy", "refused")


@pytest.mark.parametrize("traits", [KEYED, NEITHER], ids=["keyed", "neither"])
def test_whatever_gets_lost_a_write_is_done_once(database: Database, traits: Traits) -> None:
    """Who is stuck looks, and tells the ledger what is there or goes on as one who has looked."""
    events = iter(range(1, 100_000))

    @given(st.lists(st.sampled_from(FATES), max_size=6))
    def course(fates: list[str]) -> None:
        event = next(events)
        world = Platform(database, fates=fates)
        number, looked = 1, False
        for _ in range(20):
            world.time += 100.0
            try:
                performed = world.sender.perform(wanted(traits, number, looked=looked, event=event))
            except Died:
                continue
            if performed.answered.is_success:
                break
            looked = performed.stuck
            if performed.stuck and world.done:
                with database.begin() as connection:
                    Ledger.found(connection, event, "onboarding", {"account": {"id": "acc_1"}}, world.time)
            number += not performed.stuck
        assert performed.answered.is_success
        assert len(world.done) == 1

    course()
