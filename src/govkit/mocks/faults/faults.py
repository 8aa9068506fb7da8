"""All faults that are in force, and what they make of a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from govkit.mocks.faults.course import Course
from govkit.mocks.faults.history import History
from govkit.mocks.faults.malformed import MOST, Malformed
from govkit.mocks.faults.matching import Asking
from govkit.mocks.messages import JsonObject, Refused, Request

if TYPE_CHECKING:
    from govkit.mocks.faults.fault import Fault
    from govkit.mocks.faults.form import Order
    from govkit.mocks.state.store import Clock
    from govkit.mocks.system import System

HEADER = "x-govkit-fault"


class Faults:
    """The faults of all systems, in their order: the first that decides is the one that does.

    `standing` are those that are in force from the start, and again after a reset. `settle_times` are those of the
    systems whose catalog declares them.
    """

    def __init__(
        self,
        clock: Clock,
        standing: Sequence[Order] = (),
        *,
        seed: int = 1,
        settle_times: dict[str, timedelta] | None = None,
    ) -> None:
        self._clock = clock
        self._standing = tuple(standing)
        self._seed = seed
        self._settle_times = settle_times or {}
        self._faults: list[Fault] = []
        self.history = History(clock)
        self.reset()

    def __bool__(self) -> bool:
        return bool(self._faults)

    def __len__(self) -> int:
        return len(self._faults)

    # ---------------------------------------------------------------------------------------------------------- orders

    def reset(self) -> None:
        """Those that were in force at the start, as if they had struck nobody."""
        self.clear()
        self.history.clear()
        self.add(self._standing)

    def add(self, orders: Iterable[Order]) -> list[Fault]:
        """Puts orders in force. Raises Malformed where there are too many, or two of one name."""
        wanted = list(orders)
        if not wanted:
            return []
        from govkit.mocks.faults.fault import Fault

        if len(self._faults) + len(wanted) > MOST:
            raise Malformed(f"there are at most {MOST} faults at a time")
        names = {fault.name for fault in self._faults}
        made: list[Fault] = []
        for order in wanted:
            if order.name in names:
                raise Malformed(f"another fault is named `{order.name}`")
            name = order.name or _free(names)
            names.add(name)
            said = order.model_copy(update={"name": None})
            twin = sum(one.order.model_copy(update={"name": None}) == said for one in [*self._faults, *made])
            made.append(Fault(order, name, self._clock.now(), seed=self._seed, twin=twin))
        self._faults += made
        self._watch()
        return made

    def replace(self, orders: Iterable[Order]) -> None:
        """Puts orders in force in the place of all others. Raises Malformed, and nothing is changed."""
        before, self._faults = self._faults, []
        try:
            self.add(orders)
        except Malformed:
            self._faults = before
            raise

    def remove(self, name: str) -> bool:
        """Takes one back; tells whether it was there."""
        left = [fault for fault in self._faults if fault.name != name]
        found = len(left) < len(self._faults)
        self._faults = left
        self._watch()
        return found

    def clear(self) -> None:
        """Takes all back."""
        self._faults = []
        self._watch()

    def told(self) -> list[JsonObject]:
        """All of them in JSON."""
        return [fault.told() for fault in self._faults]

    def _watch(self) -> None:
        """Older states are kept for as long as somebody may be shown them."""
        ages = [fault.order.seconds for fault in self._faults if fault.kind.name == "stale"]  # type: ignore[attr-defined]  # a Stale
        self.history.keep(max(ages) if ages else None)

    # --------------------------------------------------------------------------------------------------------- requests

    def concern(self, request: Request) -> bool:
        """Whether a request could be struck at all."""
        return bool(self._faults) or HEADER in request.headers

    def course(self, system: System, request: Request) -> Course | None:
        """What becomes of a request; None where nothing strikes it. Raises Refused for a header that is none."""
        asked = request.headers.get(HEADER)
        found = system.found(request)
        if found is None:
            return None
        asking = Asking(system.name, found[0], request, found[1])
        course, now = Course(), self._clock.now()
        for fault in [*self._asked_for(asked), *self._faults]:
            fault.strikes(asking, now, self._settle_times.get(system.name), course)
        return course if course.struck or course.headers else None

    def _asked_for(self, header: str | None) -> list[Fault]:
        """The faults that a request asks for itself."""
        if header is None:
            return []
        from govkit.mocks.faults.fault import Fault
        from govkit.mocks.faults.orders import orders_in_header

        try:
            orders = orders_in_header(header)
        except Malformed as error:
            raise Refused(400, f"X-Govkit-Fault: {error}", others=(422,)) from error
        return [Fault(order, "", self._clock.now(), seed=self._seed) for order in orders]


def _free(names: set[str]) -> str:
    number = 1
    while f"fault-{number}" in names:
        number += 1
    return f"fault-{number}"
