"""A worker hears of what comes while it looks: nothing waits for the next look."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from govkit.sync.engine import worker


def test_what_comes_while_runs_are_claimed_is_claimed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_POLL", 30.0)
    nobody = cast("Any", None)
    made = worker.Worker(nobody, nobody, nobody, lambda: 0.0)
    looks, again = [], threading.Event()

    def claimed() -> int:
        looks.append(1)
        if len(looks) == 1:
            made.wake()
        else:
            made._stopping.set()
            made.wake()
            again.set()
        return 0

    monkeypatch.setattr(made, "_claimed", claimed)
    thread = threading.Thread(target=made._dispatching, daemon=True)
    thread.start()
    assert again.wait(10)
    thread.join(10)
    assert not thread.is_alive()
