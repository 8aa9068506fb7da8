"""Whatever a receiver answers, a delivery comes to an end in time, and takes no more memory than it needs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from govkit.mocks.webhooks.reach import Reach
from govkit.mocks.webhooks.sending import Reply, Unanswered, send

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _sent(answering: Answering, body: bytes = b"{}", timeout: float = 5.0) -> Reply:
    async def scene() -> Reply:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await answering(reader, writer)
            except ConnectionError:
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            target = await Reach().target(f"http://127.0.0.1:{port}/a%20b?c=d e")
            reply, _ = await send(target, "POST", [("Content-Type", "text/plain"), ("X-Bad", "a\r\nb")], body, timeout)
            return reply

    return asyncio.run(scene())


def _saying(*parts: bytes, reads: bool = True) -> Answering:
    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if reads:
            await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)

    return answering


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], 204),
        ([b"HTTP/1.0 200 OK\r\n\r\nuntil the end"], 200),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"], 202),
        ([b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\n", b"bu"], 503),
        ([b"HTTP/1.1 2", b"00 OK\r\nContent-Le", b"ngth: 2\r\n\r\n", b"ok"], 200),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense"], 200),
    ],
)
def test_the_status_counts_whatever_comes_behind_it(parts: list[bytes], status: int) -> None:
    assert _sent(_saying(*parts)).status == status


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([], "closed before an answer"),
        ([b"HTTP/1.1 200 OK\r\nX: "], "closed before an answer"),
        ([b"SSH-2.0-OpenSSH_9.6\r\n"], "no HTTP"),
        ([b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"], "no HTTP|closed"),
    ],
)
def test_what_is_no_answer_is_told_as_none(parts: list[bytes], why: str) -> None:
    with pytest.raises(Unanswered, match=why):
        _sent(_saying(*parts))


def test_a_head_without_an_end_is_not_read_to_its_end() -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            writer.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))
            await writer.drain()

    with pytest.raises(Unanswered):
        _sent(endless)


def test_a_body_without_an_end_does_not_hold_a_delivery() -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    begun = time.monotonic()
    assert _sent(endless).status == 200
    assert time.monotonic() - begun < 3


def test_silence_ends_with_the_time_out() -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    begun = time.monotonic()
    with pytest.raises(Unanswered, match=r"within 0\.2 seconds"):
        _sent(silent, timeout=0.2)
    assert time.monotonic() - begun < 2


def test_who_answers_before_it_has_read_everything_is_heard() -> None:
    answering = _saying(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", reads=False)
    assert _sent(answering, body=b"x" * 50_000).status == 413


def test_a_request_is_plain_http_whatever_stands_in_its_address_and_headers() -> None:
    heads: list[bytes] = []

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    _sent(answering)
    lines = heads[0].decode().split("\r\n")
    assert lines[0] == "POST /a%20b?c=d%20e HTTP/1.1"
    assert lines[2:] == ["Content-Type: text/plain", "Content-Length: 2", "Connection: close", "", ""]
