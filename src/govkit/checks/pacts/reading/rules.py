"""Matching rules and generators of one part of an interaction, in one form for all versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from govkit.checks.pacts.reading.paths import Path, weight


@dataclass(frozen=True, slots=True)
class Matcher:
    """One matcher: its name in version 4, and all that is said of it."""

    name: str
    said: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The matchers at one path: all must hold, or with `any_of` one."""

    matchers: tuple[Matcher, ...]
    any_of: bool = False

    def named(self, *names: str) -> Matcher | None:
        """The first matcher of one of these names."""
        return next((one for one in self.matchers if one.name in names), None)


@dataclass(frozen=True, slots=True)
class Held:
    """Rules on their way down a value: a path, how far it was followed, and the weight so far."""

    path: Path
    ruling: Ruling
    done: int = 0
    weight: int = 2

    @property
    def is_here(self) -> bool:
        """Whether the whole path was followed: it speaks of this place, and of what is below."""
        return self.done == len(self.path)


Rules: TypeAlias = tuple[Held, ...]
NO_RULES: Rules = ()

Generator: TypeAlias = dict[str, Any]
Generators: TypeAlias = dict[Path, Generator]


def below(rules: Rules, part: str | int) -> Rules:
    """The rules that may still speak of a member or item: what holds at a place holds below it, too."""
    found = []
    for held in rules:
        if held.is_here:
            found.append(held)
            continue
        factor = weight(held.path[held.done], part)
        if factor:
            found.append(Held(held.path, held.ruling, held.done + 1, held.weight * factor))
    return tuple(found)


def best(rules: Rules) -> Held | None:
    """The rules that count at a place: those of the closest path (Pact specification, version 2, "Weighting")."""
    found: Held | None = None
    most = 0
    for held in rules:
        if held.is_here:
            worth = held.weight * (len(held.path) + 1)
            if worth >= most:
                found, most = held, worth
    return found
