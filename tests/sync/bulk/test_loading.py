"""A load makes one event of each record, goes on where it was killed, and is held back by what is not through."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from govkit.errors import UsageError
from govkit.sync.bulk.keeping import LEASE, LoadLost
from govkit.sync.bulk.loading import Loading
from govkit.sync.calls.refusals import NotGranted
from govkit.sync.inbox.retention import sweep
from govkit.sync.store.database import Database
from govkit.sync.store.presence import is_gone, present
from govkit.sync.store.states import LoadState, RunState
from govkit.sync.store.tables import EVENTS, EXCEPTIONS, LOADED, LOADED_RECORDS, LOADS, RUNS
from govkit.sync.values import Answered
from tests.sync.bulk.trial import WORKFLOW, Killed, Ledger, Trial, contract, path

TEN = [contract(number) for number in range(10)]
ALL = [one["contract"] for one in TEN]


def test_each_record_starts_one_run_as_an_event_of_its_system(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)))
    found = trial.loaded()
    assert (found.state, found.records, found.events, found.known, found.open) == (LoadState.DONE, 10, 10, 0, 10)
    assert trial.contracts == ALL
    first = trial.rows(EVENTS)[0]
    assert (first.source, first.channel, first.type) == ("erp", "bulk", f"bulk.{WORKFLOW}")
    assert first.body == '{"contract":"C-0","amount":"1.00"}'
    assert all(row.expect_by is None for row in trial.rows(RUNS)), "nobody waits for them"


def test_a_record_that_is_read_again_is_the_same_event_and_one_that_changed_is_another(database: Database) -> None:
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)
    trial.loaded()
    ledger.records[4] = dict(reversed(contract(4).items()))
    ledger.records[5] = contract(5, "2.00")
    again = trial.loaded()
    assert (again.records, again.events, again.known) == (10, 1, 9)
    assert trial.contracts == [*ALL, "C-5"]


def test_a_record_that_is_again_what_it_was_is_a_change_as_well(database: Database) -> None:
    """Else what it was in between would stay wherever the workflow wrote it."""
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)
    for amount in ("1.00", "2.00", "1.00", "1.00", "2.00"):
        ledger.records[5] = contract(5, amount)
        assert Loading(trial.place()).try_out(path()).events == trial.loaded().events
    bodies = [row.body for row in trial.rows(EVENTS) if "C-5" in row.body]
    assert [body[-7:-2] for body in bodies] == ['"1.00', '"2.00', '"1.00', '"2.00']


@pytest.mark.parametrize("named", ["id", "currencyCode", "name"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_records_that_their_names_do_not_tell_apart_are_each_taken_once(
    database: Database, named: str, size: int
) -> None:
    """None of them is taken for another that changed, however often they are read."""
    listed = [{named: "EUR", "contract": f"C-{number}", "amount": "1.00"} for number in range(3)]
    trial = Trial(database, Ledger(listed, size=size))
    assert [trial.loaded().events for _ in range(3)] == [3, 0, 0]


@pytest.mark.parametrize("style", ["cursor", "page"])
def test_a_record_that_an_event_overtook_is_read_again(database: Database, style: str) -> None:
    """Its page was asked for before the change of which the event tells: taken as it was, it would undo that."""
    ledger = Ledger(list(TEN), style)
    trial = Trial(database, ledger)

    def change() -> None:
        if len(ledger.asked) == 2:
            ledger.records[4] = contract(4, "2.00")
            trial.told_by_event("C-4")

    ledger.between = change
    found = trial.loaded()
    assert (found.state, found.events) == (LoadState.DONE, 10)
    assert trial.contracts[:8] == ["C-0", "C-1", "C-2", "C-4", "C-3", "C-4", "C-5", "C-6"]
    assert [row.body for row in trial.rows(EVENTS) if "C-4" in row.body][1] == '{"contract":"C-4","amount":"2.00"}'


def test_an_event_of_another_key_or_of_before_overtakes_nothing(database: Database) -> None:
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)
    trial.told_by_event("C-4")
    ledger.between = lambda: trial.told_by_event("C-99")
    assert trial.loaded().events == 10
    assert len(ledger.asked) == 4


def test_a_load_whose_records_are_overtaken_again_and_again_takes_none_of_them_late(database: Database) -> None:
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)
    ledger.between = lambda: trial.told_by_event("C-4")
    found = trial.loaded()
    assert (found.state, found.events) == (LoadState.PAUSED, 3)
    assert found.note == "events of its keys come faster than its list can be read"
    ledger.between = lambda: None
    assert trial.loaded(resume=True).events == 10


def test_more_than_can_be_taken_at_once_is_refused_before_any_of_it_is_taken(database: Database) -> None:
    trial = Trial(database, Ledger([contract(number) for number in range(2_001)], size=5_000))
    found = trial.loaded()
    assert (found.state, found.events) == (LoadState.FAILED, 0)
    assert found.note == "a page has 2,001 records: at most 2,000 are taken at a time"


@pytest.mark.parametrize("style", ["cursor", "page", "offset"])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_load_that_was_killed_goes_on_where_it_was(database: Database, style: str, after: int) -> None:
    ledger = Ledger(list(TEN), style)
    trial = Trial(database, ledger)
    pages: list[int] = []

    def die() -> None:
        pages.append(1)
        if len(pages) > after:
            raise Killed

    ledger.between = die
    with pytest.raises(Killed):
        trial.load()
    ledger.between = lambda: None
    assert trial.contracts == ALL[: 3 * after]
    with pytest.raises(UsageError, match="is being read"):
        trial.load(resume=True, holder="two")
    trial.now.at += LEASE
    ledger.asked.clear()
    found = trial.loaded(resume=True, holder="two")
    assert (found.load, found.state, found.events) == (1, LoadState.DONE, 10)
    assert trial.contracts == ALL
    begins = {"cursor": "after", "page": "page", "offset": "offset"}[style]
    wanted = {"cursor": str(3 * after), "page": after + 1, "offset": 3 * after}[style]
    assert ledger.asked[0] == ({begins: wanted} if after else {})


_HOLDS = """
import sys, time
from govkit.sync.store.database import Database
from govkit.sync.store.presence import present

