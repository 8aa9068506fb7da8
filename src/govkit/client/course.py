"""The course of a call: credentials, attempts, waits, redirects, until an answer stands."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from govkit.client.auth import Auth
from govkit.client.calls import Call
from govkit.client.errors import DeadlineExceeded, TransportError, Unwritable
from govkit.client.hooks import Attempt, Hooks
from govkit.client.messages import NOTHING, Answer, Headers, Request
from govkit.client.settings import Settings, Timeouts
from govkit.client.steps import Discard, Read, Send, Steps, Wait

_MOVED = frozenset({301, 302, 303, 307, 308})
_KEPT_ABROAD = frozenset({"accept", "accept-encoding", "user-agent"})
"""What a redirect to another origin takes with it: nothing that could be a credential."""


def course(call: Call, settings: Settings, *, read: bool = True) -> Steps[Answer]:
    """The steps of a call. Gives the answer that stands, whatever its status; an error is read, whatever `read` says.

    Raises TransportError where none came.
    """
    return _Course(call, settings, read).steps()


class _Course:
    """One call under way."""

    def __init__(self, call: Call, settings: Settings, read: bool) -> None:
        self._call = call
        self._settings = settings
        self._read = read
        self._retry = call.options.retry or settings.retry
        self._world = settings.world
        self._hooks: list[Hooks] = [*settings.hooks, *call.options.hooks]
        self._number = 0
        self._renewed = False
        limit = self._retry.deadline
        self._until = None if limit is None else self._world.clock.monotonic() + limit

    def steps(self) -> Steps[Answer]:
        """All attempts."""
        while True:
            self._number += 1
            try:
                answer = yield from self._attempt()
            except TransportError as error:
                error.attempts, error.idempotency_key = self._number, self._call.key
                wait = self._retry.after_error(self._number, error, self._call.safe, self._world)
                if wait is None or not self._in_time(wait):
                    raise
                reason = type(error).__name__
            else:
                answer.attempts = self._number
                wait = self._retry.after_answer(self._number, answer, self._call.safe, self._world)
                if wait is None or not self._in_time(wait):
                    if answer.status >= 300 and answer.body is None:
                        yield Read(answer, self._until)
                    return answer
                reason = str(answer.status)
                yield Discard(answer)
            for hook in self._hooks:
                hook.retry(self._seen(self._call.request), wait, reason)
            yield Wait(wait)

    def _seen(self, request: Request) -> Attempt:
        return Attempt(self._call.operation.name, self._number, request, self._call.key)

    def _in_time(self, wait: float) -> bool:
        return self._until is None or self._world.clock.monotonic() + wait < self._until

    def _timeouts(self) -> Timeouts:
        """The time that the next attempt has. Raises DeadlineExceeded where there is none left."""
        said = self._call.options.timeout
        chosen = self._settings.timeouts if said is None else Timeouts(said, said, said, said)
        if self._until is None:
            return chosen
        left = self._until - self._world.clock.monotonic()
        if left <= 0:
            raise DeadlineExceeded("no time was left for another attempt", maybe_sent=self._number > 1, hopeless=True)
        return chosen.within(left)

    def _attempt(self) -> Steps[Answer]:
        """One attempt; a 401 that fresher credentials may mend has a second request in it."""
        answer = yield from self._sent()
        if answer.status != 401 or self._renewed or not self._call.request.content.repeatable:
            return answer
        fresher = [auth.refused(answer.request) for auth in self._credentials()]
        if any(fresher):
            self._renewed = True
            yield Discard(answer)
            answer = yield from self._sent()
        return answer

    def _credentials(self) -> list[Auth]:
        return [] if self._call.operation.anonymous else list(self._settings.auth)

    def _sent(self) -> Steps[Answer]:
        request = self._call.request.copy()
        for auth in self._credentials():
            yield from auth.authorise(request, self._settings)
        proof = request.proof
        answer = yield from self._exchanged(request)
        left = self._settings.redirects
        while (target := _target(answer)) is not None and left > 0:
            left -= 1
            yield Discard(answer)
            answer = yield from self._exchanged(_redirected(answer.request, target))
        answer.request.proof = proof
        return answer

    def _exchanged(self, request: Request) -> Steps[Answer]:
        attempt = self._seen(request)
        for hook in self._hooks:
            hook.before(attempt)
        try:
            answer: Answer = yield Send(request, self._timeouts(), self._read, self._until)
        except TransportError as error:
            for hook in self._hooks:
                hook.failed(attempt, error)
            raise
        for hook in self._hooks:
            hook.after(attempt, answer)
        return answer


def _target(answer: Answer) -> str | None:
    """Where a redirect leads that can be followed without doing anything twice."""
    if answer.status not in _MOVED or answer.request.method not in ("GET", "HEAD"):
        return None
    place = answer.headers.all("location")
    return urljoin(answer.request.url, place[0]) if place else None


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address (RFC 6454). Raises Unwritable for what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError as error:
        raise Unwritable(f"this is no address: {error}") from error
    return parts.scheme.lower(), (parts.hostname or "").lower(), port


def _redirected(request: Request, target: str) -> Request:
    """The request to where a redirect leads: to another origin go no credentials, and never from https to http."""
    here, there = origin(request.url), origin(target)
    if there[0] not in ("http", "https") or (here[0] == "https" and there[0] == "http"):
        raise TransportError(f"the provider redirects to {there[0]}, which is not followed", hopeless=True)
    headers = request.headers.copy()
    if here != there:
        headers = Headers(pair for pair in headers.pairs if pair[0].lower() in _KEPT_ABROAD)
    return Request(request.method, target, headers, NOTHING, request.secrets)
