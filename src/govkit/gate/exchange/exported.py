"""What an export is: its text, and what it does not carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Exported:
    """A text for another tool, with sentences about what is not in it."""

    text: str
    notes: tuple[str, ...] = ()


class Notes:
    """What is lost on the way, by the reason: one sentence a reason, with the names."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}

    def add(self, why: str, name: str) -> None:
        """Takes in one more, each name once."""
        known = self._names.setdefault(why, [])
        if name not in known:
            known.append(name)

    def told(self) -> tuple[str, ...]:
        """The sentences."""
        return tuple(f"{why}: {listed(names)}" for why, names in self._names.items())


def listed(names: Iterable[str]) -> str:
    """Some names in a row, the first few where there are many."""
    all_names = list(names)
    more = f" and {len(all_names) - _NAMED:,} more" if len(all_names) > _NAMED else ""
    return ", ".join(all_names[:_NAMED]) + more
