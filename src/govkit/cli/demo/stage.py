"""Where the demonstration is played: the estate on disk, and the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from govkit.cli import output
from govkit.reports import Line, Span
from govkit.reports.spans import line, wrap


@dataclass(frozen=True, slots=True)
class Stage:
    """The estate that is played with, and how lines are painted."""

    estate: Path
    color: str

    def tell(self, title: str, story: str, *, command: str) -> None:
        """Begins an act: its title, what happens, and the command that a user would type."""
        lines: list[Line] = [(), line(Span(title, "strong")), *self._wrapped(story)]
        self.show([*lines, (), line(Span("$ ", "dim"), Span(command, "path")), ()])

    def conclude(self, code: int, expected: int, ending: str) -> bool:
        """Tells the exit code and what it means; whether it is the expected one."""
        said = ending if code == expected else f"This should have ended with {expected}."
        first = line(Span(f"exit code {code}", "error" if code else "good"), "  ")
        self.show([(), *wrap([Span(said)], output.terminal_width(), first=first, rest=" " * 13)])
        return code == expected

    def end(self, left_out: Sequence[str]) -> None:
        """Names the acts that were not played, and says how to go on."""
        lines: list[Line] = [()]
        for one in left_out:
            lines += self._wrapped(f"Not played: {one}")
        end = "Look around on your own: govkit init --with-example example, or begin yours: govkit init."
        self.show([*lines, *wrap([Span(end, "strong")], output.terminal_width())])

    def show(self, lines: Sequence[Line]) -> None:
        """Writes lines on standard output."""
        output.show(list(lines), self.color)

    def _wrapped(self, text: str) -> list[Line]:
        return list(wrap([Span(text)], output.terminal_width()))
