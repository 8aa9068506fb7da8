"""Requests to an ASGI application in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx


class Client:
    """Asks an application, one request at a time."""

    def __init__(self, application: Any) -> None:
        self._transport = httpx.ASGITransport(app=application)

    def request(
        self,
        method: str,
        path: str,
        content: bytes | Iterator[bytes] = b"",
        headers: Mapping[str, str] | None = None,
        pause: float = 0.0,
    ) -> httpx.Response:
        """The answer to a request, whose body is sent in parts where it is an iterator, with pauses between them."""

        async def ask() -> httpx.Response:
            body = content if isinstance(content, bytes) else _parts(content, pause)
            async with httpx.AsyncClient(transport=self._transport, base_url="http://receiver.test") as client:
                return await client.request(method, path, content=body, headers=headers)

        return asyncio.run(ask())

    def post(
        self, path: str, content: bytes | Iterator[bytes] = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """The answer to a POST."""
        return self.request("POST", path, content, headers)


async def _parts(parts: Iterator[bytes], pause: float) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
        await asyncio.sleep(pause)
