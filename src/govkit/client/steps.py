"""What a call asks of whoever runs it: the same course serves a synchronous and an asynchronous client.

A course is a generator that yields steps and is sent what came of them. It never touches the network or a clock.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from govkit.client.messages import Answer, Request

if TYPE_CHECKING:
    from govkit.client.auth import Exclusive
    from govkit.client.settings import Timeouts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request; gives an Answer, read where `read` says so. No answer is thrown in as a TransportError.

    `until` is the moment, on the monotonic clock, at which reading ends.
    """

    request: Request
    timeouts: Timeouts
    read: bool = True
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Read the rest of an answer into its `body`."""

    answer: Answer
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Discard:
    """Let go of an answer that nobody reads."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Alone:
    """Run a course while no other runs under the same lock."""

    lock: Exclusive
    course: Steps[Any]


Step = Send | Read | Discard | Wait | Alone
Steps = Generator[Step, Any, T]
