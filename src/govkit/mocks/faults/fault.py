"""An order in force: whom it strikes is decided by counts and by numbers that its seed gives, and by nothing else."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from govkit.mocks.faults.course import Course
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import FaultKind, Strike, all_kinds
from govkit.mocks.faults.matching import Asking
from govkit.mocks.json_text import write_json
from govkit.mocks.messages import JsonObject

_MOST_GROUPS = 10_000


@dataclass(slots=True)
class _Count:
    """What is counted of the requests of one group."""

    seen: int = 0
    hits: int = 0
    memory: JsonObject = field(default_factory=dict)


class Fault:
    """One order in force.

    The draws for the n-th request that fits depend on the seeds, the order itself, and n: neither other faults nor
    other requests change them. `twin` tells equal orders apart.
    """

    def __init__(self, order: Order, name: str, since: datetime, *, seed: int = 0, twin: int = 0) -> None:
        self.order = order
        self.name = name
        self.kind: FaultKind = all_kinds()[order.fault]
        self.hits = 0
        self.seen = 0
        self.since = since
        said = order.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"name"})
        self._key = write_json([seed, twin, sorted(said.items())])
        self._groups: OrderedDict[str, _Count] = OrderedDict()

    def strikes(self, asking: Asking, now: datetime, settle_time: timedelta | None, course: Course) -> bool:
        """Lets a request feel it, where it is its turn; the course then says how."""
        if not asking.fits(self.order):
            return False
        self.seen += 1
        group = asking.group(self.order)
        count = self._count(group)
        count.seen += 1
        if not self._has_turn(count, now) or self._draw(group, count.seen, "odds") >= self.order.odds:
            return False
        if self.kind.decides and course.is_decided:
            return False

        def draw(what: str) -> float:
            return self._draw(group, count.seen, what)

        strike = Strike(now, draw, count.memory, settle_time, asking.is_write)
        if not self.kind.strike(self.order, strike, course):
            return False
        count.hits += 1
        self.hits += 1
        course.struck.append(self.kind.name)
        course.is_decided = course.is_decided or self.kind.decides
        return True

    def _has_turn(self, count: _Count, now: datetime) -> bool:
        order = self.order
        if count.seen <= order.after or (order.times is not None and count.hits >= order.times):
            return False
        return self._is_in_force(now)

    def _is_in_force(self, now: datetime) -> bool:
        """Whether it is time."""
        order = self.order
        begins = self._instant(order.from_) or self.since
        ends = self._instant(order.until)
        if (order.from_ is not None and now < begins) or (ends is not None and now >= ends):
            return False
        return order.every is None or order.for_ is None or (now - begins) % order.every < order.for_

    def _instant(self, moment: datetime | timedelta | None) -> datetime | None:
        return self.since + moment if isinstance(moment, timedelta) else moment

    def _count(self, group: str) -> _Count:
        count = self._groups.get(group)
        if count is None:
            count = self._groups[group] = _Count()
            if len(self._groups) > _MOST_GROUPS:
                self._groups.popitem(last=False)
        return count

    def _draw(self, group: str, number: int, what: str) -> float:
        """A number from 0 up to 1."""
        data = self._key + write_json([group, number, what])
        return int.from_bytes(hashlib.blake2b(data, digest_size=7).digest(), "big") / (1 << 56)

    def told(self) -> JsonObject:
        """The fault in JSON: its order, and how often it struck the requests that it saw."""
        said = self.order.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"name", "fault"})
        return {"fault": self.kind.name, "name": self.name, **said, "hits": self.hits, "seen": self.seen}
