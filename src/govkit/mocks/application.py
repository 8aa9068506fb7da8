"""All systems as one ASGI application: bounded reading, Host, cross-origin answers, prefixes of systems."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from govkit.mocks.hosts import Hosts
from govkit.mocks.messages import Answer, Headers, Refused, Request
from govkit.mocks.refusals import problem
from govkit.mocks.system import Handled, System

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST_BODY = 10 * 1024 * 1024
SLOWEST_BODY = 30.0
"""Seconds that a caller may take to send a body."""

_BODILESS = frozenset({204, 304})


class Application:
    """Serves systems: a single one at the root, several below their names."""

    def __init__(self, systems: Sequence[System], hosts: Hosts) -> None:
        self.systems = list(systems)
        self._by_prefix = {} if len(systems) == 1 else {system.name: system for system in systems}
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        if scope["type"] != "http":
            return
        headers = _headers(scope["headers"])
        try:
            request = await self._read(scope, headers, receive)
            handled = self._handled(request)
        except Refused as refused:
            handled = Handled(problem(refused), refused=refused)
        except _Gone:
            return
        except Exception:  # noqa: BLE001 - a mistake of ours is told here, and never to the caller
            traceback.print_exc()
            handled = Handled(problem(Refused(500, "the mock failed; its standard error says why")))
        answer = handled.answer
        await self._send(answer, headers, scope["method"], send)

    def _handled(self, request: Request) -> Handled:
        if not self._hosts.takes(request.headers.get("host")):
            raise Refused(421, "this server does not answer to that Host")
        system = self._system(request)
        if request.method == "OPTIONS":
            handled = system.handle(request)
            if handled.served is None and handled.answer.status == 405:
                return Handled(_options(handled.answer, request.headers))
            return handled
        return system.handle(request)

    def _system(self, request: Request) -> System:
        """The system that a request is for; its prefix is cut off the path."""
        if not self._by_prefix:
            return self.systems[0]
        prefix, _, rest = request.path[1:].partition("/")
        system = self._by_prefix.get(prefix)
        if system is None:
            known = ", ".join(f"/{name}/" for name in self._by_prefix)
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
                body = await asyncio.wait_for(_body(receive), SLOWEST_BODY)
            except TimeoutError as error:
                raise Refused(408, "the body did not come in time", headers=[("Connection", "close")]) from error
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.partition(b"?")[0]
        try:
            return Request(scope["method"], path.decode(), scope["query_string"].decode(), headers, body)
        except UnicodeDecodeError as error:
            raise Refused(400, "the address is not UTF-8") from error

    async def _send(self, answer: Answer, asked: dict[str, str], method: str, send: Send) -> None:
        headers = [*answer.headers]
        if "origin" in asked:
            headers += [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*")]
        body = answer.body
        if answer.status not in _BODILESS and answer.status >= 200:
            headers.append(("content-length", str(len(body))))
        else:
            body = b""
        await send({"type": "http.response.start", "status": answer.status, "headers": _encoded(headers)})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


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


def _headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; those that come several times are joined (RFC 9110, section 5.3)."""
    found: dict[str, str] = {}
    for name_, value_ in raw:
        name, value = name_.decode("latin-1").lower(), value_.decode("latin-1")
        if name in found:
            found[name] = f"{found[name]}{'; ' if name == 'cookie' else ', '}{value}"
        else:
            found[name] = value
    return found


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Headers as bytes. Values are visible ASCII by then, whatever a document or a request holds."""
    return [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in headers
        if value.isascii() and value.isprintable()
    ]


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
