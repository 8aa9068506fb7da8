"""What stands before systems: breakers, limits of requests, waits that they ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries import Estate, load
from govkit.catalog.entries.kinds.system import RateLimit
from govkit.spec.documents import MemoryFiles
from govkit.sync.calls import Addresses, CallRefused, Care, NotGranted, Platforms
from govkit.sync.calls.breakers import Breaker
from govkit.sync.calls.buckets import Bucket
from govkit.sync.calls.doors import Door, Doors
from govkit.sync.values import Answered
from tests.client.recorder import HANG_UP, Arrived, Recorder, Reply, TurnedClock
from tests.sync.calls.conftest import asked
from tests.sync.calls.test_platforms import PAGE

CARE = Care(failures=3, cool_down=30, patience=1)


def door(clock: TurnedClock, limit: RateLimit | None = None, care: Care = CARE) -> Door:
    return Door(limit, care, clock.time, clock.sleep)


def limit(requests: int, seconds: int, burst: int | None = None) -> RateLimit:
    more = {} if burst is None else {"burst": burst}
    return RateLimit.model_validate({"requests": requests, "per": f"PT{seconds}S", **more})


def called(one: Door, answered: Answered | None) -> float | None:
    """When to come again, where the call was not let in."""
    with one.passing() as passage:
        if passage.until is None:
            passage.answered = answered
    return passage.until


DOWN, FAILED, REFUSED, DONE = Answered(None), Answered(503), Answered(422), Answered(200)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(1000.0)


# ---------------------------------------------------------------------------------------------------- left alone


@pytest.mark.parametrize("failure", [DOWN, FAILED, Answered(None, sent=False)])
def test_a_system_that_fails_in_a_row_is_left_alone(clock: TurnedClock, failure: Answered) -> None:
    one = door(clock)
    for _ in range(3):
        assert one.open_until() is None
        assert called(one, failure) is None
    assert one.open_until() == 1030
    assert one.ready_at() == 1030
    assert called(one, DONE) == 1030
    assert not clock.slept


@pytest.mark.parametrize("between", [DONE, REFUSED, Answered(429)])
def test_a_system_that_answers_in_between_is_not(clock: TurnedClock, between: Answered) -> None:
    one = door(clock)
    for answered in (FAILED, FAILED, between, FAILED, FAILED):
        clock.now += 5
        assert called(one, answered) is None
    assert one.open_until() is None


def test_refusals_are_no_failures(clock: TurnedClock) -> None:
    one = door(clock)
    for _ in range(10):
        called(one, REFUSED)
    assert one.open_until() is None


def test_a_call_that_was_not_made_tells_nothing(clock: TurnedClock) -> None:
    one = door(clock)
    for answered in (FAILED, FAILED, None, None, FAILED):
        called(one, answered)
    assert one.open_until() == 1030


@pytest.mark.parametrize(("answered", "until"), [(DONE, None), (REFUSED, None), (FAILED, 1061.0), (DOWN, 1061.0)])
def test_when_it_has_cooled_down_one_call_tells_how_it_goes_on(
    clock: TurnedClock, answered: Answered, until: float | None
) -> None:
    one = door(clock)
    for _ in range(3):
        called(one, FAILED)
    clock.now = 1031
    assert one.open_until() is None
    with one.passing() as trying:
        assert trying.tries
        assert one.open_until() == 1036
        assert called(one, DONE) == pytest.approx(1037, abs=0.01)
        assert sum(clock.slept) == pytest.approx(1, abs=0.01)
        clock.now = 1031
        trying.answered = answered
    assert one.open_until() == until


def test_a_try_that_was_not_made_leaves_it_to_the_next(clock: TurnedClock) -> None:
    one = door(clock)
    for _ in range(3):
        called(one, FAILED)
    clock.now = 1031
    called(one, None)
    assert one.open_until() is None
    assert called(one, DONE) is None
    assert called(one, FAILED) is None
    assert one.open_until() is None


def test_of_those_who_wait_for_a_system_one_is_told_to_come(clock: TurnedClock) -> None:
    one = door(clock)
    for _ in range(3):
        called(one, FAILED)
    clock.now = 1031
    assert [one.ready_at() for _ in range(3)] == [1031, 1036, 1036]
    clock.now = 1036
    assert one.ready_at() == 1036, "who was told to come did not"
    called(one, DONE)
    assert [one.ready_at() for _ in range(3)] == [1036] * 3


def test_calls_that_began_before_it_was_left_alone_change_nothing(clock: TurnedClock) -> None:
    one = door(clock)
    with one.passing() as good, one.passing() as bad:
        for _ in range(3):
            called(one, FAILED)
        clock.now = 1020
        good.answered, bad.answered = DONE, FAILED
    assert one.open_until() == 1030


@given(st.lists(st.tuples(st.sampled_from([DOWN, FAILED, REFUSED, DONE, None]), st.floats(0, 40)), max_size=60))
def test_a_breaker_never_stays_open_for_longer_than_it_cools_down(course: list[tuple[Answered | None, float]]) -> None:
    clock = TurnedClock(1000.0)
    one = door(clock)
    in_a_row = 0
    for answered, later in course:
        clock.now += later
        until = one.open_until()
        assert until is None or clock.now < until <= clock.now + 30
        assert until is None or in_a_row >= 1
        if called(one, answered) is None and answered is not None:
            in_a_row = in_a_row + 1 if answered in (DOWN, FAILED) else 0
    clock.now += 30
    assert called(one, DONE) is None
    assert one.open_until() is None


def test_one_of_many_threads_tries(clock: TurnedClock) -> None:
    breaker, lock = Breaker(1, 30), threading.Lock()
    breaker.leave(clock.now, tries=False, failed=True)

    def enter(_: int) -> bool | None:
        with lock:
            return breaker.enter(1031)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(enter, range(32)))
    assert found.count(True) == 1
    assert found.count(None) == 31


# -------------------------------------------------------------------------------------------------------------- limits


@given(
    requests=st.integers(1, 50),
    seconds=st.integers(1, 60),
    burst=st.none() | st.integers(1, 60),
    workers=st.integers(1, 4),
    waits=st.lists(st.floats(0, 5), max_size=80),
)
def test_in_no_time_more_is_let_through_than_the_limit_says(
    requests: int, seconds: int, burst: int | None, workers: int, waits: list[float]
) -> None:
    bucket = Bucket(limit(requests, seconds, burst), workers)
    now, used = 0.0, []
    for wait in waits:
        now += wait
        used.append(bucket.reserve(now))
    assert used == sorted(used)
    rate, capacity = requests / seconds / workers, max(1.0, (burst or requests) / workers)
    for first in range(0, len(used), 7):
        for last in range(first, len(used)):
            assert last - first + 1 <= capacity + (used[last] - used[first]) * rate + 1e-6


def test_who_waits_for_a_place_is_told_a_moment_of_their_own(clock: TurnedClock) -> None:
    one = door(clock, limit(10, 1, burst=2))
    assert [one.ready_at() for _ in range(3)] == [1000] * 3
    assert [one.reserve() for _ in range(2)] == [1000] * 2
    assert [one.ready_at() for _ in range(3)] == pytest.approx([1000.1, 1000.2, 1000.3])
    clock.now = 1001
    assert one.ready_at() == 1001


def test_who_yields_leaves_half_of_the_requests_and_puts_off_nobody_else(clock: TurnedClock) -> None:
    one = door(clock, limit(10, 1, burst=21))
    taken = 0
    while one.ready_at(yields=True) == 1000:
        assert called(one, DONE) is None
        taken += 1
    assert taken == 11
    waits = [one.ready_at(yields=True) for _ in range(100)]
    assert waits[-1] == pytest.approx(1010.1), "each is told a moment of its own"
    for _ in range(10):
        assert one.ready_at() == 1000
        assert called(one, DONE) is None
    assert one.ready_at() == pytest.approx(1000.1), "and none of these counts for others"


def test_who_yields_gets_a_turn_where_a_system_takes_one_request_at_a_time(clock: TurnedClock) -> None:
    assert door(clock, limit(1, 10)).ready_at(yields=True) == 1000


def test_a_call_waits_a_little_for_its_place_and_no_longer(clock: TurnedClock) -> None:
    one = door(clock, limit(2, 1, burst=1))
    assert [called(one, DONE) for _ in range(3)] == [None] * 3
    assert clock.slept == pytest.approx([0.5, 0.5])
    clock.now = 1010
    with one.passing(), one.passing():
        clock.now = 1010
        places = [one.reserve(), one.reserve()]
        assert called(one, DONE) == pytest.approx(1012)
    assert places == pytest.approx([1011, 1011.5])
    assert one.reserve() == pytest.approx(1012), "the place that was not used is another's"


def test_a_system_that_counts_otherwise_is_left_alone_for_as_long_as_it_says(clock: TurnedClock) -> None:
    one = door(clock, limit(10, 1))
    called(one, Answered(429, retry_after=7.0))
    assert one.ready_at() == 1007
    assert called(one, DONE) == 1007
    assert one.open_until() is None
    clock.now = 1007
    assert called(one, DONE) is None


def test_a_system_that_counted_more_is_not_overrun_again_at_once(clock: TurnedClock) -> None:
    one = door(clock, limit(10, 1))
    called(one, Answered(429, retry_after=0.3))
    clock.now = 1000.3
    assert [one.reserve() for _ in range(5)] == pytest.approx([1000.3, 1000.3, 1000.3, 1000.4, 1000.5])


@pytest.mark.parametrize(("said", "until"), [(None, 1001), (1e12, 4600), (0.0, 1000)])
def test_what_a_system_asks_for_has_bounds(clock: TurnedClock, said: float | None, until: float) -> None:
    one = door(clock)
    called(one, Answered(429, retry_after=said))
    assert one.ready_at() == until


# --------------------------------------------------------------------------------------------------- calls and servers


@pytest.fixture
def turned(opened: Callable[..., Platforms], server: Recorder, clock: TurnedClock) -> Platforms:
    """The ERP at the server, in a time that the test turns."""
    servers = {"erp": f"{server.url}/erp", "crm": f"{server.url}/crm"}
    return opened(addresses=Addresses(servers), care=CARE, now=clock.time, sleep=clock.sleep)


def test_a_platform_that_is_down_is_not_asked_and_others_are(
    turned: Platforms, server: Recorder, clock: TurnedClock
) -> None:
    server.answer = [HANG_UP, Reply.json({}, 500), HANG_UP, Reply.json(PAGE)]
    assert [turned.call(asked()).status for _ in range(3)] == [None, 500, None]
    found = turned.call(asked())
    assert (found.status, found.sent, found.retry_after) == (None, False, 30)
    assert found.error == "erp is not called for another 30.0 s"
    assert len(server.arrived) == 3
    assert (turned.open_until("erp"), turned.ready_at("erp")) == (clock.now + 30, clock.now + 30)
    company = asked("getCompany", api="crm@4.2.0", parameters=(("company_id", "path", "x"),))
    assert turned.call(company).status == 200
    assert turned.ready_at("crm") == clock.now
    clock.now += 30
    assert turned.call(asked()).status == 200
    assert turned.open_until("erp") is None


def test_too_many_requests_are_told_and_kept_from_then_on(
    turned: Platforms, server: Recorder, clock: TurnedClock
) -> None:
    server.answer = [Reply.json({}, 429, Retry_After="20"), Reply.json(PAGE)]
    first = turned.call(asked())
    assert (first.status, first.retry_after) == (429, 20)
    assert turned.ready_at("erp") == clock.now + 20
    assert turned.open_until("erp") is None
    assert turned.call(asked()).sent is False
    clock.now += 20
    assert turned.call(asked()).status == 200
    assert len(server.arrived) == 2


def test_what_cannot_be_sent_says_nothing_about_the_platform(turned: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 500)]
    for _ in range(2):
        turned.call(asked())
    for changes in ({"operation": "listInvoices"}, {"parameters": (("status", "query", {"a": {"b": 1}}),)}):
        with pytest.raises((CallRefused, NotGranted)):
            turned.call(asked(**changes))
    assert turned.open_until("erp") is None
    turned.call(asked())
    assert turned.open_until("erp") is not None


def test_calls_do_not_wait_for_each_other_behind_the_door(turned: Platforms, server: Recorder) -> None:
    together = threading.Barrier(3)

    def answer(_: Arrived) -> Reply:
        together.wait(10)
        return Reply.json(PAGE)

    server.answer = answer
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: turned.call(asked()).status, range(3)))
    assert found == [200] * 3


# ---------------------------------------------------------------------------------------------- an estate that changes


def _limited(requests: int | None) -> Estate:
    """An estate with one system, which takes so many requests in ten seconds."""
    integration = "" if requests is None else f"  integration: {{rateLimit: {{requests: {requests}, per: PT10S}}}}\n"
    text = f"""\
