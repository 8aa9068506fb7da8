"""One connection. A request that came whole, with nothing to wait for, is answered where it is read.

That is what nearly all requests are, and it costs a third of the way that ASGI takes, with its task, its scope and its
messages. All else goes that way, by uvicorn's protocol: bodies that come in parts, `Expect`, upgrades, requests that
wait for an answer before them or for a caller who reads slowly, more connections than are served, faults that take
time. Both ways lead to `Application.prompt` and write with `http_text`, so that nobody can tell which way it was.
"""

from __future__ import annotations

import asyncio

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

    _timer: asyncio.TimerHandle | None = None

    # ---------------------------------------------------------------------------------------------------- the transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begins to wait for a request."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(SLOWEST_HEAD, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads; the parser calls what is below."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._is_whole:  # but its body is still to come
            self._go_by_asgi()
        elif self._in_head:
            if self._timer is None:
                self._timer = self.loop.call_later(SLOWEST_HEAD, self.transport.close)
        elif self.timeout_keep_alive_task is None and self._is_idle():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

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
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keeps and counts a header. What comes behind a body is none: it could say anew whom a request is for."""
        self._count(len(name) + len(value) + 4)
        if not self._in_head:
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Chooses a way."""
        self._in_head = False
        if self._timer is not None:
            self._stop()
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
        return (
            not self.expect_100_continue
            and self._is_idle()
            and not self.flow.write_paused
            and self._is_served()
            and self.url.startswith(b"/")
            and self.url.isascii()
            and b"#" not in self.url
            and not self.parser.should_upgrade()
        )

    def _is_served(self) -> bool:
        most = self.limit_concurrency
        return most is None or (len(self.connections) < most and len(self.tasks) < most)

    def _prompt(self, method: str) -> Answer | None:
        application = self.app
        assert isinstance(application, Application)
        path, _, query = self.url.decode("ascii").partition("?")
        return application.prompt(Request(method, path, query, headers_of(self.headers), self._content))

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
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
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
            self.headers = [*(one for one in self.headers if one[0] != b"host"), (b"host", authority)]

    # ------------------------------------------------------------------------------------------------------- the bounds

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > LONGEST_HEAD:
            raise ValueError("the head of the request is too long")  # the parser answers 400 and closes

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
