"""What runs run, kept with the event that starts them: for whoever takes an event in beside the runtime."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Connection

from govkit.sync.inbox.subscribing import Subscription
from govkit.sync.running.pins import Pins
from govkit.sync.running.subscriptions import EstateSubscriptions


def keeping_pins(
    subscriptions: EstateSubscriptions, now: Callable[[], float]
) -> Callable[[Connection, Subscription], None]:
    """What keeps how the workflow of a subscription is now."""
    pins = Pins()

    def keep(connection: Connection, subscription: Subscription) -> None:
        found = subscriptions.of(subscription.workflow)
        if found is not None:
            pins.keep(connection, found.made, now())

    return keep