with present(Database(sys.argv[1])) as holder:
    print(holder, flush=True)
    time.sleep(600)
"""


def test_a_load_is_taken_over_at_once_where_its_process_is_known_to_be_gone(
    database: Database, database_url: str
) -> None:
    """And not while it lives, though it does not read."""
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)
    command = [sys.executable, "-c", _HOLDS, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        theirs = other.stdout.readline().strip()
        ledger.fails = [Killed()]
        with pytest.raises(Killed):
            trial.load(holder=theirs)
        with pytest.raises(UsageError, match="is being read"):
            trial.load(resume=True, holder="two")
        other.kill()
        other.wait()
    until = time.monotonic() + 10
    while True:  # a server takes a moment to see that a session is over
        try:
            found = trial.loaded(resume=True, holder="two")
        except UsageError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            break
    assert (found.load, found.state) == (1, LoadState.DONE)
    assert trial.contracts == ALL


def test_whoever_gave_its_name_up_is_gone(database: Database) -> None:
    with present(database) as holder, database.begin() as connection:
        assert not is_gone(database, connection, holder)
    until = time.monotonic() + 10
    while not _gone(database, holder):  # a server takes a moment to see that a session is over
        assert time.monotonic() < until
        time.sleep(0.05)
    assert not _gone(database, "one"), "of a name that nothing holds nobody knows"


def _gone(database: Database, holder: str) -> bool:
    with database.begin() as connection:
        return is_gone(database, connection, holder)


def test_a_process_that_was_taken_for_dead_takes_nothing_more(database: Database) -> None:
    """What it read is taken back with its place: the other one makes it."""
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)
    others: list[int] = []

    def late() -> None:
        if len(ledger.asked) == 2 and not others:
            others.append(1)
            trial.now.at += LEASE
            assert trial.loaded(resume=True, holder="two").state is LoadState.DONE

    ledger.between = late
    with pytest.raises(LoadLost, match="somebody else"):
        trial.load()
    assert trial.contracts == ALL


def test_the_limit_counts_what_is_new_and_the_rest_is_resumed(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)))
    found = trial.loaded(most=4)
    assert (found.state, found.events, found.note) == (LoadState.PAUSED, 4, "4 events, as asked")
    assert trial.contracts == ALL[:4]
    found = trial.loaded(most=4, resume=True)
    assert (found.state, found.events) == (LoadState.PAUSED, 8)
    found = trial.loaded(resume=True)
    assert (found.state, found.load, found.events) == (LoadState.DONE, 1, 10)
    assert trial.contracts == ALL
    assert trial.load(resume=True) is None, "nothing is left to be resumed"


def test_a_limit_that_the_last_record_meets_is_no_reason_to_stop(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)))
    assert trial.loaded(most=10).state is LoadState.DONE


def test_a_load_that_is_begun_anew_leaves_the_one_before(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)))
    trial.loaded(most=4)
    assert trial.loaded().state is LoadState.DONE
    assert [row.state for row in trial.rows(LOADS)] == [LoadState.LEFT, LoadState.DONE]
    assert trial.contracts == ALL


def test_no_page_is_read_while_too_many_runs_are_not_through(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)))
    most: list[int] = []

    def look() -> None:
        most.append(sum(row.state in ("ready", "queued") for row in trial.rows(RUNS)))

    trial.ledger.between = look
    trial.beat()
    found = trial.loaded(most_open=4)
    assert (found.state, found.events) == (LoadState.DONE, 10)
    assert max(most) < 4
    assert trial.slept


def test_a_load_stops_where_its_runs_wait_for_people(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)), ends=RunState.PARKED)
    found = trial.loaded(most_open=4)
    assert (found.state, found.parked) == (LoadState.PAUSED, 6)
    assert found.note is not None
    assert "wait for people" in found.note
    assert len(trial.contracts) == 6


def test_a_load_stops_where_no_worker_is_there(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)), works=False)
    found = trial.loaded(most_open=4)
    assert found.state is LoadState.PAUSED
    assert found.note == "6 runs are not through, and no worker is there: start `govkit sync up`"


@pytest.mark.parametrize(
    ("fails", "note"),
    [
        (Answered(500, error="broken"), "broken"),
        (Answered(200, {"data": []}), "the answer has no list at /items"),
        (NotGranted("not granted", hint="ask"), "not granted (ask)"),
    ],
)
def test_a_list_that_cannot_be_read_fails_the_load_which_is_resumed(
    database: Database, fails: Answered | BaseException, note: str
) -> None:
    ledger = Ledger(list(TEN))
    trial = Trial(database, ledger)

    def fail() -> None:
        if len(ledger.asked) == 2:
            ledger.fails.append(fails)

    ledger.between = fail
    found = trial.loaded()
    assert (found.state, found.note, found.events) == (LoadState.FAILED, note, 6)
    found = trial.loaded(resume=True)
    assert (found.state, found.events) == (LoadState.DONE, 10)
    assert trial.contracts == ALL


def test_a_busy_system_is_given_its_time(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN), fails=[Answered(429, retry_after=7.0), Answered(503)]), works=False)
    assert trial.loaded().state is LoadState.DONE
    assert trial.slept == [7.0, 2.0]


def test_a_list_of_counted_pages_is_read_again_until_nothing_is_new(database: Database) -> None:
    """A record that goes away while the list is read lets another slip to a page that was read."""
    ledger = Ledger(list(TEN), "page")
    trial = Trial(database, ledger)

    def lose() -> None:
        if len(ledger.asked) == 2:
            ledger.records.pop(0)

    ledger.between = lose
    found = trial.loaded()
    assert found.events == 10
    assert sorted(trial.contracts) == ALL
    asked = [one.get("page", 1) for one in ledger.asked]
    assert asked.count(1) == 3, "the second time something was new, the third time nothing"


def test_a_list_of_one_page_is_read_once(database: Database) -> None:
    ledger = Ledger(TEN[:2], "page")
    Trial(database, ledger).loaded()
    assert [one.get("page", 1) for one in ledger.asked] == [1, 2]


def test_records_without_a_key_wait_for_people_and_hold_up_no_other(database: Database) -> None:
    trial = Trial(database, Ledger([contract(1), {"id": "ctr_x"}, "text", None, contract(2)]))
    found = trial.loaded()
    assert (found.events, found.parked) == (5, 3)
    assert [row.state for row in trial.rows(RUNS)] == ["ready", "parked", "parked", "parked", "ready"]
    assert len(trial.rows(EXCEPTIONS)) == 3


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(database: Database) -> None:
    ledger = Ledger([*TEN, {"id": "ctr_x"}])
    trial = Trial(database, ledger)
    trial.loaded(most=4)
    found = Loading(trial.place()).try_out(path())
    assert (found.records, found.events, found.known, found.keyless, found.load) == (11, 7, 4, 1, None)
    assert len(trial.contracts) == 4
    assert len(trial.rows(LOADS)) == 1
    assert Loading(trial.place(), most=2).try_out(path()).events == 2


def test_what_is_over_is_swept_with_its_load(database: Database) -> None:
    trial = Trial(database, Ledger(list(TEN)))
    trial.loaded()
    trial.finish()
    sweep(database, trial.now.at + 1)
    assert [len(trial.rows(table)) for table in (EVENTS, RUNS, LOADED, LOADED_RECORDS, LOADS)] == [0] * 5
    assert trial.loaded().events == 10, "what is not kept is not known"
