"""One exchange as ASGI has it, for what faults do to it: silence, cuts, half bodies, bodies in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from govkit.mocks.faults.course import Course, Spoiling, Stage
from govkit.mocks.http_text import encoded, whole
from govkit.mocks.messages import Answer, Headers

_MESSAGE = MutableMapping[str, Any]
_LEAVING = 0.01
"""Seconds in which what was written leaves before a cut."""

_BODILESS = frozenset({204, 205, 304})
_PAGE = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_BYTES = bytes(range(128, 192))


@dataclass(slots=True)
class Exchange:
    """A request that is being answered."""

    scope: _MESSAGE
    receive: Callable[[], Awaitable[_MESSAGE]]
    send: Callable[[_MESSAGE], Awaitable[None]]
    finished: Callable[[Answer], Answer]
    """What is done to every answer in the end."""

    async def silence(self, seconds: float) -> None:
        """Says nothing for a while, or until the caller has gone."""
        if seconds:
            try:
                await asyncio.wait_for(self._gone(), seconds)
            except TimeoutError:
                return

    async def until(self, done: asyncio.Future[Any], longest: float) -> bool:
        """Waits for something; tells whether it came before the caller went, or the longest time was over."""
        gone = asyncio.ensure_future(self._gone())
        try:
            await asyncio.wait({done, gone}, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        return done.done()

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass

    def cut(self) -> None:
        """Ends the connection without a word more."""
        extension = self.scope.get("extensions", {}).get("govkit.transport")
        if extension is not None:
            extension["transport"].abort()

    async def told(self, answer: Answer, course: Course) -> Answer | None:
        """An answer as the course has it; None where it was sent here."""
        answer = self.finished(answer)
        half = course.spoiled is Spoiling.HALF
        bodiless = self.scope["method"] == "HEAD" or answer.status in _BODILESS
        if course.spoiled is not None and not half and not bodiless:
            answer = spoiled(answer, course.spoiled)
        if not half and course.cut is not Stage.IN_ANSWER and not course.body_seconds:
            return answer
        headers, body = whole(answer, self.scope["method"])
        if half and not bodiless:
            headers = [*(one for one in headers if one[0] != "content-length"), ("content-length", str(len(body) + 1))]
            body = body[: len(body) // 2]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": encoded(headers)})
        if course.cut is Stage.IN_ANSWER:
            body = b""
        await self._trickle(body, course)
        if half or course.cut is Stage.IN_ANSWER:
            await asyncio.sleep(_LEAVING)
            await self.silence(course.silence)
            self.cut()
        else:
            await self.send({"type": "http.response.body", "body": b""})
        return None

    async def _trickle(self, body: bytes, course: Course) -> None:
        pieces = min(course.body_pieces if course.body_seconds else 1, len(body)) or 1
        for number in range(pieces):
            piece = body[len(body) * number // pieces : len(body) * (number + 1) // pieces]
            if course.body_seconds:
                await asyncio.sleep(course.body_seconds / pieces)
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})


def spoiled(answer: Answer, how: Spoiling) -> Answer:
    """What is made of an answer whose head says that it is whole."""
    match how:
        case Spoiling.HALF_AS_WHOLE:
            return Answer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])
        case Spoiling.INVALID:
            return Answer(answer.status, answer.headers, answer.body[:-1] + b",}")
        case Spoiling.WRONG_TYPE:
            return Answer(answer.status, _typed(answer.headers, "text/plain"), answer.body)
        case Spoiling.MARKUP:
            return Answer(answer.status, _typed(answer.headers, "text/html"), _PAGE)
        case Spoiling.EMPTY:
            return Answer(answer.status, answer.headers)
        case Spoiling.BINARY:
            return Answer(answer.status, answer.headers, _BYTES)
    return answer


def _typed(headers: Headers, media: str) -> Headers:
    return [*(one for one in headers if one[0].lower() != "content-type"), ("content-type", media)]
