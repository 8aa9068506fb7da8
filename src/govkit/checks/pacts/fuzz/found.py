"""What asking a provider at random finds, before rules put it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PHASES = ("examples", "coverage", "fuzzing", "stateful")
"""The ways of drawing requests: examples of the description, its limits one by one, at random, along its links."""

ACCEPTANCE = "positive_data_acceptance"
_MEANING = 422
ERROR = "error"
"""The name of what is no check: an operation that could not be asked."""


@dataclass(frozen=True, order=True)
class Found:
    """A check that an operation does not pass with an answer of a status.

    The message ends with what the provider said. `curl` is a command that sends the request again.
    """

    check: str
    operation: str
    status: int = 0
    message: str = ""
    curl: str = field(default="", compare=False)
    phase: str = field(default="", compare=False)

    @property
    def subject(self) -> tuple[str, str, int]:
        """What makes it another finding: one status must not hide another."""
        return self.check, self.operation, self.status


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """All that was found, each once for an operation and a status; how much was asked, and whether all was.

    `answers` are the statuses that the operations answered which were asked.
    """

    found: tuple[Found, ...]
    requests: int
    answers: Mapping[str, frozenset[int]]
    ended: bool = True
    accepted: frozenset[str] = frozenset()
    """Operations that took some request that the description allows."""

    @property
    def telling(self) -> tuple[Found, ...]:
        """What speaks against the provider.

        Who takes good data in general may refuse some for what it means (RFC 9110, 15.5.21): a record that it names is
        not there. Who never takes any refuses what it describes.
        """
        return tuple(
            one
            for one in self.found
            if not (one.check == ACCEPTANCE and one.status == _MEANING and one.operation in self.accepted)
        )
