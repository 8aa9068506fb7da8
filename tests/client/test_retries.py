"""When a call is tried again, how long it waits, and when it gives up."""

from __future__ import annotations

import socket
import time
from email.utils import formatdate
from typing import Any

import pytest

from govkit.client import (
    NEVER,
    ApiError,
    Attempt,
    ConnectionFailed,
    DeadlineExceeded,
    Hooks,
    Media,
    Operation,
    Options,
    Request,
    Retry,
    ServerError,
    TimedOut,
    Timeouts,
    TooManyRequests,
    TransportError,
    World,
)
from tests.client.conftest import Caller
from tests.client.recorder import HANG_UP, Arrived, Recorder, Reply, TurnedClock

GET: Operation[Any] = Operation("get", "GET", "/x")
POST: Operation[Any] = Operation("post", "POST", "/x", body=Media("application/json"))
KEYED: Operation[Any] = Operation("pay", "POST", "/x", body=Media("application/json"), idempotency="Idempotency-Key")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_call_that_may_be_repeated_is_tried_again(
    caller: Caller, server: Recorder, clock: TurnedClock, status: int
) -> None:
    server.answer = [Reply(status), Reply(status), Reply()]
    caller.call(GET)
    assert len(server.arrived) == 3
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 501])
def test_an_answer_that_will_not_change_stands(caller: Caller, server: Recorder, status: int) -> None:
    server.answer = [Reply(status)]
    with pytest.raises(ApiError) as caught:
        caller.call(GET)
    assert (caught.value.status, caught.value.attempts, len(server.arrived)) == (status, 1, 1)


def test_a_post_without_a_key_is_never_sent_twice(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(503), Reply()]
    with pytest.raises(ServerError):
        caller.call(POST, body={})
    server.answer = [HANG_UP]
    with pytest.raises(TransportError) as caught:
        caller.call(POST, body={})
    assert caught.value.maybe_sent
    assert len(server.arrived) == 2


def test_an_idempotency_key_is_made_once_a_call_and_makes_a_post_safe(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(503), HANG_UP, Reply(), Reply()]
    caller.call(KEYED, body={})
    caller.call(KEYED, body={})
    first, second, third, other = [arrived.header("idempotency-key") for arrived in server.arrived]
    assert first
    assert first == second == third != other


def test_a_key_of_the_callers_own_is_sent_in_the_header_that_the_provider_reads(
    caller: Caller, server: Recorder
) -> None:
    server.answer = [Reply(503), Reply()]
    caller.having(idempotency_header="X-Key").call(POST, body={}, options=Options(idempotency_key="order-7"))
    assert [arrived.header("x-key") for arrived in server.arrived] == ["order-7", "order-7"]


def test_a_get_needs_no_key(caller: Caller, server: Recorder) -> None:
    caller.call(Operation("get", "GET", "/x", idempotency="Idempotency-Key"))
    assert server.last.header("idempotency-key") is None


def test_a_stream_that_comes_once_is_sent_once(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(503), Reply()]
    operation = Operation[Any]("put", "PUT", "/x", body=Media("application/octet-stream", "binary"))
    with pytest.raises(ServerError):
        caller.call(operation, body=iter([b"a"]))
    assert len(server.arrived) == 1


