"""Bodies as they arrive: JSON, forms, multipart, text, bytes, streams."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel

from govkit.client import UNSET, AsyncClient, Media, Operation, Parameter, Settings, SyncClient, Unwritable, Upload
from govkit.client.jsontext import dumps, loads
from tests.client.conftest import Caller
from tests.client.recorder import Recorder, Reply


class Line(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)

    amount: Decimal
    memo: str | None = None
    day: date | None = Field(default=None, validation_alias="invoice-day", serialization_alias="invoice-day")


def sending(kind: Any, name: str, **fields: Parameter) -> Operation[Any]:
    return Operation("send", "POST", "/x", body=Media(name, kind, fields=fields))


JSON = sending("json", "application/json")


def test_json_tells_null_from_absent_and_writes_names_of_the_contract(caller: Caller, server: Recorder) -> None:
    caller.call(JSON, body=[Line(amount=Decimal(1)), Line(amount=Decimal(1), memo=None, day=date(2026, 3, 1))])
    assert server.last.body == b'[{"amount":1},{"amount":1,"memo":null,"invoice-day":"2026-03-01"}]'
    assert server.last.header("content-type") == "application/json"


def test_members_that_the_model_does_not_know_are_sent_on(caller: Caller, server: Recorder) -> None:
    caller.call(JSON, body=Line.model_validate({"amount": 1, "later": {"x": [1]}}))
    assert json.loads(server.last.body) == {"amount": 1, "later": {"x": [1]}}


def test_a_decimal_is_written_digit_for_digit_and_read_back_so(caller: Caller, server: Recorder) -> None:
    exact = Decimal("12345678901234567890.10")
    server.answer = lambda arrived: Reply.json(arrived.body.decode())
    echoed = Operation[Any](
        "echo", "POST", "/x", body=JSON.body, results={"200": (Media("application/json", type=Line),)}
    )
    assert str(caller.call(echoed, body=Line(amount=exact)).amount) == str(exact)
    assert server.last.body == b'{"amount":12345678901234567890.10}'


def test_no_body_is_not_the_body_null(caller: Caller, server: Recorder) -> None:
    caller.call(JSON, body=None)
    assert (server.last.body, server.last.header("content-type")) == (b"null", "application/json")
    caller.call(JSON, body=UNSET)
    assert (server.last.body, server.last.header("content-type")) == (b"", None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), "1E3"),
        (Decimal("-0.0"), "-0.0"),
        (Decimal("1E-7"), "1E-7"),
        ({"a": [Decimal("0.10")], "ü": '"'}, '{"a":[0.10],"ü":"\\""}'),
        (2**70, str(2**70)),
        (b"\0\1", '"AAE="'),
        (datetime(2026, 3, 1, tzinfo=UTC), '"2026-03-01T00:00:00Z"'),
        (RootModel[list[int]]([1]), "[1]"),
        ({"a": UNSET, "b": None}, '{"b":null}'),
    ],
)
def test_json_of_python_values(value: Any, text: str) -> None:
    assert dumps(value) == text
    assert dumps(loads(text)) == text


@pytest.mark.parametrize("value", [float("nan"), Decimal("NaN"), float("inf"), object(), {"a": {1: object()}}])
def test_json_refuses_what_it_has_no_word_for(value: Any) -> None:
    with pytest.raises(Unwritable):
        dumps(value)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "", "{", "[" * 100_000])
def test_what_is_no_json_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_a_form(caller: Caller, server: Recorder) -> None:
    deep = Parameter("meta", "field", "deepObject")
    plain = Parameter("ids", "field", "form", False)
    body = {"name": "a b&c", "tags": ["x", "y"], "meta": {"k": "v"}, "ids": [1, 2], "at": {"x": 1}, "none": None}
    caller.call(sending("form", "application/x-www-form-urlencoded", meta=deep, ids=plain), body=body)
    assert server.last.header("content-type") == "application/x-www-form-urlencoded"
    assert parse_qsl(server.last.body.decode(), keep_blank_values=True) == [
        ("name", "a b&c"),
        ("tags", "x"),
        ("tags", "y"),
        ("meta[k]", "v"),
        ("ids", "1,2"),
        ("at", '{"x":1}'),
        ("none", ""),
    ]


def test_a_form_of_a_model_has_the_names_of_the_contract(caller: Caller, server: Recorder) -> None:
    form = sending("form", "application/x-www-form-urlencoded")
    caller.call(form, body=Line(amount=Decimal("1.10"), day=date(2026, 3, 1)))
    assert server.last.body == b"amount=1.10&invoice-day=2026-03-01"


def parts_of(arrived: Any) -> list[tuple[Any, ...]]:
    head = f"Content-Type: {arrived.header('content-type')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + arrived.body)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type() if part["content-type"] else "",
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


def test_a_multipart_body_with_files_fields_and_json(caller: Caller, server: Recorder, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF\r\n--not-a-boundary\0" * 9000)
    with scan.open("rb") as file:
        body = {
            "kind": "invoice",
            "meta": {"total": Decimal("1.10")},
            "tags": ["a", "b"],
            "scan": file,
            "raw": b"\0",
            "named": Upload(b"x", 'a"b\r\n.txt', "text/csv"),
        }
        caller.call(sending("multipart", "multipart/form-data"), body=body)
    assert parts_of(server.last) == [
        ("kind", None, "", b"invoice"),
        ("meta", None, "application/json", b'{"total":1.10}'),
        ("tags", None, "", b"a"),
        ("tags", None, "", b"b"),
        ("scan", "scan.pdf", "application/octet-stream", scan.read_bytes()),
        ("raw", "raw", "application/octet-stream", b"\0"),
        ("named", "a%22b%0D%0A.txt", "text/csv", b"x"),
    ]
    assert int(server.last.header("content-length") or 0) == len(server.last.body)


def test_a_field_has_the_media_type_that_its_encoding_says(caller: Caller, server: Recorder) -> None:
    field = Parameter("scan", "field", media="image/png")
    caller.call(sending("multipart", "multipart/form-data", scan=field), body={"scan": b"x"})
    assert parts_of(server.last) == [("scan", "scan", "image/png", b"x")]


def test_text(caller: Caller, server: Recorder) -> None:
    caller.call(sending("text", "text/csv"), body="a;ü")
    assert (server.last.body, server.last.header("content-type")) == ("a;ü".encode(), "text/csv; charset=utf-8")


def test_json_lines(caller: Caller, server: Recorder) -> None:
    caller.call(sending("lines", "application/x-ndjson"), body=[{"a": 1}, {"b": None}])
    assert server.last.body == b'{"a":1}\n{"b":null}\n'


BINARY = sending("binary", "application/octet-stream")


def pieces() -> Iterator[bytes]:
    yield b"a"
    yield b"b" * 100_000


@pytest.mark.parametrize("made", [lambda: b"ab", lambda: io.BytesIO(b"ab"), pieces])
def test_bytes_files_and_streams(caller: Caller, server: Recorder, made: Any) -> None:
    is_stream = made is pieces
    caller.call(BINARY, body=made())
    assert server.last.body == (b"a" + b"b" * 100_000 if is_stream else b"ab")
    assert server.last.header("content-type") == "application/octet-stream"
    assert server.last.header("transfer-encoding") == ("chunked" if is_stream else None)


def test_a_file_is_sent_from_where_it_stands_again_when_the_call_is_tried_again(
    caller: Caller, server: Recorder
) -> None:
    server.answer = [Reply(503), Reply()]
    file = io.BytesIO(b"head:body")
    file.seek(5)
    caller.call(Operation("put", "PUT", "/x", body=BINARY.body), body=file)
    assert [arrived.body for arrived in server.arrived] == [b"body", b"body"]


async def flow() -> AsyncIterator[bytes]:
    yield b"a"
    yield b"b"


def test_an_asynchronous_stream_is_sent_by_an_asynchronous_client_alone(server: Recorder) -> None:
    async def send() -> None:
        async with AsyncClient(server.url) as client:
            await client.call(BINARY, body=flow())

    asyncio.run(send())
    assert server.last.body == b"ab"
    with SyncClient(settings=Settings(base_url=server.url)) as plain, pytest.raises(TypeError, match="use AsyncClient"):
        plain.call(BINARY, body=flow())


@pytest.mark.parametrize("value", ["text", {"a": 1}, 5, io.StringIO("text")])
def test_what_is_no_bytes_is_refused(caller: Caller, server: Recorder, value: Any) -> None:
    with pytest.raises(Unwritable):
        caller.call(BINARY, body=value)
    assert not server.arrived


def test_an_operation_without_a_body_takes_none(caller: Caller, server: Recorder) -> None:
    with pytest.raises(Unwritable, match="get takes no body"):
        caller.call(Operation("get", "GET", "/x"), body={})
