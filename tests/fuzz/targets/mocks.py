"""Requests to mocks: whatever bytes come, what is answered is HTTP, no fault of ours, and the server goes on."""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import strategies as st

from govkit.mocks.messages import Request
from tests.fuzz.drawing import damaged, soup
from tests.fuzz.target import Check, Target
from tests.mocks.serving import Served, serving
from tests.mocks.test_connection import LAST, PETS, requests

_TOKENS = st.sampled_from(
    ["GET", "POST", "PATCH", "QUERY", " ", "/pets", "/pets/1", "/__govkit__/", "/__govkit__/records", "?", "&", "=",
     "%00", "%zz", "..",
     " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", "\r\n", "\n", "\r", "\r\n\r\n", ": ", "Host: localhost", "Host: a, b",
     "Content-Length: 5",
     "Content-Length: -1", "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked",
     "Transfer-Encoding: gzip, chunked",
     "Expect: 100-continue", "Expect: x", "Connection: close", "Connection: Upgrade", "Upgrade: h2c",
     "Content-Type: application/json",
     "Content-Type: multipart/form-data; boundary=x", "Content-Type: text/plain; charset=utf-7", "Prefer: code=999",
     "Accept: */*;q=x",
     "Prefer: example=", "Range: bytes=0-", "If-Match: *", "If-None-Match: \"", "Cookie: a=\x01",
     "Authorization: Basic !!", "0\r\n\r\n",
     "5\r\nabcde\r\n", "ffffffffffffffff\r\n", "{", '{"name":"x"}', "--x\r\n", "\x00", "\x7f", "\xff", "é", "a" * 5000]
)  # fmt: skip
_PATHS = st.one_of(
    st.sampled_from(["/pets", "/pets/1", "/pets/3", "/styles/;path=1", "/upload", "/reports", "/secret", "/", "", "*"]),
    damaged(st.sampled_from(["/pets/1", "/styles/;path=1;path=2", "/v7/pets/2"]), _TOKENS),
)
_QUERIES = soup(
    st.sampled_from(["limit=", "page=", "tag=", "sort=-", "ids=1|2", "filter[age]=1", "filter[", "]", "plan={}", "&",
    ";", "=", "%", "%ff",
                     "%c3%28", "9" * 400, "-1", "1e400", "NaN", "true", "\x00", "é", "+", "#", "api_key=x",
                     "a" * 2000]), 6
)  # fmt: skip
_BODIES = st.one_of(
    damaged(st.sampled_from(['{"name":"Rex"}', '{"id":7,"name":"Tom","tag":null}', "title=a&file=b",
                             '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--x--\r\n'])).map(
        lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60),
    st.sampled_from([b"[" * 5000, b'{"name":' * 500, b'{"name":1e999}', b'{"name":"\\ud800"}',
    b'{"id":' + b"9" * 5000 + b"}"]),
)  # fmt: skip
_KINDS = st.sampled_from(
    ["application/json", "application/merge-patch+json", "application/json-patch+json",
     "multipart/form-data; boundary=x",
     "multipart/form-data; boundary=", "application/x-www-form-urlencoded", "text/xml", "text/plain; charset=nope",
     "", "a/b;c", "/"]
)  # fmt: skip
_HEADERS = st.dictionaries(
    st.sampled_from(["accept", "prefer", "cookie", "x-level", "authorization", "idempotency-key", "if-match",
    "if-none-match",
                     "origin", "range", "content-encoding", "content-length", "x-http-method-override"]),
    st.text(st.characters(max_codepoint=255), max_size=30) | st.sampled_from(["code=500", "code=abc", "example=x",
    "dynamic=true", "1,2", "*"]),
    max_size=4,
)  # fmt: skip
_DIRECT = st.builds(
    lambda method, path, query, headers, kind, body: Request(
        method, path, query, {"host": "localhost", **headers, **({"content-type": kind} if kind else {})}, body
    ),
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY", "get", ""]),
    _PATHS, _QUERIES, _HEADERS, _KINDS, _BODIES,
)  # fmt: skip
_RAW = st.one_of(
    soup(_TOKENS).map(lambda text: text.encode("latin-1", "replace")),
    damaged(
        st.lists(requests(), min_size=1, max_size=3).map(lambda some: b"".join(some).decode("latin-1")), _TOKENS
    ).map(lambda text: text.encode("latin-1", "replace")),
    st.binary(max_size=80),
)
_EXAMPLES = st.tuples(_RAW, st.integers(0, 400), st.lists(_DIRECT, min_size=1, max_size=8))


@contextmanager
def _opened() -> Iterator[Check]:
    with serving(PETS) as served:
        number = 0

        def check(drawn: tuple[bytes, int, list[Request]]) -> None:
            nonlocal number
            raw, cut, some = drawn
            for request in some:
                _direct(served, request)
            said = _said(served, raw[:cut], raw[cut:])
            for status in _statuses(said, raw):
                assert status < 500 or status in (501, 505), said[:400]
            assert b"Traceback" not in said
            number += 1
            if number % 10 == 0:
                assert _said(served, LAST).startswith(b"HTTP/1.1 200 "), "the server does not go on"
                assert served.client.post("/__govkit__/reset").status_code < 300

        yield check


def _direct(served: Served, request: Request) -> None:
    """A request that came whole is answered with what the document declares, or is refused."""
    application = served.mocks.application
    answer = application.prompt(request)
    if answer is None:
        return  # of the control API, which is asked over connections
    asked = f"{request.method} {request.path}?{request.query}"
    assert 200 <= answer.status < 500 or "prefer" in request.headers, f"{answer.status} to {asked}"
    assert isinstance(answer.body, bytes)
    assert b"Traceback" not in answer.body
    for name, value in answer.headers:
        assert name
        assert "\r" not in name + value
        assert "\n" not in name + value


def _said(served: Served, *parts: bytes) -> bytes:
    """All that is answered to bytes, until the server closes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        found = b""
        with contextlib.suppress(OSError):  # who was refused may find the connection closed
            for part in parts:
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                found += part
    return found


class _Socket(io.BytesIO):
    """Bytes that were received, as a socket."""

    def makefile(self, *_: object, **__: object) -> _Socket:
        return self

    def close(self) -> None:
        """Stays open: more answers follow."""


def _statuses(said: bytes, raw: bytes) -> Iterator[int]:
    """The statuses of all answers; fails where what was said is no sequence of answers.

    Where HEAD may have been asked for, nobody can tell from the answers alone which of them has its body.
    """
    stream = _Socket(said)
    while stream.tell() < len(said):
        at = stream.tell()
        assert said.startswith(b"HTTP/1.", at), said[at : at + 200]
        answer = http.client.HTTPResponse(stream)  # type: ignore[arg-type]
        answer.begin()
        yield answer.status
        if b"HEAD" in raw:
            return
        answer.read()


TARGET = Target("requests to mocks", _EXAMPLES, _opened, seconds=3.0)
