"""What acting on exceptions needs of an estate: how its workflows are now, and what its platforms take."""

from __future__ import annotations

from collections.abc import Callable

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.functions import is_of_functions
from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.openapi import Contract
from govkit.sync.exceptions.mending import Mending
from govkit.sync.exceptions.replaying import Keep, keeping
from govkit.sync.running.subscriptions import EstateSubscriptions


def mending(estate: Estate, read: Callable[[VersionOf], Contract]) -> Mending:
    """What holds mended bodies against the contracts of an estate, which `read` opens."""
    return Mending(Contracts(estate, read))


def replays(estate: Estate, now: Callable[[], float]) -> tuple[EstateSubscriptions, Keep]:
    """Which events start which workflows of an estate, and what keeps how these are now."""
    found = EstateSubscriptions(estate, lambda one: is_of_functions(estate.files, one))
    return found, keeping(found, now)
