"""How the systems behind served APIs behave towards whoever integrates them, as the catalog has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.catalog.entries.kinds.system import Integration
    from govkit.mocks.faults.form import Order
    from govkit.mocks.faults.limits import Limits
    from govkit.mocks.state.store import Clock


def integrations_of(estate: Estate | None, names: Iterable[str]) -> dict[str, Integration]:
    """What the catalog says of the systems of APIs, by the names that the APIs are served under."""
    found = {}
    for name in names if estate is not None else ():
        assert estate is not None
        api = estate.apis.get(name) or estate.apis.get(re.sub(r"-[0-9]+\Z", "", name))
        system = estate.systems.get(str(api.spec.system)) if api is not None else None
        if system is not None and system.spec.integration is not None:
            found[name] = system.spec.integration
    return found


def limits_for(
    clock: Clock, estate: Estate | None, names: Iterable[str], standing: Sequence[Order], *, seed: int, kept: bool
) -> Limits:
    """The faults of mocks, `standing` ones first, and the limits of their systems, `kept` from the start or not.

    A slow commit takes no longer than the settle time that the system declares.
    """
    from govkit.mocks.faults import Faults
    from govkit.mocks.faults.limits import Limit, Limits

    integrations = integrations_of(estate, names)
    declared = {
        name: Limit(one.rate_limit.requests, one.rate_limit.per, one.rate_limit.burst)
        for name, one in integrations.items()
        if one.rate_limit is not None
    }
    settle_times = {name: one.settle_time for name, one in integrations.items() if one.settle_time is not None}
    wanted = [*standing, *(limit.order(name) for name, limit in declared.items() if kept)]
    return Limits(declared, Faults(clock, wanted, seed=seed, settle_times=settle_times))
