"""Connections: an answer is the same whichever way a request went, and all bounds hold on both."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from govkit.mocks import connection as connections
from govkit.mocks import serving as servers
from govkit.mocks.http_text import encoded, lines_of, message, whole
from govkit.mocks.messages import Answer, Request
from tests.mocks.serving import Served, serving

PETS = str(Path(__file__).with_name("pets.yaml"))
LAST = b"GET /pets/mine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Served, Served]]:
    """A server as it is, and one that goes by ASGI alone."""
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(serving(PETS))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(servers, "Connection", HttpToolsProtocol)
            asgi = stack.enter_context(serving(PETS))
        yield ours, asgi


@pytest.fixture
def pets() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


def _said(served: Served, *parts: bytes) -> bytes:
    """All that is answered to bytes that are sent in parts, until the server closes, without the time of day."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        found = b""
        with contextlib.suppress(ConnectionError):  # who was refused may find the connection closed
            for part in parts:
                connection.sendall(part)
                time.sleep(0.002 if len(parts) > 1 else 0)
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                found += part
    return re.sub(rb"date: [^\r]*\r\n", b"", found)


_BODIES = st.sampled_from(
    [b"", b'{"name":"Rex"}', b'{"name":""}', b'{"tag":1}', b"[", b'{"id":7,"name":"Tom"}', b'{"tag":null}', b"\xff"]
)
_HEADERS = st.lists(
    st.sampled_from(
        [
            b"Accept: text/csv", b"Accept: image/png", b"Prefer: code=404", b"Prefer: dynamic=true", b"Origin: https://a.b",
            b"If-None-Match: *", b"If-Match: \"3\"", b"Idempotency-Key: a", b"Idempotency-Key: b", b"X-Level: 1",
            b"X-Level: b", b"Cookie: session=1", b"Cookie: a=b", b"Connection: keep-alive", b"Upgrade: websocket",
            b"Expect: 100-continue", b"Authorization: Bearer a", b"Authorization: \xe4", b"Host: evil.example",
            b"Access-Control-Request-Method: GET", b"Access-Control-Request-Headers: a\xe9", b"Connection: Upgrade",
        ]
    ),
    max_size=4,
)  # fmt: skip
_TARGETS = st.one_of(
    st.sampled_from(
        [
            b"/pets", b"/pets/1", b"/pets/3", b"/pets/x", b"/v7/pets/2", b"/pets?limit=1&page=2", b"/pets?limit=x",
            b"/pets/%32", b"/pets/%ff", b"/reports", b"/secret?api_key=x", b"/styles/;path=1?ids=1|2", b"/upload",
            b"*", b"/pets#a", b"http://localhost/pets/1", b"//pets/1", b"/__govkit__/records?collection=/pets", b"/?",
        ]
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(lambda text: f"/pets/{text}".encode()),
)  # fmt: skip


@st.composite
def requests(draw: st.DrawFn, *, last: bool = False) -> bytes:
    """A request as it is written, the last one of its connection or not."""
    method = draw(st.sampled_from([b"GET", b"GET", b"POST", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS"]))
    version = draw(st.sampled_from([b"1.1", b"1.0"])) if last else b"1.1"
    lines = [b"%b %b HTTP/%b" % (method, draw(_TARGETS), version), b"Host: localhost", *draw(_HEADERS)]
    if last:
        lines.append(b"Connection: close")
    body = draw(_BODIES)
    kind = b"merge-patch+json" if method == b"PATCH" else b"json"
    if body:
        lines.append(b"Content-Type: application/" + kind)
    if body and draw(st.booleans()) and version == b"1.1":
        lines.append(b"Transfer-Encoding: chunked")
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    elif body or draw(st.booleans()):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


@settings(max_examples=150)
@given(st.lists(requests(), max_size=3), requests(last=True), st.integers(1, 400) | st.none())
def test_an_answer_is_the_same_whichever_way_it_went(
    both: tuple[Served, Served], before: list[bytes], last: bytes, cut: int | None
) -> None:
    """Drawn conversations, pipelined, in one piece or in two; both servers remember all that went before."""
    ours, asgi = both
    text = b"".join([*before, last])
    parts = (text,) if cut is None else (text[:cut], text[cut:])
    assert _said(ours, *parts) == _said(asgi, *parts)


def test_what_came_whole_is_answered_without_a_task(pets: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other way is taken where the body is still to come, and answers the same; what follows waits its turn."""
    tasks: list[object] = []
    begun = HttpToolsProtocol._start_asgi_task

    def begins(self: HttpToolsProtocol, cycle: object, app: object) -> None:
        tasks.append(cycle)
        begun(self, cycle, app)  # type: ignore[arg-type]

    monkeypatch.setattr(HttpToolsProtocol, "_start_asgi_task", begins)
    head = b"POST /pets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    whole = _said(pets, head + b'{"name":"Rex"}' + LAST)
    assert whole.startswith(b"HTTP/1.1 201 ")
    assert tasks == []
    parted = _said(pets, head, b'{"name":', b'"Rex"}', LAST)
    assert 1 <= len(tasks) <= 2, "and the last request, where it came while that was answered"
    assert parted == whole.replace(b"3", b"4")


def test_answers_come_in_the_order_of_the_requests(pets: Served) -> None:
    """A request in parts stands between two that are whole; a fault makes one of them wait."""
    one, two = (b"GET /pets/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number for number in (1, 2))
    post = b"POST /pets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    chunked = post + b"Transfer-Encoding: chunked\r\n\r\n"
    said = _said(pets, one + chunked + b"7\r\n", b'{"name"\r\n', b'6\r\n:"Ed"}\r\n0\r\n\r\n' + two + one, LAST)
    assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"200", b"201", b"200", b"200", b"200"]
    assert re.findall(rb'"name":"(\w+)"', said) == [b"Rex", b"Ed", b"Tom", b"Rex"]
    pets.client.post("/__govkit__/faults", json={"fault": "latency", "seconds": 0.05, "times": 1})
    assert re.findall(rb'"name":"(\w+)"', _said(pets, two + one + one + LAST)) == [b"Tom", b"Rex", b"Rex"]


def test_nothing_is_done_for_what_comes_after_the_last_answer(pets: Served) -> None:
    post = b"POST /pets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    assert _said(pets, LAST + post + b'{"name":"Rex"}').count(b"HTTP/1.1") == 1
    assert len(pets.client.get("/pets").json()) == 2


def test_who_does_not_read_is_not_read_from(pets: Served) -> None:
    """Answers that nobody takes pile up to a bound; then the server waits, and goes on where it was."""
    pets.client.post("/pets", json={"name": "x" * 50, "tag": "y" * 50_000})
    requests, most = b"GET /pets/3 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1_000, 32_000_000
    with socket.create_connection(("127.0.0.1", pets.port), timeout=1) as connection:
        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < most:
                sent += connection.send(requests)
        assert sent < most  # the buffers of both sides are smaller by far
        connection.settimeout(10)
        found = 0
        while found < 20_000_000:
            found += len(connection.recv(1 << 20))
    assert pets.client.get("/pets/1").status_code == 200


def test_a_head_must_come_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one, and those after it."""
    monkeypatch.setattr(connections, "SLOWEST_HEAD", 0.2)
    with serving(PETS) as served:
        begun = time.monotonic()
        assert _said(served, b"GET /pets/1 HTTP/1.1\r\nHo") == b""
        said = _said(served, b"GET /pets/1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /pe")
        assert said.count(b"HTTP/1.1 200 ") == 1
        assert time.monotonic() - begun < 5


def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "LONGEST_IDLE", 0.1)
    with serving(PETS) as served:
        begun = time.monotonic()
        for parts in ((LAST[:-21] + b"\r\n",), (LAST[:30], LAST[30:-21] + b"\r\n")):
            assert _said(served, *parts).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - begun < 5


def test_a_connection_that_is_used_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """One timer serves all of its requests; it may look too early, and closes nothing then."""
    monkeypatch.setattr(servers, "LONGEST_IDLE", 0.4)
    request = b"GET /pets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(PETS) as served, socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
        for _ in range(10):
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            time.sleep(0.1)
        begun = time.monotonic()
        assert connection.recv(65536) == b""
        assert time.monotonic() - begun < 3


def test_drops_do_not_prolong_the_time_for_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on a new connection, nor on one that was in use, and waits longer for a request than for the rest of one."""
    monkeypatch.setattr(connections, "SLOWEST_HEAD", 0.3)
    for before in (b"", b"GET /pets/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        with serving(PETS) as served, socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
            connection.sendall(before)
            assert not before or connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            begun = time.monotonic()
            with contextlib.suppress(ConnectionError):
                for number in range(200):
                    connection.sendall(b"%c" % b"GET /pets/1?"[min(number, 11)])
                    time.sleep(0.03)
            assert time.monotonic() - begun < 3  # all of them would take twice as long


@given(
    st.sampled_from([200, 204, 304, 404]),
    st.lists(st.tuples(st.sampled_from(["ETag", "link", "Connection"]), st.text(max_size=5) | st.just("close"))),
    st.binary(max_size=5),
    st.sampled_from(["GET", "HEAD"]),
)
def test_both_ways_write_the_same_headers(
    status: int, headers: list[tuple[str, str]], body: bytes, method: str
) -> None:
    """Names in lower case, values visible ASCII; the rest is left out."""
    answer = Answer(status, headers, body)
    said, sent = whole(answer, method)
    text, stays = message(answer, method, b"", keeps=True)
    assert text.partition(b"\r\n")[2] == lines_of(encoded(said)) + b"\r\n" + sent
    assert stays is (("connection", "close") not in said)


def test_a_mistake_of_ours_is_told_to_nobody_else(
    pets: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(self: object, request: Request) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("govkit.mocks.system.System.handle", fails)
    for parts in ((LAST,), (LAST[:60], LAST[60:])):
        said = _said(pets, *parts)
        assert said.startswith(b"HTTP/1.1 500 ")
        assert b"secret" not in said
    assert "a secret" in capfd.readouterr().err
