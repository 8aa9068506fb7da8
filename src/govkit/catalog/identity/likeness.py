"""How alike two records are, and what speaks for it and against it, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from govkit.catalog.entries.kinds.entity import Match
from govkit.catalog.identity.comparison import comparisons
from govkit.catalog.identity.record import Record, Value

_ABSENT = 0.1
"""What of its weight a comparison keeps where a side has no value: less is known, and a little less is believed."""
_HAIR = 1e-9
"""What rounding may take away."""
_FOR, _AGAINST = 0.8, 0.5


class Speaks(StrEnum):
    """What a field says about two records."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field, or set of fields, of two records: both values as their systems have them, None where there is none.

    `percent` is how alike they are; None where one is absent.
    """

    field: str
    left: str | None
    right: str | None
    percent: int | None
    speaks: Speaks


class Likeness:
    """Records compared as an entity declares it.

    Each comparison counts as much as its weight; a key of which both records have a value counts as much as the
    heaviest. Mistyped keys count as codes that are a slip apart.
    """

    def __init__(self, match: Match, key_names: Sequence[str]) -> None:
        """Raises MissingExtra where what compares is not installed."""
        known = comparisons()
        self._names = [" | ".join(one.fields) for one in match.similar]
        self._how = [known[one.as_].likeness for one in match.similar]
        weights = [float(one.weight) for one in match.similar]
        # The heaviest first: it tells the soonest that two records are not alike enough.
        order = sorted(range(len(weights)), key=lambda at: -weights[at])
        self._order = [(at, weights[at], self._how[at]) for at in order]
        self._all = sum(weights)
        self._key_names = key_names
        self._codes = known["code"].likeness
        self._key_weight = max(weights, default=1.0)

    def score(self, left: Record, right: Record, least: float = 0.0) -> float:
        """From 0 to 1; 0 as soon as it is known to stay below `least`."""
        whole = reached = 0.0
        for mine_keys, their_keys in zip(left.keys, right.keys, strict=True):
            if mine_keys and their_keys:
                whole += self._key_weight
                reached += self._key_weight * self._keys_alike(mine_keys, their_keys)
        rest = self._all
        for at, weight, how in self._order:
            rest -= weight
            mine, theirs = left.values[at], right.values[at]
            if not mine or not theirs:
                whole += weight * _ABSENT
            else:
                whole += weight
                if len(mine) == 1 == len(theirs):
                    reached += weight * how(mine[0].normal, theirs[0].normal)
                else:
                    reached += weight * max([how(one.normal, other.normal) for one in mine for other in theirs])
            if (reached + rest) < least * (whole + rest) - _HAIR:  # even if all that follows were equal
                return 0.0
        found = reached / whole if whole else 0.0
        return found if found >= least - _HAIR else 0.0

    def evidence(self, left: Record, right: Record) -> tuple[Evidence, ...]:
        """What was compared, what is absent on a side included."""
        found = []
        for number, name in enumerate(self._key_names):
            mine, theirs = left.keys[number], right.keys[number]
            if mine or theirs:
                percent = round(100 * self._keys_alike(mine, theirs)) if mine and theirs else None
                found.append(Evidence(name, _keys_shown(mine), _keys_shown(theirs), percent, _speaks(percent)))
        for at, name in enumerate(self._names):
            found += self._compared(at, name, left.values[at], right.values[at])
        return tuple(found)

    def _compared(self, at: int, name: str, mine: tuple[Value, ...], theirs: tuple[Value, ...]) -> list[Evidence]:
        if mine and theirs:
            best, one, other = self._best(at, mine, theirs)
            percent = int(100 * best)
            return [Evidence(name, one.shown, other.shown, percent, _speaks(percent))]
        if mine or theirs:
            shown = [values[0].shown if values else None for values in (mine, theirs)]
            return [Evidence(name, shown[0], shown[1], None, Speaks.NEITHER)]
        return []

    def _best(self, at: int, mine: tuple[Value, ...], theirs: tuple[Value, ...]) -> tuple[float, Value, Value]:
        """The likeness of the two values that are nearest, and these."""
        how = self._how[at]
        found = [(how(one.normal, other.normal), one, other) for one in mine for other in theirs]
        return max(found, key=lambda one: one[0])

    def _keys_alike(self, mine: frozenset[tuple[str, ...]], theirs: frozenset[tuple[str, ...]]) -> float:
        """1 for keys that share a value, less where one may be mistyped."""
        if not mine.isdisjoint(theirs):
            return 1.0
        codes = self._codes
        return max(min(map(codes, one, other)) for one in mine for other in theirs)


def _keys_shown(values: frozenset[tuple[str, ...]]) -> str | None:
    return ", ".join(sorted(" ".join(value) for value in values)) or None


def _speaks(percent: int | None) -> Speaks:
    if percent is None:
        return Speaks.NEITHER
    return Speaks.FOR if percent >= 100 * _FOR else Speaks.AGAINST if percent < 100 * _AGAINST else Speaks.NEITHER
