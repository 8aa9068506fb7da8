"""Hostile requests: never a 500, never a traceback, never unbounded."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.mocks.application import LARGEST_BODY
from tests.mocks.serving import Served, serving

PETS = str(Path(__file__).with_name("pets.yaml"))
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def pets() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


def _raw(served: Served, data: bytes) -> bytes:
    """What is answered to bytes, until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as connection:
        found = b""
        with contextlib.suppress(OSError):  # who has heard enough closes while we still speak
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                found += part
    return found


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"name":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"name": ' + b"[" * 150 + b"]" * 150 + b"}",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": NaN}',
        b'{"name": 1e999}',
        b'{"name": ' + b"9" * 5_000 + b"}",
        b'{"name": "x"',
        b"\x00",
        b"\xef\xbb\xbf{}",
    ],
    ids=lambda body: body[:12].hex(),
)
def test_a_hostile_body_is_refused(pets: Served, body: bytes) -> None:
    answer = pets.client.post("/pets", content=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400


def test_a_huge_body_is_refused_before_it_is_read(pets: Served) -> None:
    head = f"POST /pets HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"
    assert _raw(pets, head.encode()).startswith(b"HTTP/1.1 413 ")
    endless = (b"x" * 65536 for _ in range(LARGEST_BODY // 65536 + 2))
    assert pets.client.post("/pets", content=endless, headers=JSON).status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/pets/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/pets/%00"],
)
def test_a_path_leads_nowhere_but_to_operations(pets: Served, path: str) -> None:
    answer = _raw(pets, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.partition(b"\r\n")[0] in (b"HTTP/1.1 400 Bad Request", b"HTTP/1.1 404 Not Found")
    assert b"root:" not in answer


@pytest.mark.parametrize("target", ["/pets/%ff", "/pets?tag=%ff", "/pets?%ff=1"])
def test_what_is_no_utf_8_is_refused(pets: Served, target: str) -> None:
    assert pets.client.get(target).status_code == 400


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /pets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"GET /pets HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n",
        b"GET /pets\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /pets HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET /pets?" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /pets HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
    ids=range(8),
)
def test_a_broken_message_is_refused_or_dropped(pets: Served, data: bytes) -> None:
    answer = _raw(pets, data)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert b"Traceback" not in answer
    assert pets.client.get("/pets/1").status_code == 200


def test_a_caller_cannot_inject_headers(pets: Served) -> None:
    answer = _raw(
        pets,
        b"OPTIONS /pets HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: x\r\n"
        b"Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: a\xe9\tb\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert b"access-control-allow-headers" not in answer


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1.evil.example", "localhost@evil", "a b"])
def test_another_host_is_not_answered(pets: Served, host: str) -> None:
    answer = _raw(pets, f"GET /pets/1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 421 ", b"HTTP/1.1 400 "))


def test_a_document_type_in_xml_is_not_read(pets: Served) -> None:
    body = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert pets.client.post("/upload", content=body, headers={"Content-Type": "text/xml"}).status_code == 415


_NAMES = st.sampled_from(["content-type", "accept", "prefer", "cookie", "x-level", "authorization", "idempotency-key"])
_TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip)
_PATHS = st.sampled_from(["/pets", "/pets/1", "/styles/;path=1", "/upload", "/reports", "/secret", "/"])


@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]),
    _PATHS,
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=60),
    st.dictionaries(_NAMES, _TEXTS, max_size=4),
    st.one_of(st.binary(max_size=200), st.text(max_size=50).map(str.encode)),
    st.sampled_from(["application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]),
)
def test_no_request_makes_it_fail(
    pets: Served, method: str, path: str, query: str, headers: dict[str, str], body: bytes, kind: str
) -> None:
    sent = headers | ({"content-type": kind} if kind else {})
    answer = pets.client.request(method, f"{path}?{query}", headers=sent, content=body)
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
