"""The interactions of pacts asked one by one, each in bounded time, by a process that can be ended."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from govkit.checks.pacts.live.relay import Refused, Relay
from govkit.checks.pacts.live.sides import Refusing, Side
from govkit.checks.pacts.reading.pact import Interaction, Kind, Pact

_WORKER = "govkit.checks.pacts.live.worker"
_LOADING = 30.0
"""Seconds in which the verifier, a large library, is loaded."""

_BESIDE = 4
"""How many times the longest request an interaction may take: states are set up and taken back, too."""


@dataclass(frozen=True, slots=True)
class Target:
    """A provider that runs: where, with which headers it is called, and how long it may take for an answer.

    `shown` are the credentials, as (place, name, value): they are added where an interaction expects to be let in.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[tuple[str, str, str], ...] = ()
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one interaction: mismatches as the verifier has them, or what kept it from being asked.

    `error` is the word of the verifier, `unanswered` says that the time was over, `skipped` why nobody asked at all.
    """

    interaction: Interaction
    mismatches: tuple[Mapping[str, Any], ...] = ()
    error: str = ""
    refused: tuple[Refused, ...] = ()
    unanswered: bool = False
    skipped: str = ""

    @property
    def passed(self) -> bool:
        """Whether the provider answered as the consumer expects."""
        return not (self.mismatches or self.error or self.refused or self.unanswered or self.skipped)


class Asking:
    """Asks a provider; a context, whose end ends all that was started."""

    def __init__(self, target: Target, side: Side, *, until: Callable[[], float] | None = None) -> None:
        """`until` tells how many seconds are left for all that is to come."""
        self._target = target
        self._side = side
        self._left = until or (lambda: float("inf"))
        self._folder = tempfile.TemporaryDirectory(prefix="govkit-pact-")
        self._relay: Relay | None = None
        self._worker: _Worker | None = None

    def __enter__(self) -> Asking:
        self._relay = Relay(self._side)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._worker is not None:
            self._worker.end()
        if self._relay is not None:
            self._relay.close()
        self._folder.cleanup()

    def turn_to(self, side: Side) -> None:
        """Goes on with another side of the same provider: to load a verifier takes longer than to ask."""
        assert self._relay is not None, "it is entered"
        self._side = self._relay.side = side

    def ask(self, pact: Pact, interaction: Interaction) -> Asked:
        """What comes of an interaction of a pact."""
        assert self._relay is not None, "it is entered"
        skipped = self._hindrance(interaction)
        if skipped:
            return Asked(interaction, skipped=skipped)
        try:
            self._relay.turn_to(interaction)
        except Refusing as error:
            return Asked(interaction, error=error.message)
        told = self._told(self._order(pact, interaction))
        refused = tuple(self._relay.refused)
        if told is None:
            return Asked(interaction, refused=refused, unanswered=True)
        return _result(interaction, told, refused)

    def _hindrance(self, interaction: Interaction) -> str:
        if interaction.kind is Kind.MESSAGE and not self._side.sends_messages:
            return "nothing says where the provider can be asked for messages"
        if interaction.kind not in (Kind.HTTP, Kind.MESSAGE):
            return f"interactions of the type {interaction.type} need a transport of their own"
        return "" if self._left() > 0 else "the time was over before"

    def _order(self, pact: Pact, interaction: Interaction) -> dict[str, Any]:
        assert self._relay is not None, "it is entered"
        file = Path(self._folder.name) / "pact.json"
        file.write_text(json.dumps(_alone(pact, interaction, self._shown(interaction))), encoding="utf-8")
        response = interaction.response
        return {
            "pact": str(file),
            "provider": pact.provider,
            "url": self._target.url,
            "timeout": int(self._target.timeout * 1000),
            "states": f"{self._relay.address}/states" if self._side.sets_states else None,
            "messages": f"{self._relay.address}/messages" if interaction.kind is Kind.MESSAGE else None,
            "headers": self._headers(interaction),
            "redirects": not (response is not None and 300 <= response.status < 400),
        }

    def _shown(self, interaction: Interaction) -> tuple[tuple[str, str, str], ...]:
        """The credentials that are shown, unless the interaction is about being sent away."""
        response = interaction.response
        if response is None or response.status in (401, 403):
            return ()
        return self._target.shown

    def _headers(self, interaction: Interaction) -> dict[str, str]:
        shown = {name: value for place, name, value in self._shown(interaction) if place == "header"}
        return {**self._target.headers, **shown}

    def _told(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """The answer of the worker; None where it took too long, and was ended."""
        first = self._worker is None
        worker = self._worker = self._worker or _Worker()
        most = self._target.timeout * _BESIDE + (_LOADING if first else 0)
        told = worker.asked(order, max(0.1, min(most, self._left())))
        if told is None or not worker.lives:
            worker.end()
            self._worker = None
        return told


def _alone(pact: Pact, interaction: Interaction, shown: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    """The pact with one interaction, in which other credentials do not stand in the way of those that are shown."""
    tree: Any = pact.document.tree
    section, index = str(interaction.at[0]), int(interaction.at[1])
    one = copy.deepcopy(tree[section][index])
    request = one.get("request")
    if isinstance(request, dict):
        for place, name, value in shown:
            _with_credentials(request, place, name, value)
    rest = {key: value for key, value in tree.items() if key not in ("interactions", "messages", "_links")}
    return {**rest, section: [one]}


def _with_credentials(request: dict[str, Any], place: str, name: str, value: str) -> None:
    if place == "header":  # it is added to what is sent, and must stand there once
        headers = request.get("headers")
        if isinstance(headers, dict):
            request["headers"] = {key: one for key, one in headers.items() if key.lower() != name.lower()}
    elif place == "query":
        query = request.get("query") or {}
        if isinstance(query, str):
            rest = [pair for pair in query.split("&") if pair and pair.partition("=")[0] != name]
            request["query"] = "&".join([*rest, f"{name}={value}"])
        else:
            request["query"] = {**query, name: [value]}


def _result(interaction: Interaction, told: Mapping[str, Any], refused: tuple[Refused, ...]) -> Asked:
    if "error" in told:
        return Asked(interaction, error=str(told["error"]), refused=refused)
    results = told.get("results")
    listed = results.get("interactionResults") if isinstance(results, dict) else None
    if not isinstance(listed, list) or len(listed) != 1:
        said = "; ".join(str(one) for one in _errors(results)) or "the verifier of Pact found nothing to ask in it"
        return Asked(interaction, error=said, refused=refused)
    found = listed[0]
    if found.get("result") == "OK":
        return Asked(interaction, refused=refused)
    mismatch = found.get("mismatch") or {}
    mismatches = tuple(one for one in mismatch.get("mismatches") or () if isinstance(one, dict))
    message = "" if mismatches else str(mismatch.get("message") or "the verifier of Pact does not say why it failed")
    return Asked(interaction, mismatches, message, refused)


def _errors(results: Any) -> list[Any]:
    listed = results.get("errors") if isinstance(results, dict) else None
    return listed if isinstance(listed, list) else []


class _Worker:
    """The process that holds the verifier."""

    def __init__(self) -> None:
        hosts = ",".join(filter(None, (os.environ.get("NO_PROXY", ""), "127.0.0.1,localhost,::1")))
        environment = {**os.environ, "PACT_DO_NOT_TRACK": "true", "NO_PROXY": hosts, "no_proxy": hosts}
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by the interpreter that runs this
            [sys.executable, "-P", "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the one who asked, who ends this
        )
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None, "it is a pipe"
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def asked(self, order: Mapping[str, Any], seconds: float) -> dict[str, Any] | None:
        """The answer to an order; None where there was none in that time."""
        assert self._process.stdin is not None, "it is a pipe"
        began = time.monotonic()
        try:
            self._process.stdin.write(f"{json.dumps(order)}\n".encode())
            self._process.stdin.flush()
            line = self._answers.get(timeout=seconds)
        except (OSError, queue.Empty):
            line = b""
        if not line:
            if time.monotonic() - began < seconds:
                return {"error": "the process of the verifier ended by itself"}
            return None
        told = json.loads(line)
        return told if isinstance(told, dict) else {"error": "the process of the verifier said nothing"}

    @property
    def lives(self) -> bool:
        """Whether it may be asked again."""
        return self._process.poll() is None

    def end(self) -> None:
        """Ends it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._reader.join(5)
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what it never read is of no use any more
                if pipe is not None:
                    pipe.close()
