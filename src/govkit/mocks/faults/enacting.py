"""The course of a request that faults strike, carried out: waiting, committing now, later or never, telling or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from govkit.mocks.agenda import Overfull
from govkit.mocks.faults.course import LONGEST, Course, Stage
from govkit.mocks.faults.exchange import Exchange
from govkit.mocks.faults.limit_headers import with_limits
from govkit.mocks.messages import Answer, Refused, Request
from govkit.mocks.system import Handled, System

if TYPE_CHECKING:
    from govkit.mocks.control import Control

_ACCEPTED = 202


class Enacting:
    """One request on its course. `handle` performs it as if nothing had struck."""

    def __init__(
        self,
        control: Control,
        system: System,
        request: Request,
        course: Course,
        exchange: Exchange,
        handle: Callable[[System, Request], Handled],
    ) -> None:
        self._control = control
        self._system = system
        self._request = request
        self._course = course
        self._exchange = exchange
        self._handle = handle
        self._start = perf_counter()
        self._struck = ", ".join(course.struck) or None
        self._landed = self._taken_off()

    def _taken_off(self) -> Callable[[], None]:
        """Notes that the request is on its way; to be called when it is performed, or will never be."""
        served, behaviour = self._system.served(self._request), self._control.behaviours.get(self._system.name)
        waits = self._course.before or self._course.commit_in is not None
        return behaviour.hold(served, self._request) if waits and served is not None and behaviour else lambda: None

    def _seconds(self) -> float:
        return perf_counter() - self._start

    async def answer(self) -> Answer | None:
        """The answer; None where it was sent already, or the connection was cut."""
        course, books, name = self._course, self._control.books, self._system.name
        if course.before:
            try:
                await asyncio.sleep(course.before)
            except asyncio.CancelledError:
                self._landed()
                raise
        if course.cut is Stage.BEFORE:
            self._landed()
            nothing = Handled(Answer(0), self._system.served(self._request))
            books.write(name, self._request, nothing, self._struck, self._seconds())
            await self._cut()
            return None
        if course.refused is not None and course.refused_at is Stage.BEFORE:
            self._landed()
            handled = self._system.refuse(self._request, course.refused)
            books.write(name, self._request, handled, self._struck, self._seconds())
            return await self._told(handled.answer)
        if course.commit_in is not None:
            return await self._committed_later(course.commit_in)
        handled = self._performed()
        books.enter_write(name, self._request, handled)
        self._enter(self._as_told(handled))
        if course.after:
            await asyncio.sleep(course.after)
        return await self._concluded(handled.answer)

    def _performed(self) -> Handled:
        """Performs the request, on the records of now, or of the instant that is shown."""
        self._landed()
        behaviour = self._control.behaviours.get(self._system.name)
        history = self._control.faults.history
        if behaviour is not None and self._course.as_of is not None:
            with history.shown(behaviour, self._course.as_of):
                return self._handle(self._system, self._request)
        self._control.remember(self._system, self._request)
        return self._handle(self._system, self._request)

    async def _concluded(self, answer: Answer) -> Answer | None:
        """What the caller hears of what was performed, or will be."""
        course = self._course
        if course.cut is Stage.AFTER_COMMIT:
            await self._cut()
            return None
        return await self._told(self._refused() if course.refused is not None else answer)

    async def _committed_later(self, seconds: float) -> Answer | None:
        """Plans the commit by the clock of the mocks; what the caller hears meanwhile is another matter."""
        books, course = self._control.books, self._course
        done: asyncio.Future[Handled] = asyncio.get_running_loop().create_future()

        def commit() -> None:
            handled = self._performed()
            books.enter_write(self._system.name, self._request, handled)
            if not done.done():
                done.set_result(handled)

        about = f"slow commit of {self._request.method} {self._request.path}"
        try:
            self._control.agenda.after(timedelta(seconds=seconds), commit, about)
        except Overfull as error:
            self._landed()
            raise Refused(503, str(error)) from error
        if course.waits:
            if not await self._exchange.until(done, LONGEST):
                done.cancel()
                self._enter(self._nothing(0))
                self._exchange.cut()
                return None
            self._enter(done.result())
            return await self._told(done.result().answer)
        answer = self._refused() if course.refused is not None else Answer(0)
        self._enter(self._nothing(answer.status))
        return await self._concluded(answer)

    def _enter(self, handled: Handled) -> None:
        """Enters the request in the journal, with what the caller is told."""
        name, seconds = self._system.name, self._seconds()
        self._control.books.enter_request(name, self._request, handled, self._struck, seconds)

    def _as_told(self, handled: Handled) -> Handled:
        """What was performed, with the status that its caller hears of."""
        if self._course.cut is Stage.AFTER_COMMIT:
            return replace(handled, answer=Answer(0))
        if self._course.refused is not None:
            return replace(handled, answer=Answer(self._course.refused.status), refused=self._course.refused)
        return handled

    def _nothing(self, status: int) -> Handled:
        return Handled(Answer(status), self._system.served(self._request))

    def _refused(self) -> Answer:
        """The answer that was ordered, in the words of the operation."""
        refused, served = self._course.refused, self._system.served(self._request)
        assert refused is not None
        if refused.status != _ACCEPTED or served is None:
            return self._system.refuse(self._request, refused).answer
        if served.responses.declares(_ACCEPTED):
            return served.responses.answer(_ACCEPTED, self._request.headers.get("accept"))
        return Answer(_ACCEPTED)

    async def _cut(self) -> None:
        await self._exchange.silence(self._course.silence)
        self._exchange.cut()

    async def _told(self, answer: Answer) -> Answer | None:
        if self._course.headers:
            served = self._system.served(self._request)
            answer = with_limits(answer, served, self._course.headers, self._control.clock.now())
        return await self._exchange.told(answer, self._course)
