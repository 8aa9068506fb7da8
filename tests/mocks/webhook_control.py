"""What tests of webhooks say to the control API."""

from __future__ import annotations

from typing import Any

from tests.mocks.receiver import Receiver
from tests.mocks.serving import Served

NOON = "2026-11-03T12:00:00Z"


def control(served: Served, method: str, name: str, body: Any = None) -> Any:
    """What the control API answers."""
    answer = served.client.request(method, f"/__govkit__/{name}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def advance(served: Served, seconds: float = 0) -> None:
    """Moves the clock on; all that falls due is done by then."""
    control(served, "POST", "clock", {"advance": seconds})


def subscribed(served: Served, receiver: Receiver, **more: Any) -> Any:
    """Subscribes a receiver, on a clock that stands still at noon."""
    control(served, "POST", "clock", {"now": NOON})
    return control(served, "POST", "webhooks", {"url": receiver.url, **more})


def deliveries(served: Served) -> list[Any]:
    """The log."""
    found: list[Any] = control(served, "GET", "deliveries")
    return found
