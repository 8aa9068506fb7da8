"""Numbers that look drawn and are computed: the same for the same seed, place and index, whatever was asked before."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def salt_of(*parts: object) -> int:
    """A number for a place where something is drawn."""
    text = "\0".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def drawn(salt: int, index: int) -> int:
    """A number below 2**64 for an index (the mixing step of SplitMix64)."""
    x = (salt + index * _GOLDEN) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def all_drawn(salt: int, indexes: Iterable[int]) -> list[int]:
    """The numbers for many indexes; it says the same as `drawn`, without a call for each."""
    found = []
    for index in indexes:
        x = (salt + index * _GOLDEN) & _MASK
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
        found.append(x ^ (x >> 31))
    return found


class Weighted:
    """Values of which some come more often than others."""

    __slots__ = ("_bounds", "_values")

    def __init__(self, weights: dict[Any, int]) -> None:
        self._values = list(weights)
        self._bounds = list(accumulate(weights.values()))

    def pick(self, number: int) -> Any:
        """The value for a drawn number."""
        return self._values[bisect_right(self._bounds, number % self._bounds[-1])]


def picked(values: Sequence[Any], number: int) -> Any:
    """One of some values for a drawn number."""
    return values[number % len(values)]
