"""One attempt of a call, as a server sees it, and what the runtime learns of it."""

from __future__ import annotations

import gc
import json
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from govkit.sync.calls import Addresses, CallRefused, NotGranted, Platforms
from govkit.sync.values import MISSING
from tests.client.recorder import HANG_UP, Arrived, Recorder, Reply
from tests.sync.calls.conftest import asked

PAGE = '{"items": [], "page": 1, "pageSize": 50, "totalCount": 0, "ratio": 0.10, "newer": null}'


# --------------------------------------------------------------------------------------------------------- what is sent


def test_a_call_goes_out_as_the_generated_client_writes_it(platforms: Platforms, server: Recorder, token: str) -> None:
    server.answer = [Reply.json(PAGE)]
    found = platforms.call(
        asked(
            parameters=(("externalReference", "query", "crm:co 1"), ("pageSize", None, 50), ("status", None, MISSING))
        )
    )
    assert found.status == 200
    assert server.last.target == "/erp/customers?externalReference=crm%3Aco%201&pageSize=50"
    assert server.last.header("authorization") == f"Bearer {token}"
    assert server.last.header("traceparent") is None


def test_a_write_carries_its_body_digit_for_digit_its_key_and_its_trace(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 500)]
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    platforms.call(
        asked(
            "updateCustomer",
            api="billing@3.0.0",
            parameters=(("customer_id", "path", "cus/1"),),
            body={"name": "Straße", "share": Decimal("0.10")},
            key="event-1/step",
            trace=trace,
        )
    )
    assert (server.last.method, server.last.path) == ("PATCH", "/billing/customers/cus%2F1")
    assert server.last.body == '{"name":"Straße","share":0.10}'.encode()
    assert server.last.header("idempotency-key") == "event-1/step"
    assert server.last.header("traceparent") == trace
    assert server.last.header("content-type") == "application/json"


def test_a_key_goes_to_no_platform_that_reads_none(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 500)]
    platforms.call(
        asked("reverseJournalDocument", parameters=(("documentNumber", "path", "JD-1"),), body={}, key="event-1/step")
    )
    assert server.last.header("idempotency-key") is None


def test_a_key_that_a_workflow_gives_goes_where_the_runtime_gives_none(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 500)]
    given = (("customer_id", "path", "c"), ("idempotency-key", "header", "of the workflow"))
    for key in (None, "of the runtime"):
        platforms.call(asked("updateCustomer", api="billing@3.0.0", parameters=given, body={}, key=key))
    assert [one.header("idempotency-key") for one in server.arrived] == ["of the workflow", "of the runtime"]


def test_headers_are_found_whatever_their_case(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 412)]
    platforms.call(
        asked(
            "updateDeal",
            consumer="renewal-coordination",
            api="crm@4.2.0",
            parameters=(("deal_id", "path", "d-1"), ("if-match", "header", '"7"')),
            body={},
        )
    )
    assert server.last.header("if-match") == '"7"'


