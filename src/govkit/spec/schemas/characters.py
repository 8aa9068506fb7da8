"""Sets of characters: sorted ranges of code points, with the categories that ECMA-262 means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from govkit.spec.schemas.parsed import constants as sre

Ranges = tuple[tuple[int, int], ...]
"""Sorted, apart from each other, both ends inclusive."""

_LAST = 0x10FFFF
_SURROGATES = (0xD800, 0xDFFF)
_VISIBLE = (0x21, 0x7E)
_READABLE = "aA0 -_.x/:@Zz9"
_FURTHER = "ñ中"
_PRINTABLE = 0xA1
"""From here on, where nothing before it serves."""


def united(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, with those that touch joined."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return tuple(joined)


def negated(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """All other characters of Unicode. Surrogates are none: no JSON text holds one alone."""
    gaps, following = [], 0
    for low, high in united([*ranges, _SURROGATES]):
        if following < low:
            gaps.append((following, low - 1))
        following = high + 1
    if following <= _LAST:
        gaps.append((following, _LAST))
    return tuple(gaps)


ANY = negated(())
_DIGITS: Ranges = ((0x30, 0x39),)
_WORDS: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
# ECMA-262, sections 12.2 and 12.3: white space and line terminators
_OTHER_SPACES = ((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))
_SPACES: Ranges = ((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), *_OTHER_SPACES)
_CATEGORIES: dict[Any, Ranges] = {
    sre.CATEGORY_DIGIT: _DIGITS,
    sre.CATEGORY_NOT_DIGIT: negated(_DIGITS),
    sre.CATEGORY_SPACE: _SPACES,
    sre.CATEGORY_NOT_SPACE: negated(_SPACES),
    sre.CATEGORY_WORD: _WORDS,
    sre.CATEGORY_NOT_WORD: negated(_WORDS),
}


def read_by(op: Any, argument: Any) -> Ranges | None:
    """The characters that a node of a parsed expression reads, None if it is no node that reads one character."""
    if op is sre.LITERAL:
        return negated(negated([(argument, argument)]))
    if op is sre.NOT_LITERAL:
        return negated([(argument, argument)])
    if op is sre.ANY:
        return negated(_LINE_ENDS)
    return _of_class(argument) if op is sre.IN else None


def _of_class(members: Sequence[tuple[Any, Any]]) -> Ranges | None:
    ranges: list[tuple[int, int]] = []
    for op, argument in members:
        if op is sre.LITERAL:
            ranges.append((argument, argument))
        elif op is sre.RANGE:
            ranges.append(argument)
        elif op is sre.CATEGORY and argument in _CATEGORIES:
            ranges += _CATEGORIES[argument]
        elif op is not sre.NEGATE:
            return None
    others = negated(ranges)
    return others if members and members[0][0] is sre.NEGATE else negated(others)


def parts(classes: Sequence[Ranges]) -> dict[int, Ranges]:
    """The least sets of which all classes are made: each by the classes it is in, bit n for class n."""
    turns: dict[int, int] = {}
    for n, ranges in enumerate(classes):
        for low, high in ranges:
            turns[low] = turns.get(low, 0) ^ 1 << n
            turns[high + 1] = turns.get(high + 1, 0) ^ 1 << n
    found: dict[int, list[tuple[int, int]]] = {}
    within, since = 0, 0
    for place in sorted(turns):
        if within:
            found.setdefault(within, []).append((since, place - 1))
        within, since = within ^ turns[place], place
    return {mask: tuple(ranges) for mask, ranges in found.items()}


@lru_cache(maxsize=1024)
def preference(ranges: Ranges) -> tuple[int, int]:
    """How well the best character of a set reads, the least best; then that character."""
    for rank, character in enumerate(_READABLE):
        if _within(ord(character), ranges):
            return rank, ord(character)
    for low, high in ranges:
        if low <= _VISIBLE[1] and high >= _VISIBLE[0]:
            return len(_READABLE), max(low, _VISIBLE[0])
    further = next((ord(c) for c in _FURTHER if _within(ord(c), ranges)), None)
    if further is None:
        further = next((max(low, _PRINTABLE) for low, high in ranges if high >= _PRINTABLE), ranges[0][0])
    return len(_READABLE) + 1, further


@lru_cache(maxsize=1024)
def samples(ranges: Ranges) -> tuple[str, str]:
    """Two characters of a set that read well, different ones where there are."""
    best = chr(preference(ranges)[1])
    return best, next((c for c in reversed(_READABLE) if _within(ord(c), ranges)), best)


def _within(number: int, ranges: Ranges) -> bool:
    return any(low <= number <= high for low, high in ranges)
