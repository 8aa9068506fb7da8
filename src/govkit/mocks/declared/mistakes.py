"""What is wrong with a `mock.yaml`, each mistake at its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.source import Source
from govkit.errors import InputError, Place
from govkit.spec.documents import Pointer

_LINES_AFTER = 3


class Mistakes:
    """Mistakes as they are found in one file."""

    def __init__(self, source: Source, about: str) -> None:
        self._source = source
        self._about = about
        self.found: list[Problem] = []

    def add(self, pointer: Pointer, message: str, hint: str = "", *, text: str = "", column: int = 1) -> None:
        """Adds one: where `text` stands at the pointer, at the character that `column` counts in it (1-based)."""
        at = self._within(pointer, text, column) if text else None
        self.found.append(Problem(self._source, pointer, message, self._about, hint, at))

    def _within(self, pointer: Pointer, text: str, column: int) -> tuple[int | None, int | None] | None:
        """The place of a text at or soon after its key, as far as it stands there as it is read."""
        place = self._source.place(pointer)
        if place.line is None or place.column is None:
            return None
        first = text.split("\n", 1)[0]
        for number in range(place.line, place.line + _LINES_AFTER):
            line = self._source.line(number) or ""
            found = line.find(first, place.column - 1 if number == place.line else 0)
            if found >= 0:
                return number, found + min(column, len(first) + 1)
        return None


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, as it is told."""

    place: Place
    message: str
    hint: str


def refuse(problems: Iterable[Problem]) -> None:
    """Raises InputError with all problems, in the order of their places, where there are any."""
    found = sorted({mistake_of(one) for one in problems}, key=lambda one: _order(one.place))
    if found:
        raise refusal_of(found)


def mistake_of(problem: Problem) -> Mistake:
    """A problem as it is told."""
    return Mistake(problem.place, problem.message, problem.hint)


def refusal_of(found: Sequence[Mistake]) -> InputError:
    """All mistakes as one error; its first lines are those of the first mistake."""
    first, *others = found
    told = [f"{one.place}: {one.message}" + (f"\n  hint: {one.hint}" if one.hint else "") for one in others]
    if not others:
        return InputError(first.message, place=first.place, hint=first.hint or None)
    head = first.message + (f"\n  hint: {first.hint}" if first.hint else "")
    return InputError("\n".join((head, *told)), place=first.place)


def _order(place: Place) -> tuple[str, int, int]:
    return place.file, place.line or 0, place.column or 0
