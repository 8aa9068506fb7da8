"""What befalls deliveries, drawn by lot from what was ordered and declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from govkit.mocks.webhooks.odds import Odds

SUGGESTED = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""The pauses between tries, in seconds, that Standard Webhooks suggests."""


class Tries(Protocol):
    """How often a delivery is tried that was not taken."""

    @property
    def pauses(self) -> tuple[float, ...]:
        """The pauses between tries, in seconds."""

    @property
    def jitter(self) -> float:
        """How much longer a pause may be, as a part of it."""

    @property
    def timeout(self) -> float:
        """Seconds in which a receiver must answer."""


class Manner(Protocol):
    """How the webhooks of a system behave."""

    @property
    def odds(self) -> tuple[Odds, ...]:
        """What befalls deliveries."""

    @property
    def retries(self) -> Tries:
        """How often a delivery is tried."""


@dataclass(frozen=True, slots=True)
class UsualTries:
    """How often a delivery is tried where nothing is declared."""

    pauses: tuple[float, ...] = SUGGESTED
    jitter: float = 0.1
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Usual:
    """How webhooks behave where nothing is declared."""

    odds: tuple[Odds, ...] = ()
    retries: UsualTries = UsualTries()


@dataclass(frozen=True, slots=True)
class Fate:
    """What befalls one delivery."""

    lost: bool = False
    twice: bool = False
    behind: bool = False
    late: timedelta = timedelta()
    corrupt: bool = False
    stale: bool = False

    @property
    def words(self) -> list[str]:
        """What is told of it."""
        named = {
            "lost": self.lost,
            "duplicated": self.twice,
            "reordered": self.behind,
            "delayed": bool(self.late),
            "corrupt": self.corrupt,
            "stale": self.stale,
        }
        return [word for word, befell in named.items() if befell]


PLAIN = Fate()


@dataclass(slots=True)
class _Counted:
    odds: Odds
    hits: int = 0


@dataclass(slots=True)
class Fates:
    """The orders that stand, and how often each has struck."""

    _orders: list[_Counted] = field(default_factory=list)

    def replace(self, orders: Iterable[Odds]) -> None:
        """Takes all back that was ordered, and orders anew."""
        self._orders = [_Counted(one) for one in orders]

    def told(self) -> list[dict[str, Any]]:
        """The orders as JSON, each with its hits."""
        return [
            {**one.odds.model_dump(mode="json", by_alias=True, exclude_none=True), "hits": one.hits}
            for one in self._orders
        ]

    def of(self, system: str, event: str, random: Random) -> Fate:
        """What befalls a delivery; the same for the same orders and the same random numbers."""
        for order in self._orders:
            odds = order.odds
            if odds.times is not None and order.hits >= odds.times:
                continue
            if fnmatchcase(system, odds.system) and fnmatchcase(event, odds.event):
                fate = _drawn(odds, random)
                order.hits += fate != PLAIN
                return fate
        return PLAIN


def _drawn(odds: Odds, random: Random) -> Fate:
    draws = [random.random() for _ in range(7)]  # all of them always, so that one odds does not change the others
    if draws[0] < odds.lose:
        return Fate(lost=True)
    late = timedelta()
    if odds.delay is not None and draws[1] < odds.delay.odds:
        least, most = odds.delay.seconds
        late = timedelta(seconds=round(least + (most - least) * draws[2], 3))
    return Fate(
        twice=draws[3] < odds.duplicate,
        behind=draws[4] < odds.reorder,
        late=late,
        corrupt=draws[5] < odds.corrupt,
        stale=draws[6] < odds.stale,
    )
