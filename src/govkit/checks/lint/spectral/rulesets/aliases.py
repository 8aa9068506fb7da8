"""Aliases: names for expressions, which may stand on other aliases and depend on a document's formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govkit.checks.lint.spectral.rulesets.formats import format_named

_NAME = re.compile(r"#([A-Za-z0-9_-]+)")
_MOST = 5_000
"""Expressions that one `given` may stand for."""
_LONGEST = 20_000


class AliasError(ValueError):
    """An alias that leads nowhere, or round in a circle, or to too many expressions."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an alias means in documents of some formats; None: in all."""

    formats: frozenset[str] | None
    given: tuple[str, ...]


Aliases = Mapping[str, Sequence[Target]]


def aliases_of(tree: Any) -> dict[str, list[Target]]:
    """The aliases of a ruleset whose form is right."""
    found: dict[str, list[Target]] = {}
    for name, said in (tree or {}).items():
        if isinstance(said, list):
            found[name] = [Target(None, tuple(said))]
        else:
            found[name] = [
                Target(frozenset(filter(None, map(format_named, one["formats"]))), tuple(one["given"]))
                for one in said["targets"]
            ]
    return found


def expanded(given: Iterable[str], aliases: Aliases, formats: frozenset[str] | None) -> tuple[str, ...]:
    """The expressions that a `given` stands for in a document with some formats, None where it has none.

    Raises AliasError.
    """
    known: dict[str, tuple[str, ...]] = {}
    found = [one for text in given for one in _expanded(text, aliases, formats, known, ())]
    return tuple(dict.fromkeys(found))


def of_any_format(aliases: Aliases) -> dict[str, list[Target]]:
    """Aliases that mean, in every document, all that they may mean in some."""
    return {name: [Target(None, tuple(one for t in targets for one in t.given))] for name, targets in aliases.items()}


def _expanded(
    text: str,
    aliases: Aliases,
    formats: frozenset[str] | None,
    known: dict[str, tuple[str, ...]],
    passed: tuple[str, ...],
) -> tuple[str, ...]:
    if not text.startswith("#"):
        return (text,)
    if text in known:
        return known[text]
    named = _NAME.match(text)
    if named is None:
        raise AliasError("the name of an alias has letters, digits, `_` and `-`")
    name = named[1]
    if name in passed:
        raise AliasError(
            f"the alias `{name}` leads back to itself: {' → '.join((*passed[passed.index(name) :], name))}"
        )
    if name not in aliases:
        raise AliasError(f"there is no alias `{name}`")
    rest = text[named.end() :]
    found: dict[str, None] = {}
    for one in _meant(aliases[name], formats):
        if len(one) + len(rest) > _LONGEST:
            raise AliasError(f"the alias `{name}` leads to expressions longer than {_LONGEST:,} characters")
        found |= dict.fromkeys(_expanded(one + rest, aliases, formats, known, (*passed, name)))
        if len(found) > _MOST:
            raise AliasError(f"the alias `{name}` stands for more than {_MOST:,} expressions")
    known[text] = tuple(found)
    return known[text]


def _meant(targets: Sequence[Target], formats: frozenset[str] | None) -> tuple[str, ...]:
    """What an alias means; of several targets whose formats fit, the last."""
    for target in reversed(targets):
        if target.formats is None or (formats and target.formats & formats):
            return target.given
    return ()
