"""An exchange: one HTTP request and its answer, of which one half carries the witness of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.findings import Finding
from govkit.spec.openapi.wire.bodies import Body


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller sends. `target` is the path with its query, escaped, relative to the server's URL.

    `headers` do not hold what stands for credentials; `credentials` are headers, query members or cookies as triples of
    place, name and text, in which `{{name}}` stands for a secret that the environment holds.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    json: Any = None
    """The body's value where it is JSON."""
    credentials: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    json: Any = None
    """The body's value where it is JSON."""


@dataclass(frozen=True, slots=True)
class Need:
    """What an old client needs of one place of an answer: the way there, and why it refuses what stands there now.

    `keyword` is the JSON Schema keyword that refuses, `value` what it says, `example` what the old contract allows.
    """

    path: tuple[str | int, ...]
    keyword: str
    value: Any
    example: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A finding's witness in a whole exchange.

    `carrier` names the half that carries it, `request` or `response`. `kind` is that of the operation: the provider
    itself calls the consumer in a `webhook` or `callback`. Where the answer carries the witness, `answer` holds it and
    `promised` is one that the old contract allows; where the request does, `success` lists the statuses that the old
    contract answers with. `notes` say what a person should know before running it.
    """

    finding: Finding
    operation: str
    kind: str
    carrier: str
    request: Request
    success: tuple[int, ...] = ()
    answer: Answer | None = None
    promised: Answer | None = None
    needs: tuple[Need, ...] = ()
    notes: tuple[str, ...] = ()
    bases: tuple[str, str] = ("", "")
    """The paths of the first server of the old contract and of the new, which stand before every target."""


@dataclass(frozen=True, slots=True)
class Unplayable:
    """A witness that no exchange shows, and why."""

    finding: Finding
    reason: str
