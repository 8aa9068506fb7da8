"""One delivery over the wire: bounded in time and size, without redirects, proxies or cookies."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import httptools

from govkit.mocks.webhooks.reach import Target

_MOST_READ = 256 * 1024
_LONGEST_BODY = 1.0
"""Bytes of a head, and seconds of a body that is only read for the sake of whoever writes it."""


class Unanswered(Exception):
    """A receiver that gave no answer; says why."""


@dataclass(slots=True)
class Reply:
    """What a receiver answered."""

    status: int
    headers: dict[str, str]


@dataclass(slots=True)
class _Reading:
    """What the parser found."""

    headers: dict[str, str] = field(default_factory=dict)
    head: bool = False
    done: bool = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        if len(self.headers) < 200:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()

    def on_headers_complete(self) -> None:
        """The head is whole; what counts is known."""
        self.head = True

    def pass_over(self, status: int) -> None:
        """Forgets the head of an interim answer."""
        if self.head and status < 200:
            self.head = self.done = False

    def on_message_complete(self) -> None:
        """The body has come too."""
        self.done = True


async def send(
    target: Target, method: str, headers: Iterable[tuple[str, str]], body: bytes, timeout: float
) -> tuple[Reply, float]:
    """The answer of a receiver and how many seconds it took. Raises Unanswered."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(timeout):
            reply = await _exchanged(target, _head(target, method, headers, body) + body)
    except TimeoutError as error:
        raise Unanswered(f"no answer within {timeout:g} seconds") from error
    except ssl.SSLError as error:
        raise Unanswered(f"no secure connection: {error.reason or 'it failed'}") from error
    except OSError as error:
        raise Unanswered(f"no connection: {error.strerror or 'refused'}") from error
    except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
        raise Unanswered("the answer is no HTTP that was asked for") from error
    return reply, time.monotonic() - begun


def _head(target: Target, method: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"{method} {target.path} HTTP/1.1", f"Host: {target.host}"]
    lines += [f"{name}: {value}" for name, value in headers if value.isascii() and value.isprintable()]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")


async def _exchanged(target: Target, data: bytes) -> Reply:
    reader, writer = await _connected(target)
    try:
        with suppress(OSError):  # whoever answers before it has read everything may have closed that side
            writer.write(data)
            await writer.drain()
        found = _Reading()
        parser = httptools.HttpResponseParser(found)
        await _read(reader, parser, found)
        with suppress(TimeoutError, Unanswered, OSError, httptools.HttpParserError):
            async with asyncio.timeout(_LONGEST_BODY):  # so that whoever writes it does not meet a cut
                while not found.done:
                    await _feed(reader, parser, found)
        return Reply(parser.get_status_code(), found.headers)
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader, parser: httptools.HttpResponseParser, found: _Reading) -> None:
    """Reads the head of an answer; those of interim answers are passed over (RFC 9110, section 15.2)."""
    size = 0
    while not found.head:
        size += await _feed(reader, parser, found)
        if size > _MOST_READ:
            raise Unanswered("the head of the answer is too long")
        found.pass_over(parser.get_status_code())


async def _feed(reader: asyncio.StreamReader, parser: httptools.HttpResponseParser, found: _Reading) -> int:
    part = await reader.read(64 * 1024)
    if not part:
        raise Unanswered("the connection was closed before an answer")
    try:
        parser.feed_data(part)
    except httptools.HttpParserError:
        if not found.head:
            raise
        found.done = True  # a body that is broken says nothing of the status before it
    return len(part)


async def _connected(target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the first address that takes one."""
    failure: OSError = OSError("no address")
    for address in target.addresses:
        try:
            name = target.name if target.tls is not None else None
            return await asyncio.open_connection(address, target.port, ssl=target.tls, server_hostname=name)
        except ssl.SSLError:
            raise
        except OSError as error:
            failure = error
    raise failure
