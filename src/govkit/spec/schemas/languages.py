"""What a regular expression says of lengths and, where it matches few texts, of the texts themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from govkit.spec.schemas.automata import few_texts
from govkit.spec.schemas.parsed import constants as sre
from govkit.spec.schemas.parsed import parsed, read_alike
from govkit.spec.schemas.patterns import automaton

_MOST_TEXTS = 64
_LONGEST = 100
_LOOKS = re.compile(r"\(\?<?[=!]")
"""What begins to look around, of which both sides think alike: it is as long as nothing."""


@lru_cache(maxsize=2048)
def widths(pattern: str) -> tuple[int, int | None]:
    """The least and the greatest number of characters of a text in which the expression is found.

    None where there is no greatest, or where it is not plain: an expression that is not anchored at both ends says
    nothing of what stands around its match.
    """
    tree = parsed(pattern) if read_alike(_LOOKS.sub("(", pattern)) else None
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
    machine = automaton(pattern)
    return None if machine is None else few_texts(machine, _MOST_TEXTS)
