"""A program that asks the API of a portal, with a token and without a socket."""

from __future__ import annotations

from typing import Any

import httpx

from govkit.portal.api.document import BASE
from govkit.portal.security.roles import Role
from tests.portal.conftest import Reader


class Program:
    """A program with the token of somebody who has a role; without one where `role` is None."""

    def __init__(self, reader: Reader, role: Role | None = Role.OPERATOR, name: str = "") -> None:
        self.reader = reader
        self.name = name or f"program-{role}"
        self.secret = reader.access.tokens.make(self.name, role, by="test") if role is not None else ""

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to a request; its headers are those of a program."""
        headers = {"authorization": f"Bearer {self.secret}"} if self.secret else {}
        return self.reader.ask(method, BASE + path, headers={**headers, **more.pop("headers", {})}, **more)

    def get(self, path: str, **query: str) -> Any:
        """What a GET answers, as JSON."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        """What a POST answers, as JSON."""
        answer = self.ask("POST", path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()
