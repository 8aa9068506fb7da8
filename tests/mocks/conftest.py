"""What tests of webhooks share: a receiver, and the mock of the orders that it is told of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mocks.receiver import Receiver, receiving
from tests.mocks.serving import Served, serving
from tests.mocks.webhook_control import NOON, control

ORDERS = Path(__file__).with_name("webhooks.yaml")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes whatever comes."""
    with receiving() as found:
        yield found


@pytest.fixture(scope="module")
def served_orders() -> Iterator[Served]:
    """The mock of the orders, once for the tests of a module."""
    with serving(str(ORDERS)) as served:
        yield served


@pytest.fixture
def orders(served_orders: Served) -> Served:
    """The mock of the orders as at its start, on a clock that stands still at noon."""
    control(served_orders, "POST", "reset")
    control(served_orders, "POST", "clock", {"now": NOON})
    return served_orders
