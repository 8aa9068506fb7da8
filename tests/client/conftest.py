"""The recorder, the clock, and one caller that is synchronous in one run of a test and asynchronous in the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from govkit.client import UNSET, AsyncClient, Operation, Options, Settings, SyncClient, World
from tests.client.recorder import Recorder, TurnedClock


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder().serving() as recorder:
        yield recorder


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


class Caller:
    """Calls, pages and streams, in one of the two ways."""

    def __init__(self, kind: str, settings: Settings) -> None:
        self.kind = kind
        self.settings = settings

    def having(self, **changes: Any) -> Caller:
        return Caller(self.kind, replace(self.settings, **changes))

    def call(
        self, operation: Operation[Any], arguments: tuple[Any, ...] = (), body: Any = UNSET, options: Any = None
    ) -> Any:
        if self.kind == "sync":
            with SyncClient(settings=self.settings) as client:
                return client.call(operation, arguments, body, cast(Options, options))

        async def called() -> Any:
            async with AsyncClient(settings=self.settings) as client:
                return await client.call(operation, arguments, body, cast(Options, options))

        return asyncio.run(called())

    def pages(self, operation: Operation[Any], arguments: tuple[Any, ...] = ()) -> list[list[Any]]:
        if self.kind == "sync":
            with SyncClient(settings=self.settings) as client:
                return [items for _, items in client.pages(operation, arguments)]

        async def paged() -> list[list[Any]]:
            async with AsyncClient(settings=self.settings) as client:
                return [items async for _, items in client.pages(operation, arguments)]

        return asyncio.run(paged())

    def streamed(self, operation: Operation[Any], what: str) -> list[Any]:
        if self.kind == "sync":
            with SyncClient(settings=self.settings) as client, client.stream(operation) as stream:
                return list(getattr(stream, what)())

        async def streaming() -> list[Any]:
            async with AsyncClient(settings=self.settings) as client, client.stream(operation) as stream:
                return [item async for item in getattr(stream, what)()]

        return asyncio.run(streaming())


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest, server: Recorder, clock: TurnedClock) -> Caller:
    """Waits take no time, and every draw of chance is 1: the longest wait."""
    world = World(clock=clock, chance=lambda: 1.0)
    return Caller(request.param, Settings(base_url=server.url, world=world))
