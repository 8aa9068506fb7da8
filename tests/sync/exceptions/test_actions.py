"""What people do with exceptions, and that nothing is ever done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from govkit.catalog.entries import Estate, load
from govkit.errors import InputError, UsageError
from govkit.spec.documents import FolderFiles
from govkit.spec.documents.merging import merged
from govkit.sync.exceptions import actions, audit
from govkit.sync.exceptions.actions import Actions, Change
from govkit.sync.exceptions.listing import Listed, Narrowed, listed, whole
from govkit.sync.exceptions.mending import Verdict
from govkit.sync.exceptions.resolutions import resolutions
from govkit.sync.exceptions.settling import resolved, superseded
from govkit.sync.exceptions.ways import repinning, steps_back
from govkit.sync.lanes import Lanes
from govkit.sync.running.pins import Pins
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, ExceptionState, RunState
from govkit.sync.store.tables import EFFECTS, EXCEPTIONS, RUNS
from tests.sync.stage import NOON, REQUEST, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def acting(stage: Stage, actor: str = "anna", *, dry_run: bool = False) -> Actions:
    return Actions(stage.database, actor=actor, now=lambda: NOON + 60, dry_run=dry_run)


def these(*numbers: int) -> Narrowed:
    return Narrowed(ids=numbers)


def taken(*_: object) -> Verdict:
    """A platform that takes everything."""
    return Verdict(takes="it is taken")


def state_of(stage: Stage, number: int) -> Listed:
    with stage.database.reading() as connection:
        return listed(connection, these(number))[0]


def run_of(stage: Stage, number: int) -> dict[str, Any]:
    return stage.row(state_of(stage, number).run)


def decided(stage: Stage, number: int) -> dict[tuple[str, int], dict[str, Any]]:
    with stage.database.reading() as connection:
        return resolutions(connection, state_of(stage, number).run)


def acts(stage: Stage) -> list[tuple[str, str, int | None]]:
    with stage.database.reading() as connection:
        return [(one.actor, one.action, one.exception) for one in audit.entries(connection)]


def everything(stage: Stage) -> list[list[tuple[Any, ...]]]:
    with stage.database.reading() as connection:
        return [[tuple(row) for row in connection.execute(one.select())] for one in (RUNS, EXCEPTIONS, EFFECTS)]


@pytest.mark.requirement("S4")
def test_a_run_that_is_retried_goes_on_where_it_failed(stage: Stage) -> None:
    number = stage.parked()
    (change,) = acting(stage).retry(these(number))
    assert not change.refused
    assert state_of(stage, number).state is ExceptionState.RETRYING
    assert run_of(stage, number)["state"] == RunState.READY
    assert decided(stage, number) == {("post", 1): {"action": "retry"}}
    assert acts(stage) == [("anna", "retry", number)]


def test_a_run_goes_on_as_its_workflow_is_now_where_people_say_so(stage: Stage) -> None:
    number = stage.parked()

    def repin(connection: Connection, run: int) -> str:
        return f"pin-of-{run}-now"

    acting(stage).retry(these(number), current=repin)
    run = run_of(stage, number)
    assert run["pin"] == f"pin-of-{run['id']}-now"


@pytest.fixture(scope="module")
def estate(repository: Path) -> Estate:
    return load(FolderFiles(repository), "catalog")


def begun(stage: Stage, estate: Estate, workflow: str, key: str = "cus_1") -> int:
    """A run of a workflow of the estate, pinned as it is."""
    run = stage.run(workflow=workflow, key=key)
    with stage.database.begin() as connection:
        digest = repinning(estate, lambda: NOON)(connection, run)
        connection.execute(RUNS.update().where(RUNS.c.id == run).values(pin=digest))
    return run


def steps_of(stage: Stage, number: int) -> tuple[str, ...]:
    with stage.database.reading() as connection:
        return steps_back(Pins().get(connection, run_of(stage, number)["pin"]), state_of(stage, number).step)


def test_a_run_is_replayed_from_a_step(stage: Stage, estate: Estate) -> None:
    number = stage.parked(begun(stage, estate, "invoice-to-ledger"), step="posting-of-new/post")
    acting(stage).retry(these(number), from_step="state")
    assert decided(stage, number) == {("posting-of-new/post", 1): {"action": "from", "step": "state"}}
    assert acts(stage) == [("anna", "replay", number)]


@pytest.mark.parametrize(
    ("workflow", "place", "steps"),
    [
        ("invoice-to-ledger", "invoice", ("invoice",)),
        ("invoice-to-ledger", "known", ("invoice", "lines", "known")),
        ("invoice-to-ledger", "posting-of-new/post", ("state", "post")),
        ("invoice-to-ledger", "draft!undo", ("invoice", "lines", "known", "draft")),
        ("invoice-to-ledger", "nowhere", ()),
        ("subscription-amendment", "customers/each[co/1]/account", ("company", "granted", "in-force", "account")),
        ("invoice-to-ledger", "", ()),
    ],
)
def test_a_run_can_go_on_from_the_steps_before_in_the_same_workflow(
    stage: Stage, estate: Estate, workflow: str, place: str, steps: tuple[str, ...]
) -> None:
    number = stage.parked(begun(stage, estate, workflow), step=place)
    assert steps_of(stage, number) == steps


def test_a_replay_from_a_step_that_does_not_lead_there_names_those_that_do(stage: Stage, estate: Estate) -> None:
    number = stage.parked(begun(stage, estate, "invoice-to-ledger"), step="posting-of-new/post")
    (change,) = acting(stage).retry(these(number), from_step="nowhere")
    assert "it can go on from state, post" in change.refused
    itself = stage.parked(begun(stage, estate, "usage-threshold"), step="", kind="internal")
    (change,) = acting(stage).retry(these(itself), from_step="x")
    assert "no step failed, but the run itself" in change.refused
    (change,) = acting(stage).mend(these(itself), lambda body: {}, taken)
    assert "there is no request to mend" in change.refused
    (change,) = acting(stage).retry(these(stage.parked(key="z")), from_step="x")
    assert "is not kept any more" in change.refused


def test_a_run_that_was_taken_back_begins_anew_and_from_nowhere_else(stage: Stage, estate: Estate) -> None:
    number = stage.parked(begun(stage, estate, "invoice-to-ledger"), step="draft", compensated=True)
    (change,) = acting(stage).retry(these(number), from_step="lines")
    assert "it can only begin anew" in change.refused
    (change,) = acting(stage).retry(these(number))
    assert change.does == "run 1 begins anew, since what it had written was taken back"


def test_a_workflow_that_is_gone_cannot_be_pinned_anew(stage: Stage, estate: Estate) -> None:
    number = stage.parked(stage.run(workflow="of-yesterday"))
    (change,) = acting(stage).retry(these(number), current=repinning(estate, lambda: NOON))
    assert "has no workflow of-yesterday" in change.refused
    assert state_of(stage, number).state is ExceptionState.OPEN


def test_two_failures_of_one_run_are_retried_together(stage: Stage) -> None:
    run = stage.run()
    first, second = stage.parked(run, step="each[1]/post"), stage.parked(run, step="each[2]/post")
    changes = acting(stage).retry(Narrowed())
    assert [change.refused for change in changes] == ["", ""]
    assert set(decided(stage, first)) == {("each[1]/post", 1), ("each[2]/post", 1)}
    assert state_of(stage, second).state is ExceptionState.RETRYING


def test_what_fails_again_stands_for_what_was_retried(stage: Stage) -> None:
    number = stage.parked()
    acting(stage).retry(these(number))
    again = stage.parked(state_of(stage, number).run, try_=2)
    assert state_of(stage, number).state is ExceptionState.SUPERSEDED
    assert state_of(stage, again).state is ExceptionState.OPEN


@pytest.mark.requirement("S4")
def test_a_mended_request_is_kept_with_what_is_different(stage: Stage) -> None:
    number = stage.parked()
    (change,) = acting(stage).mend(these(number), lambda body: merged(body, {"taxCode": "S-2"}), taken)
    assert [(one.place, one.words) for one in change.diff] == [("/taxCode", 'was "S-1", becomes "S-2"')]
    assert change.verdict == "it is taken"
    mended = {**REQUEST["body"], "taxCode": "S-2"}  # type: ignore[dict-item]
    assert decided(stage, number) == {("post", 1): {"action": "retry", "body": mended}}
    with stage.database.reading() as connection:
        (entry,) = audit.entries(connection)
        assert whole(connection, number).request == REQUEST
    assert (entry.action, entry.detail["diff"]) == ("mend", [{"path": "/taxCode", "was": "S-1", "becomes": "S-2"}])


def test_numbers_stay_what_they_are_digit_for_digit(stage: Stage) -> None:
    number = stage.parked(request={"body": {"net": Decimal("10.10"), "tax": Decimal("1.90")}})
    (change,) = acting(stage).mend(these(number), lambda body: merged(body, {"tax": Decimal("2.00")}), taken)
    assert [one.words for one in change.diff] == ["was 1.90, becomes 2.00"]
    assert decided(stage, number)[("post", 1)]["body"]["tax"].as_tuple() == Decimal("2.00").as_tuple()


def test_requests_are_mended_in_bulk_each_by_what_it_is(stage: Stage) -> None:
    """One that has nothing to mend, and one that its contract refuses, hold none of the others up."""

    def held(_: Connection, one: Listed, *__: object) -> Verdict:
        return Verdict("it is too heavy") if one.key == "b" else taken()

    numbers = [stage.parked(key=key, request={"body": {"net": key}}) for key in "abcd"]
    changes = acting(stage).mend(Narrowed(), lambda body: merged(body, {"net": "c"}), held)
    assert [change.refused for change in changes] == [
        "",
        "it is too heavy",
        "the body is as it was: there is nothing to mend",
        "",
    ]
    assert [state_of(stage, number).state for number in numbers] == ["retrying", "open", "open", "retrying"]
    assert decided(stage, numbers[3]) == {("post", 1): {"action": "retry", "body": {"net": "c"}}}


def test_halves_of_characters_are_kept_in_a_mended_body(stage: Stage) -> None:
    number = stage.parked()
    acting(stage).mend(these(number), lambda _: {"memo": "\ud800 \x00"}, taken)
    assert decided(stage, number)[("post", 1)]["body"] == {"memo": "\ud800 \x00"}


def test_of_a_bulk_what_has_no_workflow_any_more_is_left_out_and_the_rest_goes_on(stage: Stage) -> None:
    first, second = stage.parked(key="a"), stage.parked(key="b")

    def repin(connection: Connection, run: int) -> str:
        if run == state_of(stage, first).run:
            raise InputError("the estate has no workflow invoice-to-ledger")
        return "now"

    for dry_run in (True, False):
        changes = acting(stage, dry_run=dry_run).retry(Narrowed(), current=repin)
        assert [bool(change.refused) for change in changes] == [True, False]
    assert [state_of(stage, one).state for one in (first, second)] == ["open", "retrying"]
    assert run_of(stage, second)["pin"] == "now"


def test_a_death_between_the_parts_of_a_bulk_leaves_each_exception_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_AT_A_TIME", 2)
    numbers = [stage.parked(key=key) for key in "abcde"]
    done = 0

    class Killed(BaseException):
        pass

    def repin(_: Connection, __: int) -> str:
        nonlocal done
        done += 1
        if done == 7:  # each is tried before it is done: this is while the second part is judged
            raise Killed
        return "now"

    with pytest.raises(Killed):
        acting(stage).retry(Narrowed(), current=repin)
    states = [state_of(stage, one).state for one in numbers]
    assert states == ["retrying", "retrying", "open", "open", "open"]
    assert [exception for _, _, exception in acts(stage)] == numbers[:2]
    assert [one.exception.id for one in acting(stage, "ben").retry(Narrowed())] == numbers[2:]


def test_what_is_mended_to_what_it_was_is_refused(stage: Stage) -> None:
    number = stage.parked()
    (change,) = acting(stage).mend(these(number), lambda body: body, taken)
    assert "as it was" in change.refused
    assert state_of(stage, number).state is ExceptionState.OPEN


class TestUnknown:
    """A write of which nobody knows whether it was made."""

    @pytest.fixture
    def number(self, stage: Stage) -> int:
        run = stage.run()
        return stage.parked(run, kind="unknown", unknown=True, effect=stage.effect(run, EffectState.UNKNOWN))

    def effect(self, stage: Stage) -> tuple[Any, ...]:
        with stage.database.reading() as connection:
            row = connection.execute(EFFECTS.select()).one()
        return row.state, row.decided_by, row.decided_at, row.answer

    def test_it_is_never_retried_blindly(self, stage: Stage, number: int) -> None:
        for changes in (
            acting(stage).retry(these(number)),
            acting(stage).retry(these(number), from_step="invoice"),
            acting(stage).mend(these(number), lambda body: {}, taken),
        ):
            assert "decide that first" in changes[0].refused
        assert state_of(stage, number).state is ExceptionState.OPEN

    def test_people_say_that_it_was_made(self, stage: Stage, number: int) -> None:
        acting(stage).decide(number, "committed", {"invoiceNumber": "INV-1"})
        assert self.effect(stage) == ("committed", "person", NOON + 60, '{"invoiceNumber":"INV-1"}')
        assert decided(stage, number) == {("post", 1): {"action": "committed", "answer": {"invoiceNumber": "INV-1"}}}
        assert run_of(stage, number)["state"] == RunState.READY

    def test_the_failure_of_a_platform_that_made_it_is_no_answer(self, stage: Stage, number: int) -> None:
        with stage.database.begin() as connection:
            connection.execute(EFFECTS.update().values(status=504, answer='{"detail":"too late"}'))
        acting(stage).decide(number, "committed")
        with stage.database.reading() as connection:
            row = connection.execute(EFFECTS.select()).one()
        assert (row.state, row.status, row.answer) == ("committed", None, None)

    def test_people_say_that_it_was_not_made(self, stage: Stage, number: int) -> None:
        acting(stage).decide(number, "absent")
        assert self.effect(stage)[:2] == ("absent", "person")
        assert decided(stage, number) == {("post", 1): {"action": "retry"}}
        assert acts(stage) == [("anna", "decide", number)]

    def test_whoever_dismisses_it_is_told_that_it_may_stand(self, stage: Stage, number: int) -> None:
        (change,) = acting(stage).dismiss(these(number), "asked the bank")
        assert "1 of its writes may stand" in change.does
        assert self.effect(stage)[0] == "unknown"

    def test_what_is_known_cannot_be_decided(self, stage: Stage) -> None:
        (change,) = acting(stage).decide(stage.parked(), "absent")
        assert "retry it" in change.refused


@pytest.mark.requirement("S4")
def test_a_run_that_is_dismissed_lets_the_next_of_its_key_go(stage: Stage) -> None:
    number = stage.parked()
    stage.effect(state_of(stage, number).run)
    later = stage.run()
    assert stage.row(later)["state"] == RunState.QUEUED
    (change,) = acting(stage).dismiss(these(number), "paid by hand")
    assert change.does.endswith("1 writes stay; 1 later of cus_1 can go on")
    assert (run_of(stage, number)["state"], run_of(stage, number)["note"]) == (RunState.DISMISSED, "paid by hand")
    assert stage.row(later)["state"] == RunState.READY
    one = state_of(stage, number)
    assert (one.state, one.closed_by, one.reason) == (ExceptionState.DISMISSED, "anna", "paid by hand")


def test_a_dismissal_without_a_reason_is_refused(stage: Stage) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        acting(stage).dismiss(these(stage.parked()), " ")


def test_a_dry_run_says_what_would_happen_and_does_nothing(stage: Stage) -> None:
    numbers = [stage.parked(key=key) for key in "abc"]
    before = everything(stage)
    trial = acting(stage, dry_run=True)
    for changes in (
        trial.retry(Narrowed()),
        trial.dismiss(Narrowed(), "no"),
        trial.mend(Narrowed(), lambda body: {}, taken),
    ):
        assert all(change.does and not change.refused for change in changes)
    assert everything(stage) == before
    assert acts(stage) == []
    assert [one.exception.id for one in acting(stage).retry(Narrowed(kind="tax-configuration"))] == numbers


def test_many_are_worked_off_some_at_a_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_AT_A_TIME", 2)
    numbers = [stage.parked(key=key) for key in "abcde"]
    assert [one.exception.id for one in acting(stage).retry(Narrowed())] == numbers
    assert [exception for _, _, exception in acts(stage)] == numbers


def test_who_comes_second_is_told_who_was_first(stage: Stage) -> None:
    number = stage.parked()
    acting(stage, "anna").retry(these(number))
    (change,) = acting(stage, "ben").dismiss(these(number), "too late")
    assert change.refused == "it is retrying already, by anna"
    assert run_of(stage, number)["state"] == RunState.READY


def test_an_exception_of_a_run_that_runs_is_left_alone(stage: Stage) -> None:
    run = stage.run()
    first, second = stage.parked(run, step="a"), stage.parked(run, step="b")
    acting(stage).retry(these(first))
    (change,) = acting(stage).dismiss(these(second), "no")
    assert change.refused == "its run is ready"


def test_a_number_that_there_is_not_stops_the_whole(stage: Stage) -> None:
    number = stage.parked()
    with pytest.raises(UsageError, match="there is no exception 99"):
        acting(stage).retry(these(number, 99))
    assert state_of(stage, number).state is ExceptionState.OPEN


def test_of_many_who_act_at_a_time_one_does(stage: Stage) -> None:
    number = stage.parked()

    def act(turn: int) -> list[Change]:
        mine = acting(stage, f"person-{turn}")
        return mine.retry(these(number)) if turn % 2 else mine.dismiss(these(number), "no")

    with ThreadPoolExecutor(8) as pool:
        changes = [change for found in pool.map(act, range(8)) for change in found]
    assert [bool(change.refused) for change in changes].count(False) == 1
    assert len(acts(stage)) == 1


def test_two_who_work_off_the_same_bulk_do_each_of_it_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_AT_A_TIME", 3)
    numbers = [stage.parked(key=f"cus_{at}") for at in range(12)]
    with ThreadPoolExecutor(2) as pool:
        retried = pool.submit(acting(stage, "anna").retry, Narrowed(kind="tax-configuration"))
        dismissed = pool.submit(acting(stage, "ben").dismiss, Narrowed(kind="tax-configuration"), "no")
        changes = [*retried.result(), *dismissed.result()]
    assert sorted(change.exception.id for change in changes if not change.refused) == numbers
    assert sorted(exception or 0 for _, _, exception in acts(stage)) == numbers
    assert all("already, by" in change.refused for change in changes if change.refused)


def test_a_run_that_is_done_closes_its_exceptions(stage: Stage) -> None:
    number, other = stage.parked(key="a"), stage.parked(key="b")
    acting(stage).retry(these(number))
    with stage.database.begin() as connection:
        run = state_of(stage, number).run
        Lanes(stage.database).leave(connection, run, RunState.DONE, now=NOON)
        assert resolved(connection, run, now=NOON) == (number,)
    one = state_of(stage, number)
    assert (one.state, one.closed_by, one.closed_at) == (ExceptionState.RESOLVED, "run", NOON)
    assert state_of(stage, other).state is ExceptionState.OPEN


@pytest.mark.requirement("S4")
def test_a_later_generation_that_is_done_supersedes_the_earlier(stage: Stage) -> None:
    number = stage.parked()
    event = state_of(stage, number).event
    replay = stage.run(event, generation=1)
    unrelated = stage.parked(stage.run(event, workflow="another", key="x"))
    lanes = Lanes(stage.database)
    with stage.database.begin() as connection:
        assert superseded(connection, replay, lanes=lanes, now=NOON) == ()
        lanes.leave(connection, replay, RunState.DONE, now=NOON)
        assert superseded(connection, replay, lanes=lanes, now=NOON) == (number,)
    assert state_of(stage, number).state is ExceptionState.SUPERSEDED
    assert run_of(stage, number)["state"] == RunState.DISMISSED
    assert state_of(stage, unrelated).state is ExceptionState.OPEN
