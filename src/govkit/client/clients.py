"""What generated clients derive from: calls, pages and streams, synchronous and asynchronous."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar

import httpx

from govkit.client.auth import Auth
from govkit.client.calls import NO_OPTIONS, Call, Options, called
from govkit.client.course import course
from govkit.client.decoding import check, result_of
from govkit.client.errors import ApiError
from govkit.client.jsontext import UNSET, Unset, plain
from govkit.client.messages import Answer
from govkit.client.operations import Operation
from govkit.client.paging import Turn, Walk
from govkit.client.pointers import with_member
from govkit.client.recording import is_recorded, recorded, served
from govkit.client.settings import Settings
from govkit.client.streaming import Events, Lines, ServerEvent
from govkit.client.transport import AsyncTransport, Transport, Verify

T = TypeVar("T")
Page = TypeVar("Page")
Item = TypeVar("Item")

Credentials = Auth | Sequence[Auth]


def settled(settings: Settings | None, base_url: str, auth: Credentials | None, agent: str) -> Settings:
    """Settings with an address and credentials put in, where they are given."""
    found = settings or Settings()
    if not found.user_agent:
        found = replace(found, user_agent=agent)
    if auth is not None:
        found = replace(found, auth=(auth,) if isinstance(auth, Auth) else tuple(auth))
    found = replace(found, base_url=base_url) if base_url else found
    return recorded(found, agent) if is_recorded() else found


def keyed(options: Options | None, key: str | None) -> Options | None:
    """Options with an idempotency key put in, where one is given."""
    return options if key is None else replace(options or NO_OPTIONS, idempotency_key=key)


class _Base:
    """What both clients know: their settings, and how a turn of pages is asked for."""

    settings: Settings

    server: ClassVar[str] = ""
    """The provider's address, where none is given."""

    agent: ClassVar[str] = "govkit-client"
    """What the client calls itself."""

    def _noticed(self, operation: Operation[Any], answer: Answer) -> None:
        if self.settings.warn:
            self.settings.noticeboard.read(operation.name, answer.headers)

    def _decoded(self, operation: Operation[T], answer: Answer, options: Options | None) -> T:
        """What an answer says; hooks see it before the caller does. Raises ApiError, DecodeError."""
        hooks = (*self.settings.hooks, *(options or NO_OPTIONS).hooks)
        try:
            value = result_of(operation, answer)
        except ApiError as error:
            for hook in hooks:
                hook.decoded(operation.name, answer, error.data)
            raise
        for hook in hooks:
            hook.decoded(operation.name, answer, value)
        return value

    def _turned(self, operation: Operation[Any], turn: Turn, body: Any | Unset, options: Options) -> Call:
        if turn.cursor is not None and operation.paging is not None:
            body = with_member(None if body is UNSET else plain(body), operation.paging.member, turn.cursor)
        call = called(operation, turn.arguments, body, options, self.settings)
        if turn.url is None:
            return call
        request = call.request.copy()
        request.url = turn.url
        return replace(call, request=request)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings})"


class SyncClient(_Base):
    """A client whose calls return when the answer is there; safe for several threads.

    `http` brings connections of the caller's own, which the caller closes; `verify` and `proxy` are then the caller's.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        auth: Credentials | None = None,
        settings: Settings | None = None,
        http: httpx.Client | None = None,
        verify: Verify = True,
        proxy: str | None = None,
    ) -> None:
        self.settings = settled(
            settings,
            base_url or (settings.base_url if settings else "") or served(self.server, self.agent),
            auth,
            self.agent,
        )
        self._transport = Transport(self.settings.world.clock, http, verify, proxy)

    def call(
        self,
        operation: Operation[T],
        arguments: Sequence[Any] = (),
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> T:
        """Calls an operation and returns what it answers."""
        ready = called(operation, arguments, body, options or NO_OPTIONS, self.settings)
        answer = self._transport.run(course(ready, self.settings))
        self._noticed(operation, answer)
        return self._decoded(operation, answer, options)

    def pages(
        self,
        operation: Operation[Page],
        arguments: Sequence[Any] = (),
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> Iterator[tuple[Page, list[Any]]]:
        """Each page of a list with its items; a page is asked for when somebody wants it."""
        walk = Walk(operation, arguments)
        while walk.turn is not None:
            ready = self._turned(operation, walk.turn, body, options or NO_OPTIONS)
            answer = self._transport.run(course(ready, self.settings))
            self._noticed(operation, answer)
            page = self._decoded(operation, answer, options)
            yield page, walk.items(page)
            walk.step(page, answer)

    @contextmanager
    def stream(
        self,
        operation: Operation[Any],
        arguments: Sequence[Any] = (),
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> Generator[Stream]:
        """Calls an operation and hands out its answer while it comes; the connection is free again at the end."""
        ready = called(operation, arguments, body, options or NO_OPTIONS, self.settings)
        answer = self._transport.run(course(ready, self.settings, read=False))
        try:
            self._noticed(operation, answer)
            check(operation, answer)
            yield Stream(self._transport, operation, answer)
        finally:
            answer.handle.close()

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Stream:
    """An answer while it comes."""

    def __init__(self, transport: Transport, operation: Operation[Any], answer: Answer) -> None:
        self._transport, self._operation, self.answer = transport, operation, answer

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, as they come."""
        return self._transport.chunks(self.answer)

    def lines(self) -> Iterator[str]:
        """Its text, line by line."""
        lines = Lines(self.answer.charset)
        for chunk in self.chunks():
            yield from lines.feed(chunk)
        yield from lines.feed(b"", last=True)

    def events(self) -> Iterator[ServerEvent]:
        """Its server-sent events."""
        events = Events()
        for line in self.lines():
            if (event := events.feed(line)) is not None:
                yield event


