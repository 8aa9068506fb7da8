"""People at a desk, in a process of their own that may die at any moment: they act on many at a time, as commands do.

What is refused is tried again, what was taken back is dismissed, exceptions and events are replayed. All of it goes on
while workers die, and two people may act on the same.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import DBAPIError

from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed, listed
from govkit.sync.exceptions.replaying import keeping as keeping_all
from govkit.sync.inbox.events import Wanted, kept
from govkit.sync.inbox.replay import Replay, keeping
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database
from tests.chaos.story import REFUSED

WORKFLOW = "change"
ACTOR = "desk"


class Desk:
    """What one of them does, as its lot says."""

    def __init__(
        self, subscriptions: EstateSubscriptions, database: Database, lot: str, now: Callable[[], float]
    ) -> None:
        self._database = database
        self._now = now
        self._rng = random.Random(f"desk {lot}")
        self._actor = f"{ACTOR} {lot}"
        self._subscriptions = subscriptions
        self._actions = Actions(database, actor=self._actor, now=now)

    def act(self) -> None:
        """One act, on all that are open of a kind, on a few, or on events."""
        self._rng.choice((self._retry, self._retry_some, self._dismiss, self._replay, self._replay_events))()

    def _retry(self) -> None:
        for kind in ("refused", "exhausted"):
            self._actions.retry(Narrowed(kind=kind))

    def _retry_some(self) -> None:
        found = [one.id for one in self._open("refused")]
        if found:
            self._actions.retry(Narrowed(ids=tuple(self._rng.sample(found, (len(found) + 1) // 2))))

    def _dismiss(self) -> None:
        """Only what was taken back: what is half done is left to those who look into the platforms."""
        taken_back = tuple(one.id for one in self._open("tier-refused") if one.compensated)
        if taken_back:
            self._actions.dismiss(Narrowed(ids=taken_back), "customer success will not have it")

    def _replay(self) -> None:
        self._actions.replay(Narrowed(kind="refused"), self._subscriptions, keeping_all(self._subscriptions, self._now))

    def _replay_events(self) -> None:
        """A few events that may be through, on their way or waiting; not those whose writes are taken back."""
        with self._database.reading() as connection:
            found = [one.seq for one in kept(connection, Wanted()) if _tier(one.body) != REFUSED]
        made = self._subscriptions.of(WORKFLOW)
        assert made is not None, "the estate has it"
        if found:
            some = tuple(self._rng.sample(found, min(3, len(found))))
            keep = keeping(made.made, self._now)
            door = Replay(self._database, self._subscriptions, self._now, actor=self._actor, keep=keep)
            door.replay(WORKFLOW, Wanted(seqs=some))

    def _open(self, kind: str) -> list[Any]:
        with self._database.reading() as connection:
            return list(listed(connection, Narrowed(kind=kind)))

    def rest(self) -> None:
        """Until the next act."""
        time.sleep(self._rng.uniform(0.05, 0.5))


def _tier(body: str) -> str:
    return str(json.loads(body)["data"]["tier"])


def work(subscriptions: EstateSubscriptions, order: dict[str, Any]) -> None:
    """Acts until it is killed; who has lost the database tries again, as people do."""
    shift = float(order.get("shift", 0.0))
    database = Database(order["database"], pool=2)
    desk = Desk(subscriptions, database, str(order["desk"]), lambda: time.time() + shift)
    while True:
        with suppress(DBAPIError):
            desk.act()
        desk.rest()