def test_waits_grow_twofold_to_a_cap_and_are_drawn_anew(caller: Caller, server: Recorder, clock: TurnedClock) -> None:
    server.answer = [Reply(503)]
    draws = iter([0.5, 1.0, 0.0, 0.25])
    world = World(clock=clock, chance=lambda: next(draws))
    with pytest.raises(ServerError) as caught:
        caller.having(world=world, retry=Retry(attempts=5, base=1.0, cap=3.0)).call(GET)
    assert clock.slept == [0.5, 2.0, 0.0, 0.75]
    assert caught.value.attempts == 5
    assert "5 attempts" in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ({"Retry-After": "7"}, [7.0]),
        ({"Retry-After": "0"}, [0.5]),
        ({"Retry-After": formatdate(1_800_000_009, usegmt=True)}, [9.0]),
        (
            {"Retry-After": formatdate(1_700_000_020, usegmt=True), "Date": formatdate(1_700_000_000, usegmt=True)},
            [20.0],
        ),
        ({"Retry-After": formatdate(1_700_000_000, usegmt=True)}, [0.5]),
        ({"Retry-After": "soon"}, [0.5]),
        ({"Retry-After": "-5"}, [0.5]),
        ({"Retry-After": "٣"}, [0.5]),
    ],
)
def test_a_wait_is_as_long_as_retry_after_asks(
    caller: Caller, server: Recorder, clock: TurnedClock, asked: dict[str, str], waits: list[float]
) -> None:
    if not asked["Retry-After"].isascii():
        asked = {"Retry-After": asked["Retry-After"].encode().decode("latin-1")}
    server.answer = [Reply(429, headers=asked), Reply()]
    caller.call(GET)
    assert clock.slept == waits


def test_a_retry_after_beyond_patience_is_not_waited_for(caller: Caller, server: Recorder, clock: TurnedClock) -> None:
    server.answer = [Reply(429, headers={"Retry-After": "3600"})]
    with pytest.raises(TooManyRequests) as caught:
        caller.call(GET)
    assert clock.slept == []
    assert caught.value.headers.get("retry-after") == "3600"


def test_no_wait_goes_beyond_the_deadline_of_the_whole_call(
    caller: Caller, server: Recorder, clock: TurnedClock
) -> None:
    server.answer = [Reply(503, headers={"Retry-After": "4"})]
    with pytest.raises(ServerError):
        caller.having(retry=Retry(attempts=9, deadline=10.0)).call(GET)
    assert clock.slept == [4.0, 4.0]


def test_a_deadline_ends_an_answer_that_never_ends(caller: Caller, server: Recorder, clock: TurnedClock) -> None:
    def drip() -> Any:
        for _ in range(3):
            clock.now += 6
            yield b"{"
            time.sleep(0.02)

    server.answer = [Reply(pieces=drip)]
    with pytest.raises(DeadlineExceeded):
        caller.having(retry=Retry(deadline=10.0)).call(GET)
    assert len(server.arrived) == 1


def test_a_deadline_that_passes_before_an_attempt_sends_nothing_more(
    caller: Caller, server: Recorder, clock: TurnedClock
) -> None:
    with pytest.raises(DeadlineExceeded):
        caller.having(retry=Retry(deadline=0.0)).call(GET)
    assert not server.arrived


def test_what_was_not_sent_is_sent_again_whatever_it_is(caller: Caller, clock: TurnedClock) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ConnectionFailed) as caught:
            caller.having(base_url=url).call(POST, body={})
    assert (caught.value.maybe_sent, caught.value.attempts, len(clock.slept)) == (False, 4, 3)


def test_an_answer_that_does_not_come_in_time(caller: Caller, server: Recorder) -> None:
    def slow(arrived: Arrived) -> Reply:
        time.sleep(0.3)
        return Reply()

    server.answer = slow
    with pytest.raises(TimedOut) as caught:
        caller.having(timeouts=Timeouts(read=0.05), retry=NEVER).call(GET)
    assert caught.value.maybe_sent
    with pytest.raises(TimedOut):
        caller.call(POST, body={}, options=Options(timeout=0.05))


def test_an_unknown_outcome_keeps_the_key_under_which_it_can_be_asked_for(caller: Caller, server: Recorder) -> None:
    server.answer = [HANG_UP]
    with pytest.raises(TransportError) as caught:
        caller.call(KEYED, body={})
    assert caught.value.idempotency_key == server.last.header("idempotency-key")
    assert (caught.value.attempts, caught.value.maybe_sent) == (4, True)


