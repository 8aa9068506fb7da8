"""The log of deliveries: what was to be told to whom, each try, and what came of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from govkit.mocks.agenda import Planned
from govkit.mocks.responses import NOTHING
from govkit.mocks.webhooks.fates import PLAIN, Fate
from govkit.mocks.webhooks.hooks import Hook
from govkit.mocks.webhooks.subscriptions import Subscription

_MOST_KEPT = 20_000
_MOST_PENDING = 60_000
_LOOKED_AT = 50
"""How many of the oldest are looked at for one that may go."""


class State(StrEnum):
    """What became of a delivery."""

    PENDING = "pending"
    TAKEN = "taken"
    GIVEN_UP = "given up"
    LOST = "lost"
    INVALID = "invalid"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(slots=True)
class Try:
    """One try: `status` is what was answered, `error` why nothing was."""

    at: datetime
    url: str
    status: int | None = None
    error: str | None = None
    seconds: float = 0.0
    fate: str | None = None
    undeclared: bool = False

    def told(self) -> dict[str, Any]:
        """The try as JSON."""
        told: dict[str, Any] = {"at": written(self.at), "url": self.url}
        told |= {"status": self.status} if self.error is None else {"error": self.error}
        told["duration"] = round(self.seconds, 4)
        if self.fate is not None:
            told["fate"] = self.fate
        if self.undeclared:
            told["undeclared"] = True
        return told


@dataclass(slots=True)
class Delivery:
    """An event on its way to one subscriber. Its secrets are the subscription's, and never here."""

    id: str
    message: str
    system: str
    hook: Hook
    key: str | None
    body: Any
    created: datetime
    media: str | None = None
    content: bytes = b""
    subscription: Subscription | None = None
    fate: Fate = PLAIN
    nth: int = 1
    state: State = State.PENDING
    problem: str | None = None
    duplicate_of: str | None = None
    tries: list[Try] = field(default_factory=list)
    since: int = 0
    """The tries before somebody asked to deliver it anew."""

    planned: Planned | None = None

    def end(self, state: State, problem: str | None = None) -> None:
        """Notes what became of it; nothing is tried any more."""
        self.state, self.problem = state, problem
        if self.planned is not None:
            self.planned.cancel()
            self.planned = None

    def told(self) -> dict[str, Any]:
        """The delivery as JSON."""
        told: dict[str, Any] = {
            "id": self.id,
            "webhookId": self.message,
            "system": self.system,
            "event": self.hook.name,
            "key": self.key,
            "subscription": self.subscription.id if self.subscription is not None else None,
            "url": self.subscription.url if self.subscription is not None else None,
            "created": written(self.created),
            "state": self.state.value,
            "fate": self.fate.words,
            "body": None if self.body is NOTHING else self.body,
            "tries": [one.told() for one in self.tries],
        }
        if self.planned is not None and not self.planned.cancelled:
            told["next"] = written(self.planned.instant)
        if self.problem is not None:
            told["problem"] = self.problem
        if self.duplicate_of is not None:
            told["duplicateOf"] = self.duplicate_of
        return told


class Log:
    """The latest deliveries, in the order of their making."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Delivery] = OrderedDict()
        self._made = 0

    def next_id(self) -> str:
        """The id of the next delivery."""
        self._made += 1
        return f"dlv_{self._made:06d}"

    def add(self, delivery: Delivery) -> None:
        """Keeps a delivery; where there are too many, the oldest goes of which something has become."""
        self._kept[delivery.id] = delivery
        if len(self._kept) <= _MOST_KEPT:
            return
        name, oldest = next(
            (one for one in islice(self._kept.items(), _LOOKED_AT) if one[1].state is not State.PENDING),
            next(iter(self._kept.items())),
        )
        if oldest.state is not State.PENDING or len(self._kept) > _MOST_PENDING:
            oldest.end(State.GIVEN_UP, "too many deliveries are under way")
            del self._kept[name]

    def named(self, name: str) -> Delivery | None:
        """The delivery of that id."""
        return self._kept.get(name)

    def __iter__(self) -> Iterator[Delivery]:
        return iter(list(self._kept.values()))

    def clear(self) -> None:
        """Forgets everything; ids begin at one again."""
        for one in self._kept.values():
            if one.state is State.PENDING:
                one.end(State.GIVEN_UP)
        self._kept.clear()
        self._made = 0


def written(instant: datetime) -> str:
    """An instant as RFC 3339 writes it."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
