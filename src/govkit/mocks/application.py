"""All systems as one ASGI application: bounded reading, Host, cross-origin answers, prefixes of systems."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from time import perf_counter
from typing import Any

from govkit.mocks.control import PREFIX, Control
from govkit.mocks.faults.enacting import Enacting
from govkit.mocks.faults.exchange import Exchange
from govkit.mocks.hosts import Hosts
from govkit.mocks.http_text import encoded, headers_of, whole
from govkit.mocks.likeness import listed
from govkit.mocks.messages import Answer, Refused, Request
from govkit.mocks.refusals import problem
from govkit.mocks.system import Handled, System

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST_BODY = 10 * 1024 * 1024
SLOWEST_BODY = 30.0
"""Seconds that a caller may take to send a body."""


class Application:
    """Serves systems: a single one at the root, several below their names."""

    def __init__(self, systems: Sequence[System], hosts: Hosts, control: Control) -> None:
        self.control = control
        self.systems = list(systems)
        self._by_prefix = {} if len(systems) == 1 else {system.name: system for system in systems}
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        if scope["type"] != "http":
            return
        answer: Answer | None
        try:
            request = await self._read(scope, headers_of(scope["headers"]), receive)
            answer = self.prompt(request) or await self._patient(request, scope, receive, send)
        except Refused as refused:
            answer = problem(refused)
        except _Gone:
            return
        except Exception:  # noqa: BLE001 - a mistake of ours is told here, and never to the caller
            answer = _failed()
        if answer is not None:
            headers, body = whole(answer, scope["method"])
            await send({"type": "http.response.start", "status": answer.status, "headers": encoded(headers)})
            await send({"type": "http.response.body", "body": body})

    def prompt(self, request: Request) -> Answer | None:
        """The answer to a request, at once. None where something may have to be waited for, and nothing was done yet.

        It never raises. Orders to the control API may take time, and so may faults.
        """
        if request.path.startswith(PREFIX) or self.control.faults.concern(request):
            return None
        try:
            return self._answered(self._system(request), request)
        except Refused as refused:
            return problem(refused)
        except Exception:  # noqa: BLE001 - as above
            return _failed()

    async def _patient(self, request: Request, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """The answer to a request that may have to wait; None where its connection was cut."""
        if request.path.startswith(PREFIX):
            self._check_host(request)
            return await self.control.handle(request)
        system = self._system(request)
        course = self.control.faults.course(system, request)
        if course is not None:
            exchange = Exchange(scope, receive, send, lambda answer: _shared(answer, request.headers))
            return await Enacting(self.control, system, request, course, exchange, self._handled).answer()
        self.control.remember(system, request)
        return self._answered(system, request)

    def _answered(self, system: System, request: Request) -> Answer:
        start = perf_counter()
        handled = self._handled(system, request)
        self.control.books.write(system.name, request, handled, None, perf_counter() - start)
        return _shared(handled.answer, request.headers)

    def _check_host(self, request: Request) -> None:
        """Raises Refused where a request is meant for another server, or is not read here."""
        if not self._hosts.takes(request.headers.get("host")):
            raise Refused(421, "this server does not answer to that Host")
        coding = request.headers.get("transfer-encoding")
        if coding is not None and coding.strip().lower() != "chunked":
            raise Refused(400, "a transfer coding other than chunked is not read")

    def _handled(self, system: System, request: Request) -> Handled:
        if request.method == "OPTIONS":
            handled = system.handle(request)
            if handled.served is None and handled.answer.status == 405:
                return Handled(_options(handled.answer, request.headers))
            return handled
        return system.handle(request)

    def _system(self, request: Request) -> System:
        """The system that a request is for; its prefix is cut off the path. Raises Refused."""
        self._check_host(request)
        if not self._by_prefix:
            return self.systems[0]
        prefix, _, rest = request.path[1:].partition("/")
        system = self._by_prefix.get(prefix)
        if system is None:
            known = listed([f"/{name}/" for name in self._by_prefix], f"/{prefix}/")
            raise Refused(404, f"no system is served there; there are {known}")
        request.path, request.base = f"/{rest}", f"/{prefix}"
        return system

    async def _read(self, scope: Scope, headers: dict[str, str], receive: Receive) -> Request:
        length = headers.get("content-length", "0")
        if length.isdigit() and (len(length) > 12 or int(length) > LARGEST_BODY):
            raise Refused(413, f"a body has at most {LARGEST_BODY:,} bytes", headers=[("Connection", "close")])
        body = b""
        if length != "0" or "transfer-encoding" in headers:
            try:
                async with asyncio.timeout(SLOWEST_BODY):
                    body = await _body(receive)
            except TimeoutError as error:
                raise Refused(408, "the body did not come in time", headers=[("Connection", "close")]) from error
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.partition(b"?")[0]
        try:
            return Request(scope["method"], path.decode(), scope["query_string"].decode(), headers, body)
        except UnicodeDecodeError as error:
            raise Refused(400, "the address is not UTF-8") from error


class _Gone(Exception):
    """The caller went away before its request was whole."""


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise Refused(413, f"a body has at most {LARGEST_BODY:,} bytes", headers=[("Connection", "close")])
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _failed() -> Answer:
    """What a caller is told of an exception, which is told on standard error."""
    traceback.print_exc()
    return problem(Refused(500, "the mock failed; its standard error says why"))


def _shared(answer: Answer, asked: dict[str, str]) -> Answer:
    """An answer that pages of other sites may read (Fetch, CORS)."""
    if "origin" not in asked:
        return answer
    shared = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*")]
    return Answer(answer.status, [*answer.headers, *shared], answer.body)


def _options(refused: Answer, asked: dict[str, str]) -> Answer:
    """What a path takes (RFC 9110, section 9.3.7), and what browsers ask before they send (Fetch, preflight)."""
    allow = dict(refused.headers).get("Allow", "")
    headers = [("Allow", allow)]
    if "access-control-request-method" in asked:
        headers += [("Access-Control-Allow-Methods", allow), ("Access-Control-Max-Age", "600")]
        wanted = asked.get("access-control-request-headers")
        if wanted:
            headers.append(("Access-Control-Allow-Headers", wanted))
    return Answer(204, headers)
