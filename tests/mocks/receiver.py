"""A receiver of webhooks on loopback: it keeps what comes, and answers as a test says."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Came:
    """One delivery as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """What came, and what is answered: a status, or a status with headers."""

    url: str
    came: list[Came] = field(default_factory=list)
    answer: Callable[[Came], int | tuple[int, dict[str, str]]] = lambda _: 204

    def wait(self, count: int, seconds: float = 10.0) -> list[Came]:
        """What came, as soon as it is so much."""
        until = time.monotonic() + seconds
        while len(self.came) < count and time.monotonic() < until:
            time.sleep(0.005)
        assert len(self.came) >= count, f"only {len(self.came)} of {count} came"
        return list(self.came)


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Receives until the block ends, by https where a context says how."""

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            came = Came(self.command, self.path, {name.lower(): text for name, text in self.headers.items()}, body)
            receiver.came.append(came)
            found = receiver.answer(came)
            status, headers = found if isinstance(found, tuple) else (found, {})
            self.send_response(status)
            for name, text in {"Content-Length": "0", **headers}.items():
                self.send_header(name, text)
            self.end_headers()

        do_POST = do_PUT = do_PATCH = do_GET = do_DELETE = _take

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/hooks")
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