def test_nothing_is_tried_twice(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 503, retry_after="0")]
    assert platforms.call(asked()).status == 503
    assert len(server.arrived) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parameters": (("nonsense", "query", 1),)}, "no parameter query nonsense"),
        ({"operation": "getCompany", "api": "crm@4.2.0"}, "needs the parameter company_id"),
        ({"body": {}}, "takes no body"),
        ({"parameters": (("status", "query", {"a": {"b": 1}}),)}, "no spelling"),
        ({"operation": "listNothing"}, "no operation `listNothing`"),
        ({"api": "erp@3.0.0"}, "no client of erp@3.0.0"),
        ({"api": "erp@2.3.0"}, "no client of erp@2.3.0"),
        ({"api": "payroll@1.0.0"}, "no API"),
        (
            {
                "operation": "putContractObligations",
                "parameters": (("contractNumber", "path", "C-1"),),
                "body": {},
                "media_type": "application/xml",
            },
            "takes application/json, not application/xml",
        ),
    ],
)
def test_what_cannot_be_sent_is_for_people(
    platforms: Platforms, server: Recorder, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(CallRefused) as refused:
        platforms.call(asked(**changes))
    assert said in str(refused.value)
    assert refused.value.kind == "call"
    assert not server.arrived


# ------------------------------------------------------------------------------------------------------------- grants


@pytest.mark.parametrize(
    "changes",
    [
        {"operation": "listInvoices"},
        {"consumer": "nobody"},
        {"operation": "getCustomer", "parameters": (("customerNumber", "path", "1"),)},
        {"api": "erp@1.9.0"},
    ],
    ids=["an operation", "a consumer", "a neighbour", "a major version"],
)
def test_what_is_not_granted_is_not_sent(platforms: Platforms, server: Recorder, changes: dict[str, Any]) -> None:
    with pytest.raises(NotGranted) as refused:
        platforms.call(asked(**changes))
    assert refused.value.kind == "grant"
    assert not server.arrived


def test_a_grant_holds_whatever_the_parameters_of_the_path_are_called(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({}, 404)]
    found = platforms.call(
        asked(
            "upsertAccount",
            api="customer-success@2.0.0",
            parameters=(("externalId", "path", "x"),),
            body={},
        )
    )
    assert found.status == 404


# --------------------------------------------------------------------------------------------------------- what came


def test_the_body_is_what_came_and_not_what_models_make_of_it(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json(PAGE, ETag='"7"', Set_Cookie="a=b", X_Left="3")]
    found = platforms.call(asked())
    assert found.body == json.loads(PAGE, parse_float=Decimal)
    assert str(found.body["ratio"]) == "0.10"
    assert found.is_success
    assert found.headers == {"content-type": "application/json", "etag": '"7"', "x-left": "3"}
    assert found.error == ""


@pytest.mark.parametrize(
    "reply",
    [
        Reply.json({"items": 1}),
        Reply.json("no JSON"),
        Reply.json("null"),
        Reply(200, b"<html>", {"Content-Type": "text/html"}),
        Reply.json(PAGE, 206),
        Reply.json({"detail": "x"}, 418),
        Reply.json([], 400, "application/problem+json"),
        Reply(503, b"<html>", {"Content-Type": "text/html"}),
        Reply(200, b"", {"Content-Type": "application/json"}),
    ],
    ids=["form", "text", "null", "media", "success", "failure", "problem", "proxy", "nothing"],
)
def test_a_body_that_no_description_knows_is_not_read(platforms: Platforms, server: Recorder, reply: Reply) -> None:
    server.answer = [reply]
    found = platforms.call(asked())
    assert found.status == reply.status
    assert found.body is MISSING
    assert found.sent


def test_a_redirect_that_is_not_followed_is_what_was_answered(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply(302, b"", {"Location": "ftp://erp.example/customers"})]
    found = platforms.call(asked())
    assert (found.status, found.sent, found.body) == (302, True, MISSING)
    assert "ftp" in found.error
    assert len(server.arrived) == 1


def test_a_described_failure_is_read(platforms: Platforms, server: Recorder) -> None:
    problem = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "not yours", "traceId": "t"}
    problem["odd"] = 1
    server.answer = [Reply.json(problem, 403, "application/problem+json")]
    found = platforms.call(asked())
    assert (found.status, found.body) == (403, problem)
    assert "not yours" in found.error


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("Fri, 15 Jan 2027 08:00:09 GMT", 9.0), ("soon", None)],
)
def test_the_wait_that_a_platform_asks_for_is_told_in_seconds(
    platforms: Platforms, server: Recorder, said: str, seconds: float | None
) -> None:
    server.answer = [Reply.json({}, 503, Retry_After=said, Date="Fri, 15 Jan 2027 08:00:00 GMT")]
    assert platforms.call(asked()).retry_after == seconds


# ---------------------------------------------------------------------------------------------------------- no answer


