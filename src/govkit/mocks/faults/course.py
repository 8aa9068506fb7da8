"""What becomes of one request that is struck: all that its faults want, put together before anything is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from govkit.mocks.messages import Headers, Refused

LONGEST = 600.0
"""Seconds that a caller is kept waiting at most."""


class Stage(StrEnum):
    """Where in the life of a request something happens."""

    BEFORE = "before"
    AFTER_COMMIT = "after-commit"
    IN_ANSWER = "in-answer"


class Spoiling(StrEnum):
    """What is made of an answer."""

    HALF = "half"
    HALF_AS_WHOLE = "half-as-whole"
    INVALID = "invalid"
    WRONG_TYPE = "wrong-type"
    MARKUP = "markup"
    EMPTY = "empty"
    BINARY = "binary"


@dataclass(slots=True)
class Course:
    """The course of one request. Where nothing is said, it goes as always."""

    is_decided: bool = False
    struck: list[str] = field(default_factory=list)
    """The kinds of fault, for the books."""

    before: float = 0.0
    """Seconds before it is looked at."""

    after: float = 0.0
    """Seconds after it was performed."""

    refused: Refused | None = None
    """What is answered instead of the usual."""

    refused_at: Stage = Stage.BEFORE
    cut: Stage | None = None
    silence: float = 0.0
    """Seconds without a word before the cut."""

    commit_in: float | None = None
    """Seconds of the mocks' clock until it is performed."""

    waits: bool = False
    """Whether the answer waits for that."""

    as_of: datetime | None = None
    """The instant whose records are shown."""

    spoiled: Spoiling | None = None
    body_seconds: float = 0.0
    """How long the body of the answer takes, in how many pieces."""

    body_pieces: int = 1
    headers: Headers = field(default_factory=list)
    """What the answer tells of limits, where its description knows such headers."""