apiVersion: govkit/v1
kind: System
metadata: {{name: billing}}
spec:
  domain: finance
  owner: team:billing
  businessOwner: team:billing
{integration}"""
    return load(MemoryFiles({"catalog/systems/billing.yaml": text.encode()}))


def test_what_a_system_did_is_not_forgotten_when_the_estate_changes(clock: TurnedClock) -> None:
    doors = Doors(_limited(10), CARE, clock.time, clock.sleep)
    for _ in range(3):
        called(doors.of("billing"), FAILED)
    doors.adopt(_limited(4))
    assert doors.of("billing").open_until() == 1030
    clock.now = 1031.0
    called(doors.of("billing"), DONE)
    assert [doors.of("billing").reserve() for _ in range(4)] == [1031, 1031, 1031, 1033.5], "its new limit counts"


def test_a_limit_that_comes_and_goes(clock: TurnedClock) -> None:
    doors = Doors(_limited(None), CARE, clock.time, clock.sleep)
    assert [doors.of("billing").reserve() for _ in range(3)] == [1000] * 3
    doors.adopt(_limited(1))
    assert [doors.of("billing").reserve() for _ in range(2)] == [1000, 1010]
    doors.adopt(_limited(None))
    assert doors.of("billing").reserve() == 1000


def test_workers_share_a_limit_and_what_was_used_stays_used(clock: TurnedClock) -> None:
    doors = Doors(_limited(10), CARE, clock.time, clock.sleep)
    assert [doors.of("billing").reserve() for _ in range(3)] == [1000] * 3
    doors.share(2)
    assert [doors.of("billing").reserve() for _ in range(3)] == [1000, 1000, 1002], "five in ten seconds are its share"
    doors.share(2)
    assert doors.of("billing").reserve() == 1004, "to be told the same again gives nothing back"
    doors.share(1)
    assert doors.of("billing").reserve() == 1003, "whoever is alone again waits less"
