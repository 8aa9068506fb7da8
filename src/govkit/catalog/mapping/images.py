"""What declarations may make, and when there is nothing that they make."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from govkit.catalog.mapping.reach import Trail
from govkit.catalog.mapping.trial import Source
from govkit.spec.schemas.shape import Spot

_MOST_WAYS = 64

Gaps: TypeAlias = frozenset[Trail]
"""Trails at which there may be nothing."""


@dataclass(frozen=True, slots=True)
class Image:
    """What a declaration may make: schemas that together say it, and in which ways it may come about.

    Each way is the gaps that must be filled for it: there is nothing where each way has a gap with nothing in it.
    `taken` marks what is taken on trust: an identifier that the system itself gave. `constant` comes always.
    """

    spots: tuple[Spot, ...]
    ways: tuple[Gaps, ...] = (frozenset(),)
    sources: tuple[Source, ...] = ()
    constant: bool = False
    taken: bool = False

    @property
    def always(self) -> bool:
        """Whether it is always there."""
        return not all(self.ways)

    def lacking(self, base: Gaps, filled: Gaps) -> list[Gaps]:
        """The gaps of each way that are neither; none where there is a way without."""
        left = [way - base - filled for way in self.ways]
        return left if all(left) else []


def any_of(images: Iterable[Image]) -> tuple[Gaps, ...]:
    """The ways of what is there where any of some is; what needs more than another way is no way of its own."""
    ways = list(dict.fromkeys(way for image in images for way in image.ways))
    return tuple(way for way in ways if not any(other < way for other in ways))


def all_of(images: Sequence[Image]) -> tuple[Gaps, ...]:
    """The ways of what is there where all of some are. Of too many only one is left, that needs everything."""
    if prod(len(image.ways) for image in images) > _MOST_WAYS:
        return (frozenset(gap for image in images for way in image.ways for gap in way),)
    chosen = itertools.product(*(image.ways for image in images))
    return tuple(dict.fromkeys(frozenset().union(*ways) for ways in chosen))