class AsyncClient(_Base):
    """A client for an event loop.

    `http` brings connections of the caller's own, which the caller closes; `verify` and `proxy` are then the caller's.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        auth: Credentials | None = None,
        settings: Settings | None = None,
        http: httpx.AsyncClient | None = None,
        verify: Verify = True,
        proxy: str | None = None,
    ) -> None:
        self.settings = settled(
            settings,
            base_url or (settings.base_url if settings else "") or served(self.server, self.agent),
            auth,
            self.agent,
        )
        self._transport = AsyncTransport(self.settings.world.clock, http, verify, proxy)

    async def call(
        self,
        operation: Operation[T],
        arguments: Sequence[Any] = (),
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> T:
        """Calls an operation and returns what it answers."""
        ready = called(operation, arguments, body, options or NO_OPTIONS, self.settings)
        answer = await self._transport.run(course(ready, self.settings))
        self._noticed(operation, answer)
        return self._decoded(operation, answer, options)

    async def pages(
        self,
        operation: Operation[Page],
        arguments: Sequence[Any] = (),
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> AsyncGenerator[tuple[Page, list[Any]]]:
        """Each page of a list with its items; a page is asked for when somebody wants it."""
        walk = Walk(operation, arguments)
        while walk.turn is not None:
            ready = self._turned(operation, walk.turn, body, options or NO_OPTIONS)
            answer = await self._transport.run(course(ready, self.settings))
            self._noticed(operation, answer)
            page = self._decoded(operation, answer, options)
            yield page, walk.items(page)
            walk.step(page, answer)

    @asynccontextmanager
    async def stream(
        self,
        operation: Operation[Any],
        arguments: Sequence[Any] = (),
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> AsyncGenerator[AsyncStream]:
        """Calls an operation and hands out its answer while it comes; the connection is free again at the end."""
        ready = called(operation, arguments, body, options or NO_OPTIONS, self.settings)
        answer = await self._transport.run(course(ready, self.settings, read=False))
        try:
            self._noticed(operation, answer)
            check(operation, answer)
            yield AsyncStream(self._transport, operation, answer)
        finally:
            await answer.handle.aclose()

    async def close(self) -> None:
        """Closes the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class AsyncStream:
    """An answer while it comes."""

    def __init__(self, transport: AsyncTransport, operation: Operation[Any], answer: Answer) -> None:
        self._transport, self._operation, self.answer = transport, operation, answer

    def chunks(self) -> AsyncIterator[bytes]:
        """Its bytes, as they come."""
        return self._transport.chunks(self.answer)

    async def lines(self) -> AsyncIterator[str]:
        """Its text, line by line."""
        lines = Lines(self.answer.charset)
        async for chunk in self.chunks():
            for line in lines.feed(chunk):
                yield line
        for line in lines.feed(b"", last=True):
            yield line

    async def events(self) -> AsyncIterator[ServerEvent]:
        """Its server-sent events."""
        events = Events()
        async for line in self.lines():
            if (event := events.feed(line)) is not None:
                yield event


class Pager(Generic[Page, Item]):
    """A list over all its pages: iterate over its items, or over `pages()`. Each iteration begins at the first page."""

    def __init__(
        self,
        client: SyncClient,
        operation: Operation[Page],
        arguments: Sequence[Any],
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> None:
        self._asked = (operation, arguments, body, options)
        self._client = client

    def pages(self) -> Iterator[Page]:
        """The pages, as the operation answers them."""
        for page, _ in self._client.pages(*self._asked):
            yield page

    def __iter__(self) -> Iterator[Item]:
        for _, items in self._client.pages(*self._asked):
            yield from items


class AsyncPager(Generic[Page, Item]):
    """A list over all its pages: iterate over its items, or over `pages()`. Each iteration begins at the first page."""

    def __init__(
        self,
        client: AsyncClient,
        operation: Operation[Page],
        arguments: Sequence[Any],
        body: Any | Unset = UNSET,
        options: Options | None = None,
    ) -> None:
        self._asked = (operation, arguments, body, options)
        self._client = client

    async def pages(self) -> AsyncIterator[Page]:
        """The pages, as the operation answers them."""
        async with aclosing(self._client.pages(*self._asked)) as found:
            async for page, _ in found:
                yield page

    async def __aiter__(self) -> AsyncIterator[Item]:
        async with aclosing(self._client.pages(*self._asked)) as found:
            async for _, items in found:
                for item in items:
                    yield item
