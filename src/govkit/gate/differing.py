"""What differs between two texts, line by line, in time that grows with what differs and not with the texts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

_CONTEXT = 2
"""Lines that are shown around what differs."""

_Region: TypeAlias = tuple[int, int, int, int]
"""Lines of one text, from and to, in whose place there are lines of the other."""


def unified(before: Sequence[str], after: Sequence[str], origin: str, goal: str) -> Iterator[str]:
    """The difference of two texts in the unified form, with the names that they have; nothing where there is none."""
    hunks = _hunks(_regions(before, after))
    if hunks:
        yield f"--- {origin}"
        yield f"+++ {goal}"
    for hunk in hunks:
        start, begin = max(0, hunk[0][0] - _CONTEXT), max(0, hunk[0][2] - _CONTEXT)
        end, stop = min(len(before), hunk[-1][1] + _CONTEXT), min(len(after), hunk[-1][3] + _CONTEXT)
        yield f"@@ -{_range(start, end)} +{_range(begin, stop)} @@"
        at = start
        for low, high, first, last in hunk:
            yield from (f" {line}" for line in before[at:low])
            yield from (f"-{line}" for line in before[low:high])
            yield from (f"+{line}" for line in after[first:last])
            at = high
        yield from (f" {line}" for line in before[at:end])


def _range(start: int, end: int) -> str:
    size = end - start
    if size == 1:
        return str(start + 1)
    return f"{start + 1 if size else start},{size}"


def _hunks(regions: list[_Region]) -> list[list[_Region]]:
    """The regions whose surroundings touch, together."""
    found: list[list[_Region]] = []
    for region in regions:
        if found and region[0] - found[-1][-1][1] <= 2 * _CONTEXT:
            found[-1].append(region)
        else:
            found.append([region])
    return found


def _regions(before: Sequence[str], after: Sequence[str]) -> list[_Region]:
    """What differs, in order: looked for between the lines that each text has once, and that keep their order."""
    found: list[_Region] = []
    at = to = 0
    for low, high in (*_anchors(before, after), (len(before), len(after))):
        if before[at:low] != after[to:high]:
            parts = SequenceMatcher(None, before[at:low], after[to:high], autojunk=False).get_opcodes()
            found += [(at + a, at + b, to + c, to + d) for tag, a, b, c, d in parts if tag != "equal"]
        at, to = low, high  # the anchor itself is a part of what follows, where it is the same on both sides
    return found


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of lines that stand once in either text, in the same order (patience sorting)."""
    once = {line for line, count in Counter(before).items() if count == 1}
    once &= {line for line, count in Counter(after).items() if count == 1}
    places = {line: number for number, line in enumerate(after) if line in once}
    lows: list[int] = []
    tops: list[tuple[int, int]] = []
    chain: dict[tuple[int, int], tuple[int, int] | None] = {}
    for number, line in enumerate(before):
        if line in once:
            pair = (number, places[line])
            pile = bisect_left(lows, pair[1])
            chain[pair] = tops[pile - 1] if pile else None
            if pile == len(lows):
                lows.append(pair[1])
                tops.append(pair)
            else:
                lows[pile], tops[pile] = pair[1], pair
    found: list[tuple[int, int]] = []
    last = tops[-1] if tops else None
    while last is not None:
        found.append(last)
        last = chain[last]
    return found[::-1]
