"""A run that is recorded: what clients were asked and answered, and what was read of it, written for whoever recorded.

`govkit pact record` starts such a run. It says by the environment where lines go, and where mocks answer. Secrets are
written nowhere, and go to no mock.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from govkit.client.auth import ApiKey, Auth, Basic, Bearer
from govkit.client.hooks import Attempt, Hooks
from govkit.client.messages import Answer, Request
from govkit.client.reading import Way, watch
from govkit.client.redaction import is_secret
from govkit.client.settings import Settings

FOLDER = "GOVKIT_PACT_RECORD"
"""The variable that names the folder of a recorded run; nothing is recorded without it."""

SERVER = "GOVKIT_SERVER_"
"""The start of variables that say where the API of a package answers in a recorded run: GOVKIT_SERVER_BILLING_V3."""

HEADER = "X-Govkit-Exchange"
"""The header by which a recorded request is known on the other side."""

_lock = threading.Lock()


def is_recorded() -> bool:
    """Whether this run is recorded."""
    return bool(os.environ.get(FOLDER))


def served(server: str, agent: str) -> str:
    """Where a client calls that was given no address."""
    return os.environ.get(SERVER + _package(agent).upper(), server) if is_recorded() else server


def recorded(settings: Settings, agent: str) -> Settings:
    """The settings of a client in a recorded run: mocks are shown made-up credentials."""
    package = _package(agent)
    mock = os.environ.get(SERVER + package.upper())
    if mock and settings.base_url.startswith(mock):
        auth = tuple(map(_made_up, settings.auth)) or (Bearer(secrets.token_urlsafe(24)),)
        settings = replace(settings, auth=auth)
    return replace(settings, hooks=(*settings.hooks, Recorder(package, settings.base_url)))


def _package(agent: str) -> str:
    return agent.partition("/")[0]


def _made_up(auth: Auth) -> Auth:
    if isinstance(auth, ApiKey):
        return ApiKey(secrets.token_urlsafe(24), auth.name, auth.location)
    return (
        Basic("recorded", secrets.token_urlsafe(24)) if isinstance(auth, Basic) else Bearer(secrets.token_urlsafe(24))
    )


class Recorder(Hooks):
    """Writes a line for each exchange, and one for each member that is read of its answer."""

    def __init__(self, package: str, base_url: str) -> None:
        self._package, self._base = package, base_url.rstrip("/")
        self._file = Path(os.environ[FOLDER]) / f"{os.getpid()}-{secrets.token_hex(8)}.jsonl"

    def before(self, attempt: Attempt) -> None:
        """Marks the request."""
        attempt.request.headers.set(HEADER, secrets.token_hex(8))

    def decoded(self, operation: str, answer: Answer, value: Any) -> None:
        """Writes the exchange, and from now on what is read of it."""
        mark = answer.request.headers.get(HEADER) or secrets.token_hex(8)
        seen: set[Way] = set()
        self._write({"exchange": mark, "package": self._package, "operation": operation, **self._told(answer)})

        def told(way: Way) -> None:
            general = tuple("*" if isinstance(step, int) else step for step in way)
            if general not in seen:
                seen.add(general)
                self._write({"read": mark, "way": list(general)})

        if value is not None:
            watch(value, told)

    def _told(self, answer: Answer) -> dict[str, Any]:
        request = answer.request
        address, _, query = request.url.partition("?")
        sent = request.content.data
        return {
            "method": request.method,
            "path": address.removeprefix(self._base) or "/",
            "query": [pair for pair in query.split("&") if pair and not _hides(pair, request)],
            "headers": [[name, text] for name, text in request.headers.pairs if not is_secret(name, request.secrets)],
            "secrets": [
                [name, text.partition(" ")[0] if " " in text else ""]
                for name, text in request.headers.pairs
                if is_secret(name, request.secrets) and name.lower() != "cookie"
            ],
            "sent": sent.decode("utf-8", "replace") if sent else "",
            "status": answer.status,
            "media": answer.headers.get("content-type") or "",
            "received": answer.content.decode("utf-8", "replace"),
        }

    def _write(self, line: dict[str, Any]) -> None:
        with _lock, self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _hides(pair: str, request: Request) -> bool:
    return is_secret(unquote_plus(pair.partition("=")[0]), request.secrets)
