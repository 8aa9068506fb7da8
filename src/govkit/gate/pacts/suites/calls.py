"""The calls of a generated client to pact's server: answers made whole, and watched while the test reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from govkit.checks.pacts.reading import Interaction
from govkit.checks.pacts.wholes import Wholes, filled
from govkit.client import Answer, Attempt, Hooks
from govkit.client.reading import watch
from govkit.gate.pacts.suites.credentials import Shown, shown_in
from govkit.gate.pacts.suites.reads import Reads

_NOTHING: Any = object()
"""The body of an answer of which the pact says nothing."""


class Calls(Hooks):
    """What hangs into the clients of one test."""

    def __init__(
        self, interactions: Sequence[Interaction], wholes: Callable[[], Wholes], faults: Callable[[], list[str]]
    ) -> None:
        """`faults` are those of pact's server, in words."""
        self._interactions, self._wholes, self._faults = interactions, wholes, faults
        self._answers: list[tuple[Answer, Reads]] = []
        self.reads: dict[int, Reads] = {}
        """What was read of which interaction."""

        self.shown: dict[tuple[str, str], Shown] = {}
        """The credentials that were sent, by method and path."""

    def after(self, attempt: Attempt, answer: Answer) -> None:
        """Makes an answer of pact's server whole. Raises AssertionError for what the server did not expect."""
        method, path = attempt.request.method, unquote(urlsplit(attempt.request.url).path)
        if "x-pact" in answer.headers and answer.status >= 500:
            said = "\n".join(f"- {one}" for one in self._faults())
            raise AssertionError(f"{method} {path} is not what the pact expects:\n{said}")
        self.shown[method, path] = shown_in(attempt.request)
        expected = _json(answer) if answer.content else _NOTHING
        index = self._which(method, path, answer.status, expected) if expected is not None else None
        if index is None:
            return
        whole = self._wholes().expected(self._interactions[index])
        if expected is not _NOTHING:
            whole = filled(expected, whole)
        elif whole is None:
            return
        else:
            answer.headers.set("Content-Type", "application/json")
        answer.body = json.dumps(whole, ensure_ascii=False).encode()
        reads = self.reads.setdefault(
            index, Reads(self._interactions[index].description, {} if expected is _NOTHING else expected, whole)
        )
        self._answers.append((answer, reads))

    def decoded(self, operation: str, answer: Answer, value: Any) -> None:  # noqa: ARG002  a hook is told both
        """Watches what is read of an answer."""
        reads = next((reads for known, reads in self._answers if known is answer), None)
        if reads is not None and value is not None:
            reads.is_seen = reads.is_seen or 200 <= answer.status < 300
            watch(value, reads.told)

    def _which(self, method: str, path: str, status: int, body: Any) -> int | None:
        """The interaction that an answer is of: by method and status, and best by path and body too."""
        fitting = [
            (one.request.path == path, one.response.body.value == body, -index)
            for index, one in enumerate(self._interactions)
            if one.request is not None and one.response is not None
            if one.response.body.is_json == (body is not _NOTHING)
            if one.request.method == method and one.response.status == status
        ]
        return -max(fitting)[2] if fitting else None


def _json(answer: Answer) -> Any:
    """The JSON value of a body; None where there is none."""
    try:
        return json.loads(answer.content)
    except ValueError:
        return None
