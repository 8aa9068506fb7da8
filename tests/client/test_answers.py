"""Answers of every kind: values, errors of their class, and those that are not what the contract promises."""

from __future__ import annotations

import gzip
import json
import warnings
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from govkit.client import (
    ApiError,
    BadRequest,
    Conflict,
    DecodeError,
    DeprecatedOperation,
    Failure,
    Forbidden,
    Gone,
    Media,
    NotFound,
    Operation,
    PreconditionFailed,
    Problem,
    ServerError,
    TooManyRequests,
    Unauthorized,
    Unprocessable,
)
from tests.client.conftest import Caller
from tests.client.recorder import Recorder, Reply


class Invoice(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: str
    total: Decimal
    paid: bool | None = None


class Fault(BaseModel):
    code: str


class OutOfCredit(Conflict[Fault]):
    """409, as the contract describes it."""


GET: Operation[Any] = Operation(
    "getInvoice",
    "GET",
    "/x",
    results={
        "200": (Media("application/json", type=Invoice), Media("application/pdf", "binary"), Media("text/*", "text")),
        "202": (),
        "2XX": (Media("application/x-ndjson", "lines", type=Invoice),),
    },
    failures={
        "409": Failure(OutOfCredit, (Media("application/json", type=Fault),)),
        "4XX": Failure(BadRequest, (Media("application/problem+json"),)),
    },
)


def test_a_value_is_read_exactly_and_keeps_what_is_not_known(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json('{"id": "a", "total": 12345678901234567890.10, "later": 1.10}')]
    invoice = caller.call(GET)
    assert (str(invoice.total), str(invoice.later), invoice.paid) == ("12345678901234567890.10", "1.10", None)
    assert "paid" not in invoice.model_fields_set


def test_the_media_type_of_the_answer_decides_how_it_is_read(caller: Caller, server: Recorder) -> None:
    server.answer = [
        Reply(200, b"%PDF", {"Content-Type": "application/pdf"}),
        Reply(200, "ü".encode("latin-1"), {"Content-Type": "text/csv; charset=ISO-8859-1"}),
        Reply(206, b'{"id":"a","total":1}\n\n{"id":"b","total":2}\n', {"Content-Type": "application/x-ndjson"}),
        Reply.json({"id": "c", "total": 1}, media="application/vnd.acme+json; version=2"),
        Reply(200, b'{"id":"d","total":1}'),
        Reply(202),
        Reply(204),
    ]
    assert caller.call(GET) == b"%PDF"
    assert server.last.header("accept") == (
        "application/json, application/pdf, text/*, application/x-ndjson, application/problem+json"
    )
    assert caller.call(GET) == "ü"
    assert [invoice.id for invoice in caller.call(GET)] == ["a", "b"]
    assert caller.call(GET).id == "c"
    assert caller.call(GET).id == "d"
    assert caller.call(GET) is None
    assert caller.call(GET) is None


def test_a_compressed_answer_is_read(caller: Caller, server: Recorder) -> None:
    body = gzip.compress(b'{"id":"a","total":1}')
    server.answer = [Reply(200, body, {"Content-Type": "application/json", "Content-Encoding": "gzip"})]
    assert caller.call(GET).id == "a"


@pytest.mark.parametrize(
    ("body", "media", "said"),
    [
        (b'{"id": 5, "total": "x"}', "application/json", "not as promised: id: .*; total: "),
        (b'{"id": ', "application/json", "no JSON"),
        (b'{"id": "a", "total": NaN}', "application/json", "NaN is no JSON"),
        (b"\xff", "application/json", "no JSON"),
        (b"\xff", "text/plain", "no text"),
        (b"x", "text/plain; charset=klingon", "no text"),
        (b"<html>", "image/png", "the answer is image/png, where application/json, "),
    ],
)
def test_an_answer_that_is_not_as_promised_keeps_its_body(
    caller: Caller, server: Recorder, body: bytes, media: str, said: str
) -> None:
    operation: Operation[Any] = Operation(
        "get", "GET", "/x", results={"200": (Media("application/json", type=Invoice), Media("text/plain", "text"))}
    )
    server.answer = [Reply(200, body, {"Content-Type": media})]
    with pytest.raises(DecodeError, match=said) as caught:
        caller.call(operation)
    assert (caught.value.body, caught.value.status, caught.value.operation) == (body, 200, "get")


def test_a_fault_is_told_without_the_value_that_has_it(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"id": {"iban": "secret-iban"}, "total": 1})]
    with pytest.raises(DecodeError) as caught:
        caller.call(GET)
    assert "secret-iban" not in str(caught.value)


CLASSES = [
    (400, BadRequest),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (409, Conflict),
    (410, Gone),
    (412, PreconditionFailed),
    (418, ApiError),
    (422, Unprocessable),
    (429, TooManyRequests),
    (501, ServerError),
    (302, ApiError),
]


@pytest.mark.parametrize(("status", "kind"), CLASSES)
def test_an_error_of_which_nothing_is_said_has_the_class_of_its_status(
    caller: Caller, server: Recorder, status: int, kind: type[ApiError[Any]]
) -> None:
    server.answer = [Reply(status, headers={"X-Request-Id": "r-1", "Retry-After": "999"})]
    with pytest.raises(ApiError) as caught:
        caller.call(Operation("get", "GET", "/x"))
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.request_id, caught.value.data) == (status, "r-1", None)
    assert f"get: {status}" in str(caught.value)
    assert "request id r-1" in str(caught.value)


