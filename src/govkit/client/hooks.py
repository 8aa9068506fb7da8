"""What a caller can hang into a call: for traces, metrics and logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.client.errors import TransportError
from govkit.client.messages import Answer, Request


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a call: the operation's name, the number of the attempt from 1, and what is about to be sent."""

    operation: str
    number: int
    request: Request
    idempotency_key: str | None = None


class Hooks:
    """Derive from it what is of interest; every method does nothing by itself. An error in one ends the call."""

    def before(self, attempt: Attempt) -> None:
        """Called before each attempt; headers that it sets on the request are sent (`traceparent`, say)."""

    def after(self, attempt: Attempt, answer: Answer) -> None:
        """Called with each answer, whatever its status."""

    def decoded(self, operation: str, answer: Answer, value: Any) -> None:
        """Called with what the caller gets of an answer, or with the body of an error before it is raised."""

    def failed(self, attempt: Attempt, error: TransportError) -> None:
        """Called where no answer came."""

    def retry(self, attempt: Attempt, seconds: float, reason: str) -> None:
        """Called before the wait that stands before the next attempt."""
