"""HTTP as nobody should write it, on a socket: refused or dropped, never a 500, and the server goes on."""

from __future__ import annotations

import contextlib
import gzip
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mocks.serving import Served, serving

PETS = str(Path(__file__).with_name("pets.yaml"))
HOST = b"Host: localhost\r\n"
BODY = b'{"name": "ab"}'
JSON = b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def pets() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


def _raw(served: Served, data: bytes, seconds: float = 5) -> bytes:
    """What is answered to bytes, until the server closes or falls silent."""
    found = b""
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=seconds)
    with connection, contextlib.suppress(OSError):  # who has heard enough closes while we still speak
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            found += part
    return found


def _post(headers: bytes, body: bytes = b"") -> bytes:
    return b"POST /pets HTTP/1.1\r\n" + HOST + JSON + headers + b"\r\n" + body


def _get(headers: bytes = b"", target: bytes = b"/pets/1", version: bytes = b"HTTP/1.1") -> bytes:
    return b"GET " + target + b" " + version + b"\r\n" + HOST + headers + b"\r\n"


REFUSED = {
    "two equal lengths": _post(b"Content-Length: 14\r\nContent-Length: 14\r\n", BODY),
    "two lengths": _post(b"Content-Length: 5\r\nContent-Length: 6\r\n", b"abcde"),
    "negative length": _post(b"Content-Length: -5\r\n", b"abcde"),
    "signed length": _post(b"Content-Length: +5\r\n", b"abcde"),
    "endless length": _post(b"Content-Length: 99999999999999999999999\r\n", b"abcde"),
    "list of lengths": _post(b"Content-Length: 14, 14\r\n", BODY),
    "length and chunks": _post(b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n" + _get()),
    "chunks and length": _post(b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"0\r\n\r\n" + _get()),
    "unknown coding": _post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n"),
    "coding under chunks": _post(b"Transfer-Encoding: gzip, chunked\r\n", b"e\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "coding over chunks": _post(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"),
    "space before colon": _post(b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n"),
    "bad size of a chunk": _post(b"Transfer-Encoding: chunked\r\n", b"ZZ\r\n"),
    "negative size of a chunk": _post(b"Transfer-Encoding: chunked\r\n", b"-1\r\nx\r\n0\r\n\r\n"),
    "endless size of a chunk": _post(b"Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFFFF\r\nx"),
    "coded body": _post(b"Content-Encoding: gzip\r\nContent-Length: 14\r\n", BODY),
    "folded header": _get(b"X: a\r\n b\r\n"),
    "NUL in a header": _get(b"X: a\0b\r\n"),
    "CR in a header": _get(b"X: a\rY: b\r\n"),
    "LF in place of CRLF": b"GET /pets/1 HTTP/1.1\nHost: localhost\n\n",
    "ten thousand headers": _get(b"".join(b"X%d: y\r\n" % number for number in range(10_000))),
    "two hosts": _get(b"Host: evil.example\r\n"),
    "no host": b"GET /pets/1 HTTP/1.1\r\n\r\n",
    "no host in 1.0": b"GET /pets/1 HTTP/1.0\r\n\r\n",
    "a proxy's host": _get(b"Connection: close\r\n", b"http://evil.example/pets/1"),
    "a proxy's way to the control API": _get(b"Connection: close\r\n", b"http://evil.example/__govkit__/ledger"),
    "tunnel": b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "HTTP/2 out of nowhere": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "unknown method": b"FOO /pets/1 HTTP/1.1\r\n" + HOST + b"\r\n",
    "long method": b"A" * 70_000 + b" /pets/1 HTTP/1.1\r\n" + HOST + b"\r\n",
    "space in the target": _get(target=b"/pets /1"),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_http_is_refused_once(pets: Served, name: str) -> None:
    before = len(pets.client.get("/pets?limit=100").json())
    answer = _raw(pets, REFUSED[name])
    assert answer.startswith(b"HTTP/1.1 4")
    assert answer.count(b"HTTP/1.1 ") == 1, "what came behind was taken for a request"
    assert b"Traceback" not in answer
    assert len(pets.client.get("/pets?limit=100").json()) == before


@pytest.mark.parametrize("data", [b"GET /pets/1\r\n", _post(b"Content-Length: 100\r\n", BODY), b"", b"\r\n\r\n", b"G"])
def test_what_ends_too_early_is_dropped(pets: Served, data: bytes) -> None:
    assert _raw(pets, data) == b""
    assert pets.client.get("/pets/1").status_code == 200


TAKEN = {
    "HTTP/1.0": _get(version=b"HTTP/1.0"),
    "whole address": _get(b"Connection: close\r\n", b"http://localhost/pets/1"),
    "upgrade to h2c": _get(b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"),
    "upgrade to a web socket": _get(
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhl\r\nSec-WebSocket-Version: 13\r\n"
    ),
    "many ranges": _get(b"Range: bytes=0-1,1-2,2-99999999999999999999\r\nConnection: close\r\n"),
    "empty lines before": b"\r\n\r\n" + _get(b"Connection: close\r\n"),
    "many cookies": _get(b"Cookie: " + b"; ".join(b"c%d=1" % n for n in range(4_000)) + b"\r\nConnection: close\r\n"),
    "a trailer that is no header": b"POST /pets HTTP/1.1\r\n"
    + HOST
    + JSON
    + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\ne\r\n"
    + BODY
    + b"\r\n0\r\nHost: evil.example\r\nPrefer: code=400\r\n\r\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_rare_but_right_is_answered(pets: Served, name: str) -> None:
    answer = _raw(pets, TAKEN[name])
    assert answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 201 "))
    assert answer.count(b"HTTP/1.1 ") == 1


def test_requests_one_after_another_are_answered_in_order(pets: Served) -> None:
    wanted = [b"mine" if number % 3 else b"Rex" for number in range(60)]
    data = b"".join(_get(target=b"/pets/mine" if one == b"mine" else b"/pets/1") for one in wanted)
    answers = _raw(pets, data).split(b"HTTP/1.1 200 OK")[1:]
    assert [b"mine" if b"mine" in one else b"Rex" for one in answers] == wanted


def test_who_waits_to_be_asked_is_asked(pets: Served) -> None:
    answer = _raw(pets, _post(b"Expect: 100-continue\r\nContent-Length: 14\r\nConnection: close\r\n", BODY))
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ")


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_body_in_a_coding_is_not_unpacked(pets: Served, kind: str) -> None:
    bomb = gzip.compress(b'{"name": "' + b"a" * 50_000_000 + b'"}')
    answer = pets.client.post(
        "/pets", content=bomb, headers={"Content-Type": "application/json", "Content-Encoding": kind}
    )
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"


TARGETS = [
    "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/..%252f..%252fetc%252fpasswd",
    "/..%c0%af..%c0%afetc%c0%afpasswd", "/%uff0e%uff0e/etc/passwd", "//etc/passwd", "/pets/..;/..;/etc/passwd",
    "/pets/%2e%2e%5c%2e%2e%5cwindows%5cwin.ini", "/pets/%00", "/pets/%", "/pets/%zz", "/pets/%ff", "/pets/%ed%a0%80",
    "/pets?" + "a=1&" * 15_000, "/pets?" + "limit=1&" * 5_000, "/pets?filter[" + "a][" * 5_000, "/pets/" + "1" * 5_000,
    "/" + "a/" * 20_000, "/styles/" + ";path=1" * 5_000, "/pets?limit=" + "9" * 10_000, "/pets?limit=1e999999",
    "/%5F_govkit__/ledger", "//__govkit__/ledger", "/x/../__govkit__/ledger", "/__GOVKIT__/ledger",
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS, ids=lambda text: text[:30])
def test_a_target_leads_nowhere_else(pets: Served, target: str) -> None:
    answer = _raw(pets, _get(b"Connection: close\r\nOrigin: http://evil.example\r\n", target.encode()), 20)
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 200 ", b"HTTP/1.1 204 "))
    assert b"root:" not in answer
    assert b'"seq"' not in answer


def test_slow_callers_keep_nobody_waiting(pets: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.mocks.connection.SLOWEST_HEAD", 0.4)
    monkeypatch.setattr("govkit.mocks.application.SLOWEST_BODY", 0.4)
    slow = []
    for data in [b"GET /pets/1 HTTP/1.1\r\nHost: lo", b"", _post(b"Content-Length: 14\r\n", b'{"na')] * 30:
        connection = socket.create_connection(("127.0.0.1", pets.port), timeout=5)
        connection.sendall(data)
        slow.append(connection)
    begun = time.monotonic()
    assert pets.client.get("/pets/1").status_code == 200
    assert time.monotonic() - begun < 2
    for connection in slow:
        told = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(4096):
                told += part
        assert told == b"" or told.startswith(b"HTTP/1.1 408 ")
        connection.close()


def test_a_reader_who_never_reads_holds_nothing_up(pets: Served) -> None:
    lazy = socket.create_connection(("127.0.0.1", pets.port))
    lazy.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        for _ in range(2_000):
            lazy.send(_get(target=b"/pets?limit=100") * 20)
    assert pets.client.get("/pets/1").status_code == 200
    lazy.close()


def _memory() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize("count", [300, pytest.param(1_000, marks=pytest.mark.long)])
def test_many_at_once_are_answered_or_turned_away(pets: Served, count: int) -> None:
    opened: list[socket.socket] = []
    before = _memory()
    statuses: dict[bytes, int] = {}
    try:
        for _ in range(count):
            opened.append(socket.create_connection(("127.0.0.1", pets.port), timeout=20))
        for connection in opened:
            connection.sendall(_get(b"Connection: close\r\n"))
        for connection in opened:
            status = connection.recv(65536)[9:12]
            statuses[status] = statuses.get(status, 0) + 1
    finally:
        for connection in opened:
            connection.close()
    assert statuses.keys() <= {b"200", b"503"}
    assert statuses[b"200"] >= min(count, 900)
    assert _memory() - before < 200
    assert pets.client.get("/pets/1").status_code == 200


_LINES = st.sampled_from(
    [
        b"GET /pets HTTP/1.1",
        b"POST /pets HTTP/1.1",
        b"PUT /pets/1 HTTP/1.1",
        b"PATCH /pets/1 HTTP/1.0",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"GET http://[::1/ HTTP/1.1",
        b"GET //[ HTTP/1.1",
        b"DELETE /pets/%31 HTTP/1.1",
        b"TRACE / HTTP/1.1",
        b"HEAD /pets?limit=%2B1 HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"GET /__govkit__/ HTTP/1.1",
        b"POST /upload HTTP/1.1",
    ]
)
_HEADERS = st.sampled_from(
    [
        b"Host: localhost",
        b"Host: localhost:1:2",
        b"Host: [::1]",
        b"Host: \xff",
        b"Content-Length: 3",
        b"Content-Length: x",
        b"Transfer-Encoding: chunked",
        b"Connection: close, upgrade",
        b"Upgrade: h2c",
        b"Expect: 100-continue",
        b"Content-Type: application/json; charset=utf-16",
        b"Content-Type: multipart/form-data; boundary=" + b"b" * 300,
        b"Content-Type: application/x-www-form-urlencoded",
        b"Accept: " + b"a/b," * 500,
        b"Accept: */*;q=NaN, text/*;q=-1",
        b'Prefer: code=200, example="',
        b'If-Match: W/"',
        b"If-None-Match: *",
        b'Cookie: =;;;="',
        b"Range: bytes=-",
        b"Origin: http://[",
        b"Access-Control-Request-Method: \x01",
        b"Idempotency-Key: " + b"k" * 9_000,
        b"Authorization: Basic \xc3\x28",
        b"X" * 9_000 + b": y",
    ]
)
_BODIES = st.one_of(
    st.binary(max_size=60), st.just(b"3\r\nabc\r\n0\r\n\r\n"), st.just(b"--b\r\n\r\n--b--"), st.just(b"[" * 3_000)
)


@settings(deadline=None)
@given(_LINES, st.lists(_HEADERS, max_size=6), _BODIES, st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_no_bytes_make_it_fail(pets: Served, line: bytes, headers: list[bytes], body: bytes, end: bytes) -> None:
    answer = _raw(pets, end.join([line, b"Host: localhost", *headers, b"", b""]) + body, 10)
    assert b"HTTP/1.1 5" not in answer.replace(b"HTTP/1.1 503", b"")
    assert b"Traceback" not in answer


@pytest.fixture
def fresh() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


@pytest.mark.long
def test_ten_thousand_hostile_requests_leave_it_as_it_was(fresh: Served) -> None:
    kinds = [*REFUSED.values(), *TAKEN.values(), *(_get(b"Connection: close\r\n", one.encode()) for one in TARGETS)]
    fresh.client.get("/pets")
    before = _memory()
    failed: list[bytes] = []

    def run(part: int) -> None:
        for number in range(part, 10_000, 4):
            answer = _raw(fresh, kinds[number % len(kinds)], 20)
            if b"HTTP/1.1 5" in answer or b"Traceback" in answer:
                failed.append(answer[:300])

    threads = [threading.Thread(target=run, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert _memory() - before < 150
    assert fresh.client.get("/pets/1").status_code == 200