def test_a_documented_error_has_its_own_class_and_its_body(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"code": "no_credit"}, 409)]
    with pytest.raises(OutOfCredit) as caught:
        caller.call(GET)
    assert caught.value.data == Fault(code="no_credit")
    assert isinstance(caught.value, Conflict)


@pytest.mark.parametrize("body", [b"<html>", b'{"code": 5}', b""])
def test_an_odd_body_does_not_hide_the_error(caller: Caller, server: Recorder, body: bytes) -> None:
    server.answer = [Reply(409, body, {"Content-Type": "application/json"})]
    with pytest.raises(OutOfCredit) as caught:
        caller.call(GET)
    assert (caught.value.data, caught.value.body) == (None, body)


def test_a_problem_is_read(caller: Caller, server: Recorder) -> None:
    value: dict[str, Any] = {
        "type": "https://example.com/out-of-credit",
        "title": "Out of credit",
        "status": 403,
        "detail": "The balance is 30\nbut 50 are asked for.",
        "instance": "/accounts/1",
        "balance": 30,
    }
    server.answer = [Reply.json(value, 403, "application/problem+json")]
    with pytest.raises(BadRequest) as caught:
        caller.call(GET)
    assert caught.value.problem == Problem(
        "https://example.com/out-of-credit", "Out of credit", 403, value["detail"], "/accounts/1", {"balance": 30}
    )
    assert "403 Forbidden: Out of credit: The balance is 30 but 50 are asked for. (GET http://" in str(caught.value)


def test_members_of_a_problem_that_are_of_another_type_count_as_absent() -> None:
    assert Problem.of({"type": 5, "title": ["x"], "status": "400", "x": 1}) == Problem(extensions={"x": 1})
    assert Problem.of([]) is None


def test_a_message_is_one_printable_line_of_bounded_length(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"message": "\x1b[31mred\r\n" + "x" * 1000}, 400)]
    with pytest.raises(BadRequest) as caught:
        caller.call(Operation("get", "GET", "/x"))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 450


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Deprecation": "@1688169599"}, "get is deprecated since 2023-06-30"),
        ({"Deprecation": "@1688169599", "Sunset": "Sun, 30 Jun 2024 23:59:59 GMT"}, "and ends on 2024-06-30"),
        ({"Sunset": "Sun, 30 Jun 2024 23:59:59 GMT"}, "get ends on 2024-06-30"),
        ({"Deprecation": "true"}, "get is deprecated"),
        ({"Deprecation": "@99999999999999"}, "get is deprecated"),
        ({"Deprecation": "Sun, 11 Nov 2018 23:59:59 GMT"}, "get is deprecated since 2018-11-11"),
        ({"Sunset": "some day"}, "get has an announced end"),
        ({"Deprecation": "@1", "Link": '<https://x/v2>; rel="successor-version"'}, "; see https://x/v2"),
    ],
)
def test_a_provider_that_says_that_an_operation_ends_is_heard_once(
    caller: Caller, server: Recorder, headers: dict[str, str], said: str
) -> None:
    server.answer = [Reply(200, b"{}", {"Content-Type": "application/json", **headers})]
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        caller.call(Operation("get", "GET", "/x"))
        caller.call(Operation("get", "GET", "/x"))
        caller.having(warn=False).call(Operation("other", "GET", "/x"))
    told = [str(warning.message) for warning in heard if warning.category is DeprecatedOperation]
    assert len(told) == 1
    assert said in told[0]


STREAM: Operation[Any] = Operation("watch", "GET", "/x", results={"200": (Media("text/event-stream", "events"),)})


def test_server_sent_events_as_they_come(caller: Caller, server: Recorder) -> None:
    text = (
        '\ufeff: hello\r\n\r\nevent: invoice.paid\ndata: {"a":\ndata: 1}\nid: 7\nretry: 250\n\n'
        "data:ü\r\rdata\n\nid: 8\n\ndata: lost"
    ).encode()
    server.answer = [Reply(200, headers={"Content-Type": "text/event-stream"}, pieces=lambda: one_by_one(text))]
    found = [(event.event, event.data, event.id, event.retry) for event in caller.streamed(STREAM, "events")]
    assert found == [
        ("invoice.paid", '{"a":\n1}', "7", 250),
        ("message", "ü", "7", None),
        ("message", "", "7", None),
    ]


def one_by_one(text: bytes) -> Any:
    """Each byte by itself: no character and no line end comes whole."""
    for number in range(len(text)):
        yield text[number : number + 1]


def test_lines_and_bytes_as_they_come(caller: Caller, server: Recorder) -> None:
    body = "a\u2028b\r\nü\n\nlast".encode()
    server.answer = [Reply(200, headers={"Content-Type": "text/plain"}, pieces=lambda: one_by_one(body))]
    assert caller.streamed(STREAM, "lines") == ["a\u2028b", "ü", "", "last"]
    assert b"".join(caller.streamed(STREAM, "chunks")) == body


def test_a_stream_that_is_refused_is_an_error_with_its_body(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"message": "no"}, 403)]
    with pytest.raises(Forbidden, match="watch: 403 Forbidden: no") as caught:
        caller.streamed(STREAM, "chunks")
    assert json.loads(caught.value.body) == {"message": "no"}


def test_a_stream_is_tried_again_until_it_begins(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(503), Reply(200, b"data: a\n\n")]
    assert [event.data for event in caller.streamed(STREAM, "events")] == ["a"]
