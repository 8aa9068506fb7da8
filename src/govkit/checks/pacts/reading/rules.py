"""Matching rules and generators of one part of an interaction, in one form for all versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from govkit.checks.pacts.reading.paths import Any_, Path, Token, weight


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
class Rule:
    """The matchers at one path."""

    path: Path
    ruling: Ruling


Rules: TypeAlias = tuple[Rule, ...]
NO_RULES: Rules = ()

Generator: TypeAlias = dict[str, Any]
Generators: TypeAlias = dict[Path, Generator]


class Branch:
    """Rules as a tree of their paths: `next` by the tokens that may follow, `rule` the one that ends here."""

    __slots__ = ("next", "rule")

    def __init__(self) -> None:
        self.next: dict[Token, Branch] = {}
        self.rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What rules say at a place of a value.

    `rule` counts there: that of the closest path, which may end above (Pact specification, version 2, "Weighting").
    `worth` is how close it is; `ways` are the branches that are followed from here on, each with its weight so far.
    """

    rule: Rule | None
    worth: int
    ways: tuple[tuple[Branch, int], ...]

    def below(self, part: str | int, depth: int) -> Held:
        """What rules say of a member or item, `depth` steps down: what holds at a place holds below it, too."""
        if not self.ways:
            return self
        rule, worth = self.rule, self.worth
        ways: list[tuple[Branch, int]] = []
        for branch, weighed in self.ways:
            for token, following in _following(branch, part):
                factor = weighed * weight(token, part)
                ways.append((following, factor))
                if following.rule is not None and factor * (depth + 1) >= worth:
                    rule, worth = following.rule, factor * (depth + 1)
        return Held(rule, worth, tuple(ways))


NOTHING_HELD = Held(None, 0, ())


def held_at_root(rules: Rules) -> Held:
    """What rules say of a whole value."""
    if not rules:
        return NOTHING_HELD
    top = Branch()
    for rule in rules:
        branch = top
        for token in rule.path:
            branch = branch.next.setdefault(token, Branch())
        branch.rule = rule
    return Held(top.rule, 2 if top.rule is not None else 0, ((top, 2),))


def _following(branch: Branch, part: str | int) -> Iterator[tuple[Token, Branch]]:
    """The branches that a part of a way follows: by its name, by any name, by any index."""
    named: list[Token] = [part, Any_.NAME]
    if isinstance(part, int):
        named += [str(part), Any_.INDEX]
    elif part.isdigit():
        named.append(int(part))
    for token in named:
        following = branch.next.get(token)
        if following is not None:
            yield token, following
