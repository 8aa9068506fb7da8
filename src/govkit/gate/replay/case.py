"""One witness on its way to an exchange, and who sends and receives each half of that."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.findings import Direction, Finding, Witness
from govkit.gate.replay.sides import Side
from govkit.spec.openapi import Operation


@dataclass(frozen=True, slots=True)
class End:
    """One side at one operation."""

    side: Side
    operation: Operation


@dataclass(frozen=True, slots=True)
class Half:
    """One half of an exchange: who sends it and who receives it."""

    writer: End
    reader: End
    way: Direction


@dataclass(slots=True)
class Case:
    """One witness on its way to an exchange."""

    finding: Finding
    witness: Witness
    request: Half
    response: Half
    notes: list[str]

    @property
    def old(self) -> End:
        """The operation of the old contract."""
        return self.request.writer if self.request.way is Direction.REQUEST else self.request.reader

    def note(self, text: str) -> None:
        """Remembers, once, what a person should know."""
        if text not in self.notes:
            self.notes.append(text)
