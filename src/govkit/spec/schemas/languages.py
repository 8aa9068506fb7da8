"""What a regular expression says of lengths and, where it matches few texts, of the texts themselves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from govkit.spec.schemas.parsed import constants as sre
from govkit.spec.schemas.parsed import parsed
from govkit.spec.schemas.patterns import automaton

_MOST_TEXTS = 64
_LONGEST = 100


@lru_cache(maxsize=2048)
def widths(pattern: str) -> tuple[int, int | None]:
    """The least and the greatest number of characters of a text in which the expression is found.

    None where there is no greatest, or where it is not plain: an expression that is not anchored at both ends says
    nothing of what stands around its match.
    """
    tree = parsed(pattern)
    if tree is None:
        return 0, None
    low, high = tree.getwidth()
    parts = list(tree)
    starts = bool(parts) and parts[0] == (sre.AT, sre.AT_BEGINNING)
    ends = bool(parts) and parts[-1] == (sre.AT, sre.AT_END)
    endless = high >= sre.MAXREPEAT or not (starts and ends)
    return low, None if endless else high


@lru_cache(maxsize=1024)
def all_texts(pattern: str) -> tuple[str, ...] | None:
    """Every text that matches the expression, where there are few; None where there are many or that is not seen."""
    high = widths(pattern)[1]
    if high is None or high > _LONGEST:
        return None
    found = automaton(pattern)
    if found is None:
        return None
    machine = found[0]
    texts: list[str] = []
    waiting: list[tuple[Any, str]] = [(machine.initial, "")]
    while waiting:
        state, text = waiting.pop()
        if state in machine.finals:
            texts.append(text)
        if len(text) > high:  # a state that leads nowhere
            continue
        for characters, target in machine.map[state].items():
            if not machine.islive(target):
                continue
            if characters.negated:
                return None
            waiting += [(target, text + character) for character in _characters(characters)]
        if len(waiting) + len(texts) > _MOST_TEXTS:
            return None
    return tuple(sorted(texts))


def _characters(characters: Any) -> list[str]:
    """The characters of a class; of a large one as many as show that it is."""
    found: list[str] = []
    for low, high in characters.ord_ranges:
        found += map(chr, range(low, min(high, low + _MOST_TEXTS) + 1))
    return found
