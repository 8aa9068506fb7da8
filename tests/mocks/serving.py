"""Mocks in threads of the test process, on free ports of loopback, and clients of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from govkit.gate.mocking import Mocks

ESTATE = Path(__file__).parents[2]


@dataclass
class Served:
    """A mock that answers: its clients, and what it told."""

    client: httpx.Client
    port: int
    mocks: Mocks
    told: list[str] = field(default_factory=list)
    judged: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(
    *targets: str,
    tokens: Mapping[str, frozenset[str]] | None = None,
    cwd: Path = ESTATE,
    judge: bool = False,
    **options: Any,
) -> Iterator[Served]:
    """Serves targets until the block ends; `options` are those of Mocks."""
    told: list[str] = []
    mocks = Mocks(targets, tokens=tokens, cwd=cwd, tell=told.append, **options)
    ready = threading.Event()
    port = int(mocks.address.rpartition(":")[2])
    with httpx.Client(base_url=mocks.address, verify=False, trust_env=False, timeout=20) as client:
        served = Served(client, port, mocks, told)

        async def examples() -> None:
            if judge:
                await mocks.judge_examples(served.told.append)
            served.judged.set()

        thread = threading.Thread(target=lambda: mocks.serving.run(ready.set, examples), daemon=True)
        thread.start()
        try:
            assert ready.wait(20)
            yield served
        finally:
            mocks.serving.stop()
            thread.join(10)