def test_where_nobody_listens_nothing_was_sent(opened: Callable[..., Platforms]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        platforms = opened(addresses=Addresses({"erp": f"http://127.0.0.1:{closed.getsockname()[1]}"}))
        found = platforms.call(asked())
    assert (found.status, found.sent) == (None, False)
    assert "no connection" in found.error


def test_a_connection_that_is_dropped_behind_the_request_may_have_done_it(
    platforms: Platforms, server: Recorder
) -> None:
    server.answer = [HANG_UP]
    found = platforms.call(asked())
    assert (found.status, found.sent, found.body) == (None, True, MISSING)
    assert found.error


def test_an_answer_that_breaks_off_is_none(platforms: Platforms, server: Recorder) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"items": ['
        raise ConnectionError

    server.answer = [Reply(200, headers={"Content-Type": "application/json"}, pieces=pieces)]
    found = platforms.call(asked(timeout=5))
    assert (found.status, found.sent) == (None, True)


def test_an_answer_that_takes_too_long_is_none(platforms: Platforms, server: Recorder) -> None:
    release = threading.Event()

    def slow(_: Arrived) -> Reply:
        release.wait(10)
        return Reply.json(PAGE)

    server.answer = slow
    began = time.monotonic()
    try:
        found = platforms.call(asked(timeout=0.2))
    finally:
        release.set()
    assert time.monotonic() - began < 5
    assert (found.status, found.sent) == (None, True)
    assert "in time" in found.error


def test_a_body_that_trickles_has_no_more_time_than_the_call(platforms: Platforms, server: Recorder) -> None:
    stop = threading.Event()

    def pieces() -> Iterator[bytes]:
        while not stop.wait(0.05):
            yield b" "

    server.answer = [Reply(200, headers={"Content-Type": "application/json"}, pieces=pieces)]
    began = time.monotonic()
    try:
        found = platforms.call(asked(timeout=0.3))
    finally:
        stop.set()
    assert time.monotonic() - began < 5
    assert (found.status, found.sent) == (None, True)


# ------------------------------------------------------------------------------------------------------------ threads


def test_threads_call_at_the_same_time_over_connections_that_last(platforms: Platforms, server: Recorder) -> None:
    together = threading.Barrier(4)

    def answer(_: Arrived) -> Reply:
        together.wait(10)
        return Reply.json(PAGE)

    server.answer = answer
    found: list[int | None] = []

    def calling() -> None:
        for _ in range(3):
            found.append(platforms.call(asked()).status)

    threads = [threading.Thread(target=calling) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [200] * 12
    assert server.connections <= 4


def _connected_to(server: Recorder) -> list[socket.socket]:
    """The sockets of this process that are still connected to a server."""
    port = int(server.url.rpartition(":")[2])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some objects of others warn when they are looked at
        sockets = [one for one in gc.get_objects() if type(one) is socket.socket and one.fileno() >= 0]
    return [one for one in sockets if _peer(one) == port]


def _peer(one: socket.socket) -> int | None:
    try:
        return int(one.getpeername()[1])
    except OSError:
        return None


def test_platforms_that_are_closed_let_go_of_connections_behind_the_last_call(
    platforms: Platforms, server: Recorder
) -> None:
    arrived, goes_on = threading.Event(), threading.Event()

    def answer(_: Arrived) -> Reply:
        arrived.set()
        assert goes_on.wait(10)
        return Reply.json({"items": []})

    server.answer = answer
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(platforms.call, asked())
        assert arrived.wait(10)
        platforms.close()
        goes_on.set()
        assert under_way.result(10).status == 200
    assert _connected_to(server) == []


def test_a_call_behind_the_close_leaves_no_connection(platforms: Platforms, server: Recorder) -> None:
    server.answer = [Reply.json({"items": []})]
    assert platforms.call(asked()).status == 200
    assert _connected_to(server) != []
    platforms.close()
    assert platforms.call(asked()).status == 200
    assert _connected_to(server) == []