def test_hooks_see_each_attempt_and_may_add_headers(caller: Caller, server: Recorder) -> None:
    seen: list[str] = []

    class Trace(Hooks):
        def before(self, attempt: Attempt) -> None:
            seen.append(f"before {attempt.operation} {attempt.number}")
            attempt.request.headers.set("traceparent", f"00-{attempt.number}")

        def after(self, attempt: Attempt, answer: Any) -> None:
            seen.append(f"after {attempt.number} {answer.status}")

        def failed(self, attempt: Attempt, error: TransportError) -> None:
            seen.append(f"failed {attempt.number} {type(error).__name__}")

        def retry(self, attempt: Attempt, seconds: float, reason: str) -> None:
            seen.append(f"retry {attempt.number} {seconds} {reason}")

    server.answer = [HANG_UP, Reply(503), Reply()]
    caller.having(hooks=[Trace()]).call(GET)
    assert seen == [
        "before get 1",
        "failed 1 TransportError",
        "retry 1 0.5 TransportError",
        "before get 2",
        "after 2 503",
        "retry 2 1.0 503",
        "before get 3",
        "after 3 200",
    ]
    assert [arrived.header("traceparent") for arrived in server.arrived] == ["00-1", "00-2", "00-3"]


def test_a_connection_is_used_again_after_an_answer_that_was_not_read(server: Recorder, clock: TurnedClock) -> None:
    from govkit.client import Settings, SyncClient

    server.answer = [Reply(503, b"x" * 10), Reply(), Reply()]
    with SyncClient(settings=Settings(base_url=server.url, world=World(clock=clock))) as client:
        client.call(GET)
        client.call(GET)
    assert server.connections == 1


def test_a_get_follows_a_redirect_on_the_same_server_with_what_it_had(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(307, headers={"Location": "/y?z=1"}), Reply()]
    caller.having(headers={"X-Tenant": "a"}).call(GET)
    assert (server.last.target, server.last.header("x-tenant")) == ("/y?z=1", "a")


def test_a_redirect_to_another_server_takes_no_credentials_with_it(caller: Caller, server: Recorder) -> None:
    from govkit.client import ApiKey

    with Recorder().serving() as elsewhere:
        server.answer = [Reply(302, headers={"Location": f"{elsewhere.url}/file"})]
        caller.having(auth=[ApiKey("s3cret-value", "X-Api-Key")], headers={"X-Tenant": "a"}).call(GET)
        assert server.last.header("x-api-key") == "s3cret-value"
        names = {name.lower() for name, _ in elsewhere.last.headers}
    assert not names & {"x-api-key", "x-tenant", "authorization"}


def test_redirects_end(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(302, headers={"Location": "/x"})]
    with pytest.raises(ApiError):
        caller.call(GET)
    assert len(server.arrived) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_out_of_http_is_not_followed(caller: Caller, server: Recorder, target: str) -> None:
    server.answer = [Reply(302, headers={"Location": target})]
    with pytest.raises(TransportError, match="not followed"):
        caller.call(GET)


def test_a_post_follows_no_redirect(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(307, headers={"Location": "/y"})]
    with pytest.raises(ApiError):
        caller.call(POST, body={})
    assert len(server.arrived) == 1


def test_cookies_of_one_answer_do_not_colour_the_next_call(server: Recorder) -> None:
    from govkit.client import SyncClient

    server.answer = [Reply(headers={"Set-Cookie": "session=1"}), Reply()]
    with SyncClient(server.url) as client:
        client.call(GET)
        client.call(GET)
    assert server.last.header("cookie") is None


def test_a_request_is_shown_without_its_secrets() -> None:
    from govkit.client import Headers

    secret = "never-shown"
    headers = Headers([("Authorization", secret), ("X-Tenant-Secret", secret), ("X-Odd", secret), ("Accept", "a/b")])
    url = f"https://user:{secret}@host/path?token={secret}&odd={secret}&a=1"
    request = Request("GET", url, headers, secrets=frozenset({"x-odd", "odd"}))
    assert secret not in repr(request)
    assert repr(request).startswith("Request(GET https://host/path?token=***&odd=***&a=1")
