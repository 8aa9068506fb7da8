"""The process that holds the verifier of Pact: one interaction a line comes in, what was found of it goes out.

The verifier is a library that blocks, that nobody can interrupt, and that writes to standard output as it likes: it has
a process of its own, which ends when nobody speaks to it any more.

    in:  {"pact": "/path/of/a/pact.json", "provider": "billing", "url": "http://127.0.0.1:8080/base", "timeout": 5000,
          "states": "http://127.0.0.1:4711/states", "messages": "http://…/messages", "headers": {"Authorization": "…"},
          "redirects": true}
    out: {"results": {…}}, as the verifier tells them, or {"error": "…"}
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import IO, Any
from urllib.parse import unquote, urlsplit


def main() -> int:
    """Answers line by line until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    return _serve(sys.stdin, answers)


def _serve(orders: IO[str], answers: IO[str]) -> int:
    for line in orders:
        try:
            told: dict[str, Any] = {"results": _verified(json.loads(line))}
        except Exception as error:  # noqa: BLE001 - whatever a foreign library raises is told to whoever asked
            told = {"error": f"{type(error).__name__}: {error}"}
        answers.write(f"{json.dumps(told)}\n")
        answers.flush()
    return 0


def _verified(order: dict[str, Any]) -> Any:
    from pact import Verifier

    parts = urlsplit(order["url"])
    verifier = Verifier(order["provider"], host=parts.hostname)
    verifier.add_transport(
        protocol="http",
        scheme=parts.scheme,
        port=parts.port or (443 if parts.scheme == "https" else 80),
        path=unquote(parts.path) or "/",
    )
    if order.get("messages"):
        messages = urlsplit(order["messages"])
        verifier.add_transport(protocol="message", scheme="http", port=messages.port, path=messages.path)
    verifier.set_request_timeout(order["timeout"])
    verifier.set_coloured_output(enabled=False)
    verifier.follow_redirects(order["redirects"])
    verifier.add_custom_headers(order["headers"])
    if order.get("states"):
        verifier.state_handler(order["states"], teardown=True, body=True)
    verifier.add_source(order["pact"])
    with contextlib.suppress(RuntimeError):  # it failed: the results say why
        verifier.verify()
    return verifier.results


if __name__ == "__main__":
    sys.exit(main())
