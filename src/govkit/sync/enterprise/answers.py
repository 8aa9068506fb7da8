"""Answers as they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govkit.client.jsontext import dumps
from govkit.sync.enterprise.problems import Problem
from govkit.sync.values import Json

Headers = list[tuple[bytes, bytes]]
_JSON: tuple[bytes, bytes] = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers but for the length, and the body."""

    status: int
    headers: Headers
    body: bytes


def of_json(value: Json, headers: Headers) -> Answer:
    """A value as an answer."""
    return Answer(200, [_JSON, *headers], dumps(value).encode())


def of_text(body: bytes, headers: Headers) -> Answer:
    """JSON that is text already."""
    return Answer(200, [_JSON, *headers], body)


def of_problem(problem: Problem) -> Answer:
    """Why there is no answer."""
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    headers += _encoded(problem.headers)
    if problem.status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="govkit"'))
    return Answer(problem.status, headers, dumps(problem.body).encode())


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
