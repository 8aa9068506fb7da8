"""The Enterprise API of the reference estate over its mocks, asked without any network between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest

from govkit.sync.enterprise.service import Enterprise
from govkit.sync.values import Answered, Asked

TOKEN = "a-token-that-is-made-for-tests"
ALL, SOME, NOT_CLEARED = "test-everything", "test-some-fields", "test-without-clearance"


BOTH = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""Marks tests that ask the database itself: who is who, what events told, who asked."""


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        """The object of an answer that has one."""
        assert self.status == 200, self.body
        return self.json["data"]

    @property
    def problem(self) -> Any:
        """What a problem says, without the prose that is the same always."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        return self.json


@dataclass
class Asking:
    """Asks as a consumer, whose token is its name and `TOKEN`."""

    enterprise: Enterprise
    runner: asyncio.Runner

    def get(
        self,
        path: str,
        consumer: str | None = ALL,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        query: str = "",
        host: str = "localhost",
    ) -> Got:
        """What is answered to a request below `/v1`."""
        return self.runner.run(self.asked(path, consumer, method=method, headers=headers, query=query, host=host))

    def answering(self, change: Callable[[Asked, Answered], Answered]) -> list[str]:
        """Lets platforms answer otherwise from now on; the operations that are called, as they are."""
        reader, calls = self.enterprise.application.reader, list[str]()
        real = reader.call

        def changed(asked: Asked) -> Answered:
            calls.append(f"{asked.api} {asked.operation}")
            return change(asked, real(asked))

        reader.call = changed
        return calls

    def counting(self) -> list[str]:
        """The operations that are called from now on, as they are."""
        return self.answering(lambda _, answered: answered)

    def together(self, *paths: str) -> list[Got]:
        """What is answered to requests that come at the same time."""

        async def all_of_them() -> list[Got]:
            return await asyncio.gather(*(self.asked(path) for path in paths))

        return self.runner.run(all_of_them())

    async def asked(
        self,
        path: str,
        consumer: str | None = ALL,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        query: str = "",
        host: str = "localhost",
    ) -> Got:
        """The same, within an event loop."""
        said = {"host": host, **(headers or {})}
        if consumer is not None:
            said.setdefault("authorization", f"Bearer {consumer}-{TOKEN}")
        scope = {
            "type": "http",
            "method": method,
            "path": f"/v1{path}",
            "raw_path": quote(f"/v1{path}", safe="/:%").encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in said.items()],
        }
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        await self.enterprise.application(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Got(sent[0]["status"], found, sent[1]["body"])


def with_members(operation: str, **members: Any) -> Callable[[Asked, Answered], Answered]:
    """Answers of an operation with other members."""

    def changed(asked: Asked, answered: Answered) -> Answered:
        return replace(answered, body={**answered.body, **members}) if asked.operation == operation else answered

    return changed
