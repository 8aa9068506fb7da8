"""One connection. A request that came whole, with nothing to wait for, is answered where it is read.

That is what nearly all requests are, and it costs a third of the way that ASGI takes, with its task, its scope and its
messages. All else goes that way, by uvicorn's protocol: bodies that come in parts, `Expect`, upgrades, requests that
wait for an answer before them or for a caller who reads slowly, more connections than are served, faults that take
time. Both ways lead to `Application.prompt` and write with `http_text`, so that nobody can tell which way it was.
"""

from __future__ import annotations

import asyncio
import math

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from govkit.mocks.application import Application
from govkit.mocks.http_text import headers_of, lines_of, message
from govkit.mocks.messages import Answer, Request

LONGEST_HEAD = 64 * 1024
SLOWEST_HEAD = 20.0
"""Bytes and seconds that a caller may take for the head of a request."""


class Connection(HttpToolsProtocol):
    """A connection of a server of mocks. Faults find its transport in the scope of a request, to cut it."""

    _read = 0
    _in_head = False
    _is_whole = False
    """A request is being read that may be answered at once; nobody but this class has heard of it."""

    _content = b""
    _above: tuple[list[tuple[bytes, bytes]], bytes] = ([], b"")
    """The headers that the server sets itself, and their lines."""

    _headers: dict[str, str]
    """The headers of that request, by their names."""

    _awaits_head = False
    _until = math.inf
    """When the connection is closed, on the clock of the loop, unless more comes: a whole head, or anything at all."""

    _timer: asyncio.TimerHandle | None = None
    _due = math.inf
    """What looks whether that time has come, and when it does. Where it looks too early, it looks again later: to set
    it anew with every request would cost more."""

    # ---------------------------------------------------------------------------------------------------- the transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begins to wait for a request."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads; the parser calls what is below."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._is_whole:  # but its body is still to come
            self._go_by_asgi()
        elif self._in_head:
            if not self._awaits_head:
                self._await_head()
        elif self._is_idle():
            self._wait(self.timeout_keep_alive)

    def _is_idle(self) -> bool:
        """Whether all requests that came are answered."""
        cycle = self.cycle
        return (cycle is None or cycle.response_complete) and not self.pipeline  # type: ignore[redundant-expr]  # at first

    # ------------------------------------------------------------------------------------------------------- the parser

    def on_message_begin(self) -> None:
        """Begins to count a head. What ASGI needs besides is made when a request goes that way."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._read = 0
        self._in_head = True

    def on_url(self, url: bytes) -> None:
        """Keeps and counts the address."""
        self.url += url
        self._read += len(url)
        if self._read > LONGEST_HEAD:
            raise ValueError(_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keeps and counts a header. What comes behind a body is none: it could say anew whom a request is for."""
        self._read += len(name) + len(value) + 4
        if self._read > LONGEST_HEAD:
            raise ValueError(_TOO_LONG)
        if self._in_head:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Chooses a way."""
        self._in_head = self._awaits_head = False
        self._until = math.inf
        if not self.url.startswith(b"/"):
            self._heed_authority()
        self._content = b""
        self._is_whole = self.transport.is_closing() or self._may_be_prompt()
        if not self._is_whole:
            self._go_by_asgi()

    def on_body(self, body: bytes) -> None:
        """Keeps a body, or hands it on."""
        if self._is_whole:
            self._content += body
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Answers a request that came whole; what comes after the last answer of a connection is not read."""
        if not self._is_whole:
            super().on_message_complete()
            return
        if self.transport.is_closing():
            self._is_whole = False
            return
        method = self.parser.get_method().decode("ascii")
        answer = self._prompt(method)
        if answer is None:
            self._go_by_asgi()
            super().on_message_complete()
        else:
            self._is_whole = False
            self._write(answer, method)

    # ----------------------------------------------------------------------------------------------------- the two ways

    def _may_be_prompt(self) -> bool:
        url = self.url
        self._headers = headers_of(self.headers)
        return (
            "expect" not in self._headers
            and self._is_idle()
            and not self.flow.write_paused
            and self._is_served()
            and url.startswith(b"/")
            and url.isascii()
            and b"#" not in url
            and not self.parser.should_upgrade()
        )

    def _is_served(self) -> bool:
        most = self.limit_concurrency
        return most is None or (len(self.connections) < most and len(self.tasks) < most)

    def _prompt(self, method: str) -> Answer | None:
        application = self.app
        assert isinstance(application, Application)
        path, _, query = self.url.decode("ascii").partition("?")
        return application.prompt(Request(method, path, query, self._headers, self._content))

    def _write(self, answer: Answer, method: str) -> None:
        keeps = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        state = self.server_state
        if state.default_headers is not self._above[0]:  # a new second has begun
            self._above = state.default_headers, lines_of(state.default_headers)
        text, stays = message(answer, method, self._above[1], keeps=keeps)
        self.transport.write(text)
        state.total_requests += 1
        if not stays:
            self.transport.close()

    def _go_by_asgi(self) -> None:
        """Hands on what was read of a request, as if uvicorn's protocol had read it."""
        self._is_whole = False
        url, headers = self.url, [(name.lower(), value) for name, value in self.headers]
        super().on_message_begin()
        self.url = url
        self.expect_100_continue = any(one[0] == b"expect" and one[1].lower() == b"100-continue" for one in headers)
        self.headers += headers
        self.scope["extensions"] = {"govkit.transport": {"transport": self.transport}}
        super().on_headers_complete()
        if self._content:
            super().on_body(self._content)

    def _heed_authority(self) -> None:
        """Takes the host of an address that is whole, whatever `Host` says (RFC 9112, section 3.2.2)."""
        scheme, mark, rest = self.url.partition(b"://")
        if mark and b"/" not in scheme:
            authority = rest.partition(b"/")[0].partition(b"?")[0]
            self.headers = [*(one for one in self.headers if one[0].lower() != b"host"), (b"host", authority)]

    # ------------------------------------------------------------------------------------------------------- the bounds

    def _await_head(self) -> None:
        self._awaits_head = True
        self._wait(SLOWEST_HEAD)

    def _wait(self, seconds: float) -> None:
        self._until = self.loop.time() + seconds
        if self._until < self._due:
            self._look_at(self._until)

    def _look_at(self, instant: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._due = self.loop.call_at(instant, self._look), instant

    def _look(self) -> None:
        """Closes the connection where nobody waits for it any longer."""
        self._timer, self._due = None, math.inf
        if self._until <= self.loop.time():
            self.transport.close()
        elif self._until < math.inf:
            self._look_at(self._until)


_TOO_LONG = "the head of the request is too long"
"""Said to the parser, which answers with 400 and closes."""
