"""A ruleset as it was read: its form is right, what it extends is found, its functions are compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from govkit.checks.lint.spectral.model import Level, Then
from govkit.errors import Place
from govkit.spec.documents import Pointer


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks, compiled; `skipped` says why it cannot be asked here, where it cannot.

    `silent` says why it finds nothing in a resolved document, though it is asked.
    """

    then: tuple[Then, ...] = ()
    skipped: str = ""
    silent: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One ruleset, or the override of one. `asked` has what its rules ask that are written whole, by name.

    `left_out` are rulesets that it extends and that are not read here, as (name, why, where).
    """

    tree: Mapping[str, Any]
    extends: tuple[Extended, ...] = ()
    overrides: tuple[Overriding, ...] = ()
    asked: Mapping[str, Asked] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    left_out: tuple[tuple[str, str, Place | None], ...] = ()

    @property
    def rules(self) -> Mapping[str, Any]:
        """What it says of rules, by name."""
        rules: Mapping[str, Any] = self.tree.get("rules", {})
        return rules

    @property
    def size(self) -> int:
        """How many rulesets it is made of, each counted as often as it is extended."""
        return 1 + sum(one.size for one in self.extends)

    @property
    def is_incomplete(self) -> bool:
        """Whether rules may be missing because a ruleset was left out."""
        return bool(self.left_out) or any(one.definition.is_incomplete for one in self.extends)

    @property
    def is_hollow(self) -> bool:
        """Whether no rule is written whole in it, in what it extends, or in overrides."""
        parts = (*(one.definition for one in self.extends), *(one.definition for one in self.overrides))
        return not self.asked and all(part.is_hollow for part in parts)


@dataclass(frozen=True, slots=True)
class Extended:
    """A ruleset that another one extends, and how: `all` of it, what is `recommended`, `off`; None: nothing is said."""

    definition: Definition
    mode: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Overriding:
    """What a ruleset says otherwise for some files: globs, each with the pointer after its `#`, if it has one."""

    files: tuple[tuple[str, Pointer | None], ...]
    definition: Definition


def joined(left: Definition, right: Definition, *, is_override: bool) -> Definition:
    """Two definitions as one, in which the right one has the last word.

    Two overrides become one; of a ruleset and its overrides the ruleset is extended by what overrides it.
    """
    tree = {**left.tree, **right.tree}
    if "aliases" in left.tree and "aliases" in right.tree:
        tree["aliases"] = {**left.tree["aliases"], **right.tree["aliases"]}
    one = replace(
        right,
        tree=tree,
        extends=right.extends if "extends" in right.tree else left.extends,
        overrides=(),
        asked={**left.asked, **right.asked},
        places={**left.places, **right.places},
        left_out=(*left.left_out, *right.left_out),
    )
    if "rules" not in left.tree or "rules" not in right.tree:
        return one
    if is_override:
        return replace(one, tree={**tree, "rules": {**left.rules, **right.rules}})
    return replace(one, extends=(*one.extends, Extended(left, None, left.size)))


_BY_NUMBER = (Level.ERROR, Level.WARN, Level.INFO, Level.HINT, Level.OFF)  # the last is -1


def level_of(said: Any) -> Level:
    """A severity as a level, said in a word or by number."""
    return Level(said) if isinstance(said, str) else _BY_NUMBER[said]
