"""How a stretch of a run ends: through, waiting for a moment, or parked for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from govkit.sync.values import Json


@dataclass(frozen=True, slots=True)
class Through:
    """The workflow is through. `outputs` are its own."""

    outputs: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """It goes on by itself at a moment."""

    until: float
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class Parked:
    """People must do something first. `number` tells which try of the step it was.

    `unknown`: nobody knows whether the write was made. `compensated`: what was written before has been taken back.
    """

    step: str
    number: int
    kind: str
    detail: str
    owner: str | None = None
    status: int | None = None
    problem: str | None = None
    request: Any = None
    answer: Any = None
    effect: str | None = None
    unknown: bool = False
    compensated: bool = False
    blocked: tuple[str, ...] = ()


class Stop(Exception):
    """Ends a stretch from within."""

    def __init__(self, ending: Waiting | Parked) -> None:
        super().__init__(str(ending))
        self.ending = ending


class Superfluous(Exception):
    """The run is not this stretch's any more: somebody else has it, or it is through."""
