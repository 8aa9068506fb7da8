"""Names as people write them: their words, and the case in which they are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise


class Case(StrEnum):
    """How the words of a name are joined, in words for people."""

    SNAKE = "snake case"
    KEBAB = "kebab case"
    CAMEL = "camel case"
    PASCAL = "Pascal case"
    MACRO = "upper case with underscores"


_CASES = (
    (Case.SNAKE, re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")),
    (Case.KEBAB, re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")),
    (Case.CAMEL, re.compile(r"[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*")),
    (Case.MACRO, re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")),
    (Case.PASCAL, re.compile(r"[A-Z][a-z0-9]+[A-Za-z0-9]*")),
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_MOST = 200  # characters of a name that are looked at: what is longer is no name


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `createdAt`, `created_at` and `Created-At` are the same two."""
    return tuple(found.lower() for found in _WORD.findall(name[:_MOST]))


@lru_cache(maxsize=65_536)
def case_of(name: str) -> Case | None:
    """The case that a name shows; None for one word, which is the same in several, and for what is in none."""
    return next((case for case, form in _CASES if form.fullmatch(name[:_MOST])), None)


def usual(names: Iterable[str]) -> tuple[Case, int, int] | None:
    """The case of at least four fifths of the names that show one, with how many they are and of how many.

    None where no case is that usual, or fewer than five names show one.
    """
    counted = Counter(case for name in names if (case := case_of(name)) is not None)
    total = counted.total()
    if total < 5:
        return None
    (case, number), *_ = counted.most_common(1)
    return (case, number, total) if number * 5 >= total * 4 else None


_PLURALS = frozenset(
    {"children", "people", "men", "women", "data", "metadata", "media", "criteria", "indices", "feedback", "staff"}
    | {"history", "usage", "content", "inventory", "traffic", "auth", "information", "info", "search", "equipment"}
)
"""Plurals without an s, and what is not counted."""
_NO_PLURALS = frozenset({"status", "address", "process", "access", "bus", "analysis", "basis", "class", "business"})


def is_plural(name: str) -> bool:
    """Whether a name may stand for several things: `invoices`, `codes_of_conduct`. English only, and generous."""
    said = [word for word in words(name) if not word.isdigit() and len(word) > 1]
    ends = [*said[-1:], *(word for word, then in pairwise(said) if then in _JOINING)]
    if not said:
        return bool(name)  # in no letters that are known here
    return any(
        last in _PLURALS or (last.endswith("s") and last not in _NO_PLURALS and not last.endswith("ss"))
        for last in ends
    )


_JOINING = frozenset({"of", "to", "by", "for", "in", "on", "with"})
