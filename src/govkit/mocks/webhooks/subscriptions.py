"""Who is told of what: named on the command line, by tests, through the API itself, or with a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from govkit.mocks.state.words import plain
from govkit.mocks.webhooks.signing import Key

_MOST = 1_000


class Origin(StrEnum):
    """Who subscribed."""

    COMMAND_LINE = "command line"
    CONTROL = "control"
    API = "api"
    CALLBACK = "callback"


@dataclass(slots=True, eq=False)
class Subscription:
    """Where events of some systems go. `events` are globs; without keys of its own the secrets of the system sign.

    `key` is the object whose callbacks it takes. `machine_time`: signatures carry the time of the machine, and not that
    of the mocks' clock.
    """

    id: str
    url: str
    origin: Origin
    system: str = "*"
    events: tuple[str, ...] = ("*",)
    keys: list[Key] = field(default_factory=list, repr=False)
    key: str | None = None
    machine_time: bool = False
    active: bool = True
    made: int = 0
    """How many keys of its own there were that have names."""

    lane: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    """Deliveries to one subscriber are made one after the other, so that their order is what the mock made it."""

    held: list[Any] = field(default_factory=list, repr=False)
    """Deliveries that wait for the next one to go first."""

    is_kept: Callable[[], bool] | None = field(default=None, repr=False)
    """Whether the endpoint that it stands for is there and on."""

    ended: Callable[[], None] | None = field(default=None, repr=False)
    """Told when a receiver says that it is gone."""

    counts: dict[tuple[str, ...], int] = field(default_factory=dict, repr=False)

    @property
    def is_on(self) -> bool:
        """Whether anything is sent to it."""
        return self.active and (self.is_kept is None or self.is_kept())

    def wants(self, system: str, name: str) -> bool:
        """Whether it is told of an event."""
        if not self.is_on or not fnmatchcase(system, self.system):
            return False
        return any(fnmatchcase(name, one) or plain(one) == plain(name) for one in self.events)

    def nth(self, *place: str) -> int:
        """How many of its deliveries had that place, this one with them."""
        self.counts[place] = self.counts.get(place, 0) + 1
        return self.counts[place]

    def valid_keys(self, now: datetime) -> list[Key]:
        """The keys of its own that sign at an instant, the newest first."""
        return [one for one in self.keys if one.until is None or one.until > now]

    def end(self) -> None:
        """Sends nothing any more."""
        self.active = False
        if self.ended is not None:
            self.ended()

    def told(self) -> dict[str, Any]:
        """The subscription as JSON, without its secrets."""
        return {
            "id": self.id,
            "url": self.url,
            "system": self.system,
            "events": list(self.events),
            "origin": self.origin.value,
            "active": self.is_on,
            "secret": self.keys[0].source if self.keys else "of the system",
            "time": "machine" if self.machine_time else "mock",
        }


class Full(Exception):
    """There are more subscriptions than anybody needs."""


class Subscriptions:
    """All subscriptions, in the order of their making."""

    def __init__(self) -> None:
        self._known: dict[str, Subscription] = {}
        self._made = 0

    def __iter__(self) -> Iterator[Subscription]:
        return iter(list(self._known.values()))

    def __bool__(self) -> bool:
        return bool(self._known)

    def add(self, url: str, origin: Origin, **rest: Any) -> Subscription:
        """A new subscription. Raises Full; callbacks make room for each other."""
        if len(self._known) >= _MOST:
            oldest = next((one for one in self if one.origin is Origin.CALLBACK), None)
            if oldest is None:
                raise Full(f"there are at most {_MOST:,} subscriptions")
            del self._known[oldest.id]
        self._made += 1
        made = Subscription(f"sub_{self._made}", url, origin, **rest)
        self._known[made.id] = made
        return made

    def named(self, name: str) -> Subscription | None:
        """The subscription of that id."""
        return self._known.get(name)

    def remove(self, name: str) -> None:
        """Ends a subscription."""
        self._known.pop(name).active = False

    def snapshot(self) -> Any:
        """The subscriptions of now, as a value that nothing later changes."""
        return self._made, [(one, _held(one)) for one in self]

    def restore(self, kept: Any) -> None:
        """The subscriptions of then."""
        self._made, listed = kept
        self._known = {}
        for one, values in listed:
            for name, value in values.items():
                setattr(one, name, dict(value) if isinstance(value, dict) else value)
            self._known[one.id] = one

    def reset(self) -> None:
        """Keeps what the command line named, as new."""
        kept = [one for one in self if one.origin is Origin.COMMAND_LINE]
        self._known, self._made = {}, 0
        for one in kept:
            self.add(one.url, one.origin, system=one.system, events=one.events, keys=one.keys)


def _held(one: Subscription) -> dict[str, Any]:
    """What may change of a subscription."""
    held = {name: getattr(one, name) for name in ("url", "events", "active")}
    return {**held, "keys": list(one.keys), "counts": dict(one.counts)}
