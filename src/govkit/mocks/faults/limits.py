"""The limits that systems declare: kept where that is wanted, as faults that anybody can see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govkit.mocks.faults.faults import Faults
    from govkit.mocks.faults.form import Order
    from govkit.mocks.messages import JsonObject


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so long; `burst` of them at once, where that is another number."""

    requests: int
    per: timedelta
    burst: int | None = None

    def order(self, system: str) -> Order:
        """The fault that keeps it."""
        from govkit.mocks.faults.orders import order_of

        said: JsonObject = {"requests": self.requests, "per": self.per.total_seconds()}
        if self.burst is not None:
            said["burst"] = self.burst
        return order_of({"fault": "rate-limit", "name": name_of(system), "system": system, **said})


def name_of(system: str) -> str:
    """The name of the fault that keeps the limit of a system."""
    return f"limit-{system}"[:100]


class Limits:
    """The limits that systems declare, by the names that they are served under, and the faults that keep them."""

    def __init__(self, declared: dict[str, Limit], faults: Faults) -> None:
        self.declared = declared
        self.faults = faults

    def keep(self, systems: list[str], *, kept: bool) -> None:
        """Keeps the limits of systems from now on, or no more. Raises Malformed where there are too many faults."""
        for system in systems:
            self.faults.remove(name_of(system))
            if kept:
                self.faults.add([self.declared[system].order(system)])

    def told(self) -> list[dict[str, Any]]:
        """All of them in JSON."""
        struck = {one["name"]: one for one in self.faults.told()}
        return [
            {
                "system": system,
                "requests": limit.requests,
                "per": limit.per.total_seconds(),
                "burst": limit.burst,
                "kept": name_of(system) in struck,
                "refused": struck.get(name_of(system), {}).get("hits", 0),
            }
            for system, limit in self.declared.items()
        ]
