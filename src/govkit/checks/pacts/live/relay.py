"""A server on loopback between the verifier of Pact and the side of a provider, which remembers what was refused."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from govkit.checks.pacts.live.sides import Refusing, Side, Told
from govkit.checks.pacts.reading.pact import Interaction


@dataclass(frozen=True, slots=True)
class Refused:
    """What the side of a provider refused: a state of this name, or a message where there is no name."""

    state: str | None
    error: Refusing


@dataclass(slots=True)
class _Now:
    """The interaction that is being asked."""

    interaction: Interaction | None = None
    refused: list[Refused] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    """A server that says nothing of callers who went away."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Nothing: whoever asks notices by itself."""


class Relay:
    """Serves until it is closed; one interaction at a time is asked through it."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._now = _Now()
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                status, content, headers = relay.answer(self.path, self.rfile.read(length))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def turn_to(self, interaction: Interaction) -> None:
        """Begins with an interaction. Raises Refusing."""
        self._now = _Now(interaction)
        self.side.begin()

    @property
    def refused(self) -> list[Refused]:
        """What was refused in the interaction that is being asked."""
        return list(self._now.refused)

    def answer(self, path: str, content: bytes) -> tuple[int, bytes, Mapping[str, str]]:
        """The status, content and headers of the answer to a request of the verifier."""
        plain = {"Content-Type": "application/json"}
        state: str | None = None
        try:
            order = json.loads(content)
            if path.startswith("/messages"):
                told = self._message(order)
                metadata = base64.b64encode(json.dumps(dict(told.metadata)).encode()).decode("ascii")
                return 200, told.content, {"Content-Type": told.media, "Pact-Message-Metadata": metadata}
            state = str(order.get("state") or "")
            return 200, json.dumps(dict(self._changed(state, order))).encode(), plain
        except Refusing as error:
            self._now.refused.append(Refused(state, error))
            return 404 if error.unknown else 422, json.dumps({"detail": error.message}).encode(), plain
        except (ValueError, TypeError, AttributeError) as error:
            return 400, json.dumps({"detail": str(error)}).encode(), plain

    def _changed(self, state: str, order: Mapping[str, Any]) -> Mapping[str, Any]:
        parameters = order.get("params")
        parameters = parameters if isinstance(parameters, dict) else {}
        if not state:  # an interaction without a state
            return {}
        if order.get("action") == "teardown":
            self.side.tear_down(state, parameters)
            return {}
        return self.side.set_up(state, parameters)

    def _message(self, order: Mapping[str, Any]) -> Told:
        assert self._now.interaction is not None, "messages are asked for after an interaction was turned to"
        return self.side.message(self._now.interaction, order)
