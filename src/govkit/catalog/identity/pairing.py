"""Which records are worth comparing: those that share something rare. What is counted here bounds the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from govkit.catalog.identity.comparison import Comparison
from govkit.catalog.identity.record import Record

MOST_BESIDE = 20
"""Records that may share a block; a block of more, such as a frequent word, tells nothing and is left out."""
MOST_PAIRS_A_RECORD = 40
"""Pairs that are compared, for each record there is."""


@dataclass(slots=True)
class Counted:
    """What was left out: blocks that too many share, and pairs beyond the bound."""

    crowded: int = 0
    left_out: int = 0


def pairs(
    records: Sequence[Record],
    comparisons: Sequence[Comparison],
    counted: Counted,
    wanted: Callable[[int, int], bool],
) -> Iterator[tuple[int, int]]:
    """Pairs that share a block and are wanted, each once, those of the smallest blocks first.

    What is not wanted does not count. The same whatever the order in which the records came, as long as `records` is
    sorted.
    """
    room = MOST_PAIRS_A_RECORD * len(records)
    seen: set[int] = set()
    count = len(records)
    for block in _small(records, comparisons, counted):
        for index, left in enumerate(block):
            for right in block[index + 1 :]:
                pair = left * count + right
                if pair in seen or not wanted(left, right):
                    continue
                if len(seen) >= room:
                    counted.left_out += 1
                    continue
                seen.add(pair)
                yield left, right


def _small(records: Sequence[Record], comparisons: Sequence[Comparison], counted: Counted) -> list[tuple[int, ...]]:
    """The records of each block that tells something, each set once, the smallest first."""
    alone: dict[str, int] = {}
    shared: dict[str, list[int]] = {}
    crowded: set[str] = set()
    for at, record in enumerate(records):
        for name in _blocks(record, comparisons):
            first = alone.setdefault(name, at)
            if first == at or name in crowded:
                continue
            beside = shared.setdefault(name, [first])
            beside.append(at)
            if len(beside) > MOST_BESIDE:
                crowded.add(name)
                del shared[name]
    counted.crowded = len(crowded)
    return sorted({tuple(found) for found in shared.values()}, key=lambda found: (len(found), found))


def _blocks(record: Record, comparisons: Sequence[Comparison]) -> set[str]:
    """The blocks of a record, each with the name of the comparison before it."""
    return {
        f"{how.name} {block}"
        for how, values in zip(comparisons, record.values, strict=True)
        for value in values
        for block in how.blocks(value.normal)
    }
