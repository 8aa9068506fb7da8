"""What may befall a delivery, as it is declared: it comes twice, late, behind the next, never, or ill signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from random import Random
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from govkit.catalog.entries.form import Duration, Form

_LONGEST = 30 * 86_400.0
_Odds = Annotated[float, Field(ge=0, le=1)]
_Seconds = Annotated[float, Field(ge=0, le=_LONGEST)]


class BadOrder(ValueError):
    """An order that is none; says why."""


class Delay(Form):
    """How often deliveries come late, and by how much."""

    odds: _Odds = Field(default=1.0, description="How often, 0 to 1.")
    seconds: tuple[_Seconds, _Seconds] = Field(description="The least and the most.")

    @field_validator("seconds")
    @classmethod
    def _ordered(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError("names the least first, then the most")
        return value


class Odds(Form):
    """What befalls deliveries of some events. Of several that fit, the first counts."""

    system: str = Field(default="*", description="The systems, with `*` for any text.")
    event: str = Field(default="*", description="The events, with `*` for any text.")
    duplicate: _Odds = Field(default=0.0, description="How often an event is delivered twice.")
    delay: Delay | None = Field(default=None, description="How often, and by how much, it comes late.")
    reorder: _Odds = Field(default=0.0, description="How often it comes behind the next one.")
    lose: _Odds = Field(default=0.0, description="How often it is never sent.")
    corrupt: _Odds = Field(default=0.0, description="How often the first try has a signature of another secret.")
    stale: _Odds = Field(default=0.0, description="How often the first try was signed long ago.")
    times: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many deliveries it strikes; all without it."
    )


class Retries(Form):
    """How often a delivery is tried that was not taken."""

    after: tuple[Duration, ...] = Field(
        default=(), max_length=50, description="The pauses between tries, as ISO 8601 writes them."
    )
    jitter: _Odds = Field(default=0.1, description="How much longer a pause may be, as a part of it.")
    timeout: Annotated[float, Field(gt=0, le=120)] = Field(
        default=10.0, description="Seconds in which a receiver must answer, on the machine's clock."
    )

    @property
    def pauses(self) -> tuple[float, ...]:
        """The pauses in seconds; by default those that Standard Webhooks suggests."""
        return tuple(one.total_seconds() for one in self.after) or _SUGGESTED


_SUGGESTED = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)


class WebhooksForm(Form):
    """How the webhooks of a system behave."""

    odds: tuple[Odds, ...] = Field(default=(), description="What befalls deliveries; the first that fits counts.")
    retries: Retries = Field(default=Retries(), description="How often a delivery is tried.")


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


def orders_of(raw: Any) -> list[Odds]:
    """Orders as JSON has them: one, or a list. Raises BadOrder."""
    listed = raw if isinstance(raw, list) else [raw]
    if len(listed) > 1_000:
        raise BadOrder("there are at most 1,000 orders at a time")
    try:
        return [Odds.model_validate(one) for one in listed]
    except ValidationError as error:
        raise BadOrder(complaint(error)) from error


def complaint(error: ValidationError) -> str:
    """The first thing that is wrong, in one line."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, found["loc"]))
    return f"`{place}`: {found['msg']}" if place else str(found["msg"])
