"""The one module that knows the HTTP library: it sends what a course asks for, in threads or in an event loop."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar

import httpx

from govkit.client.clock import Clock
from govkit.client.errors import ClientError, ConnectionFailed, DeadlineExceeded, TimedOut, TransportError
from govkit.client.messages import Answer, Headers, Request
from govkit.client.settings import Timeouts
from govkit.client.steps import Alone, Discard, Read, Send, Step, Steps, Wait

T = TypeVar("T")

Verify = bool | str | ssl.SSLContext


def _failure(error: httpx.HTTPError | httpx.InvalidURL) -> TransportError:
    """What went wrong, in words that do not depend on the library and hold no secret."""
    said = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
        return ConnectionFailed(f"no connection: {said}")
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"no answer in time: {type(error).__name__}")
    hopeless = isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL)
    return TransportError(f"no answer: {said}", maybe_sent=not hopeless, hopeless=hopeless)


_FAILURES = (httpx.HTTPError, httpx.InvalidURL)


@cache
def _usual_trust() -> ssl.SSLContext:
    """The certificates that are trusted by default, read once: they are slow to read."""
    return httpx.create_ssl_context()


def _trust(verify: Verify) -> ssl.SSLContext | bool:
    if verify is True:
        return _usual_trust()
    return ssl.create_default_context(cafile=verify) if isinstance(verify, str) else verify


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: what one answer sets must not colour the calls of another."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _timeout(timeouts: Timeouts) -> httpx.Timeout:
    return httpx.Timeout(connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.pool)


def _headers(request: Request) -> list[tuple[str, str]]:
    length = request.content.length
    if request.content.data is None and length is not None:
        return [*request.headers.pairs, ("Content-Length", str(length))]
    return request.headers.pairs


def _answer(request: Request, response: httpx.Response) -> Answer:
    return Answer(response.status_code, Headers(response.headers.multi_items()), request, None, response)


class _Reading:
    """The bytes of an answer, put together until the deadline."""

    def __init__(self, clock: Clock, until: float | None) -> None:
        self._clock, self._until = clock, until
        self._chunks: list[bytes] = []

    def take(self, chunk: bytes) -> None:
        """Raises DeadlineExceeded where the time is up."""
        if self._until is not None and self._clock.monotonic() > self._until:
            raise DeadlineExceeded("the answer took too long to read", hopeless=True)
        self._chunks.append(chunk)

    def whole(self) -> bytes:
        """All that was taken."""
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)


class Transport:
    """Runs courses synchronously; safe for several threads."""

    def __init__(self, clock: Clock, http: httpx.Client | None, verify: Verify, proxy: str | None) -> None:
        self._clock = clock
        self._own = http is None
        self._http = http or httpx.Client(
            verify=_trust(verify), proxy=proxy, follow_redirects=False, cookies=_no_cookies()
        )

    def run(self, steps: Steps[T]) -> T:
        """Takes a course to its end."""
        try:
            step = next(steps)
            while True:
                try:
                    came = self._do(step)
                except ClientError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(came)
        except StopIteration as end:
            found: T = end.value
            return found
        finally:
            steps.close()

    def _do(self, step: Step) -> Any:
        if isinstance(step, Send):
            return self._sent(step)
        if isinstance(step, Wait):
            return self._clock.sleep(step.seconds)
        if isinstance(step, Read):
            return self._read(step.answer, step.until)
        if isinstance(step, Discard):
            return step.answer.handle.close()
        return self._alone(step)

    def _alone(self, step: Alone) -> Any:
        with step.lock.thread_lock:
            return self.run(step.course)

    def _sent(self, step: Send) -> Answer:
        request, content = step.request, step.request.content
        body = content.data if content.data is not None else content.chunks()
        try:
            built = self._http.build_request(
                request.method, request.url, headers=_headers(request), content=body, timeout=_timeout(step.timeouts)
            )
            answer = _answer(request, self._http.send(built, stream=True, auth=None, follow_redirects=False))
        except _FAILURES as error:
            raise _failure(error) from error
        if step.read:
            self._read(answer, step.until)
        return answer

    def _read(self, answer: Answer, until: float | None) -> None:
        reading = _Reading(self._clock, until)
        for chunk in self.chunks(answer):
            reading.take(chunk)
        answer.body = reading.whole()

    def chunks(self, answer: Answer) -> Iterator[bytes]:
        """The body of an answer as it comes, decoded; the answer is closed behind it."""
        try:
            yield from answer.handle.iter_bytes()
        except _FAILURES as error:
            raise _failure(error) from error
        finally:
            answer.handle.close()

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        if self._own:
            self._http.close()


class AsyncTransport:
    """Runs courses in an event loop."""

    def __init__(self, clock: Clock, http: httpx.AsyncClient | None, verify: Verify, proxy: str | None) -> None:
        self._clock = clock
        self._own = http is None
        self._http = http or httpx.AsyncClient(
            verify=_trust(verify), proxy=proxy, follow_redirects=False, cookies=_no_cookies()
        )

    async def run(self, steps: Steps[T]) -> T:
        """Takes a course to its end."""
        try:
            step = next(steps)
            while True:
                try:
                    came = await self._do(step)
                except ClientError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(came)
        except StopIteration as end:
            found: T = end.value
            return found
        finally:
            steps.close()

    async def _do(self, step: Step) -> Any:
        if isinstance(step, Send):
            return await self._sent(step)
        if isinstance(step, Wait):
            return await self._clock.sleep_async(step.seconds)
        if isinstance(step, Read):
            return await self._read(step.answer, step.until)
        if isinstance(step, Discard):
            return await step.answer.handle.aclose()
        return await self._alone(step)

    async def _alone(self, step: Alone) -> Any:
        async with step.lock.loop_lock:
            return await self.run(step.course)

    async def _sent(self, step: Send) -> Answer:
        request, content = step.request, step.request.content
        body = content.data if content.data is not None else content.flowing()
        try:
            built = self._http.build_request(
                request.method, request.url, headers=_headers(request), content=body, timeout=_timeout(step.timeouts)
            )
            answer = _answer(request, await self._http.send(built, stream=True, auth=None, follow_redirects=False))
        except _FAILURES as error:
            raise _failure(error) from error
        if step.read:
            await self._read(answer, step.until)
        return answer

    async def _read(self, answer: Answer, until: float | None) -> None:
        reading = _Reading(self._clock, until)
        try:
            async for chunk in answer.handle.aiter_bytes():
                reading.take(chunk)
        except _FAILURES as error:
            raise _failure(error) from error
        finally:
            await answer.handle.aclose()
        answer.body = reading.whole()

    async def chunks(self, answer: Answer) -> AsyncIterator[bytes]:
        """The body of an answer as it comes, decoded; the answer is closed behind it."""
        try:
            async for chunk in answer.handle.aiter_bytes():
                yield chunk
        except _FAILURES as error:
            raise _failure(error) from error
        finally:
            await answer.handle.aclose()

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        if self._own:
            await self._http.aclose()
