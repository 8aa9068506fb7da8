"""Which of many things are alike: sets of features compared, without comparing each with each.

A pair that shares enough of its features shares one of the rarest few of each, so only those are indexed (prefix
filtering: Chaudhuri et al. 2006, Bayardo et al. 2007). What is found is all there is; what it costs grows with what is
alike, and is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import Generic, TypeVar

MOST_COMPARED = 200_000
_TRIED = 50

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Featured(Generic[T]):
    """A thing and what it is compared by."""

    thing: T
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """Two things that are alike, the features that both have, and how many there are of which both have some."""

    one: T
    other: T
    shared: tuple[str, ...]
    of: int

    @property
    def percent(self) -> int:
        """How much of what both have is shared, in whole percent, rounded down."""
        return 100 * len(self.shared) // self.of


@dataclass(slots=True)
class Alike(Generic[T]):
    """What was found; `complete` is false where the budget of comparisons ran out."""

    pairs: list[Pair[T]] = field(default_factory=list)
    complete: bool = True
    compared: int = 0


def alike(
    things: Sequence[Featured[T]],
    least: Fraction,
    shared: int,
    may: Callable[[T, T], bool],
    most: int = MOST_COMPARED,
) -> Alike[T]:
    """The pairs that share at least `least` of their features, and at least so many; `may` says which count at all.

    Of many that are equal each is paired with the first, so that a hundred copies are a hundred pairs. The order of
    the things is that of the pairs.
    """
    place = {one.thing: index for index, one in enumerate(things)}
    groups: dict[frozenset[str], list[T]] = {}
    for one in things:
        if len(one.features) >= shared:
            groups.setdefault(one.features, []).append(one.thing)
    found: Alike[T] = Alike()
    for features, group in groups.items():
        for index, thing in enumerate(group):
            first = next((other for other in group[: min(index, _TRIED)] if may(other, thing)), None)
            if first is not None:
                found.pairs.append(Pair(first, thing, tuple(sorted(features)), len(features)))
    for mine, theirs in _candidates([*groups], least, found, most):
        common = mine & theirs
        if len(common) < shared or len(common) < least * len(mine | theirs):
            continue
        pair = _first(groups[mine], groups[theirs], may)
        if pair is not None:
            ends = sorted(pair, key=place.__getitem__)
            found.pairs.append(Pair(ends[0], ends[1], tuple(sorted(common)), len(mine | theirs)))
    found.pairs.sort(key=lambda pair: (place[pair.one], place[pair.other]))
    return found


def _first(ones: Sequence[T], others: Sequence[T], may: Callable[[T, T], bool]) -> tuple[T, T] | None:
    pairs = ((one, other) for one in ones[:_TRIED] for other in others[:_TRIED])
    return next((pair for pair in pairs if may(*pair)), None)


def _candidates(
    sets: Sequence[frozenset[str]], least: Fraction, found: Alike[T], most: int
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Pairs that may share enough, each once; smaller sets are met first."""
    frequency = Counter(feature for one in sets for feature in one)
    ordered = sorted((len(one), sorted(one, key=lambda name: (frequency[name], name)), one) for one in sets)
    index: dict[str, _Posting] = {}
    for size, features, one in ordered:
        prefix = features[: size - ceil(least * size) + 1]
        seen: set[frozenset[str]] = set()
        for feature in prefix:
            for other in index.get(feature, _NONE).from_size(least * size):
                if other in seen:
                    continue
                seen.add(other)
                if found.compared >= most:
                    found.complete = False
                    return
                found.compared += 1
                yield other, one
        for feature in prefix:
            index.setdefault(feature, _Posting()).sets.append(one)


@dataclass(slots=True)
class _Posting:
    """The sets that a feature is indexed for, by size; those that are too small for all that come are passed over."""

    sets: list[frozenset[str]] = field(default_factory=list)
    start: int = 0

    def from_size(self, least: Fraction) -> Iterator[frozenset[str]]:
        """The sets that are no smaller, where each call asks for no smaller ones than the one before."""
        while self.start < len(self.sets) and len(self.sets[self.start]) < least:
            self.start += 1
        return islice(self.sets, self.start, None)


_NONE = _Posting()
