"""What happens in a trial, by its seed: changes of subscriptions, and what each should lead to in the platforms."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

REFUSED = "odd"
"""The tier that customer success refuses for good."""


@dataclass(frozen=True)
class Change:
    """One event."""

    id: str
    subscription: str
    version: int
    tier: str
    lines: tuple[str, ...]
    region: str
    amount: str

    @property
    def is_refused(self) -> bool:
        """Whether it ends in a refusal for good, after which the charge is taken back."""
        return self.tier == REFUSED

    @property
    def body(self) -> dict[str, Any]:
        """As billing tells it."""
        data = {
            "subscription": self.subscription,
            "change": self.version,
            "tier": self.tier,
            "lines": [{"id": line} for line in self.lines],
            "customer": f"customer of {self.subscription}",
            "contract": f"contract of {self.subscription}",
            "region": self.region,
            "amount": self.amount,
            "currency": "EUR",
        }
        return {"id": self.id, "type": "subscription.changed", "data": data}

    @property
    def created(self) -> list[tuple[str, ...]]:
        """What must be created for it, once each."""
        made: list[tuple[str, ...]] = [("createCharge", self.id), ("createOrder", self.id)]
        if self.is_refused:
            return [*made, ("createVoid", self.id)]
        return made + [("createNote", self.id, line) for line in self.lines]


def story(seed: int, subscriptions: int, changes: int) -> list[Change]:
    """The events of a seed, in the order in which billing tells them."""
    rng = random.Random(f"story {seed}")
    told: list[Change] = []
    for version in range(1, changes + 1):
        for number in rng.sample(range(subscriptions), subscriptions):
            name = f"sub-{number:03}"
            told.append(
                Change(
                    id=f"evt-{seed}-{number:03}-{version:03}",
                    subscription=name,
                    version=version,
                    tier=REFUSED if rng.random() < 0.04 else rng.choice(("base", "plus")),
                    lines=tuple(f"line-{line}" for line in range(rng.randint(1, 3))),
                    region=rng.choice(("eu", "us", "apac")),
                    amount=f"{rng.randint(1, 99_999)}.{rng.randint(0, 99):02}",
                )
            )
    return told


def listed(seed: int, subscriptions: int, each: int) -> list[Change]:
    """What changed before the story begins, of which nobody is told: loads read it beside the events."""
    rng = random.Random(f"listed {seed}")
    return [
        Change(
            id=f"lst-{seed}-{number:03}-{version:03}",
            subscription=f"sub-{number:03}",
            version=version - each,
            tier=REFUSED if rng.random() < 0.04 else "base",
            lines=("line-1",),
            region=rng.choice(("eu", "us", "apac")),
            amount=f"{rng.randint(1, 99_999)}.00",
        )
        for version in range(1, each + 1)
        for number in range(subscriptions)
    ]


def unready() -> dict[str, Any]:
    """The ERP refuses for a while what it takes later: what people try again."""
    return {"name": "unready", "fault": "error", "system": "erp", "status": 422, "odds": 0.3}


def faults(rate: float) -> list[dict[str, Any]]:
    """What goes wrong with calls; `rate` 1 is as measured for the notes on which the discipline stands."""
    refusal = {"fault": "error", "system": "success", "status": 422, "match": {"body": {"/tier": REFUSED}}}
    odds = {name: round(value * rate, 4) for name, value in _ODDS.items()}
    return [
        {"name": "refusal", **refusal},
        {"name": "slow", "fault": "latency", "odds": odds["latency"], "seconds": {"uniform": ["1ms", "40ms"]}},
        {"name": "away", "fault": "error", "status": 503, "odds": odds["error"]},
        {"name": "broken", "fault": "error", "status": 500, "odds": odds["error"] / 2},
        {"name": "cut", "fault": "drop", "at": "after-commit", "odds": odds["drop"]},
        {"name": "cut-before", "fault": "drop", "at": "before", "odds": odds["drop"]},
        {"name": "silent", "fault": "timeout", "afterCommit": True, "seconds": 2, "odds": odds["timeout"]},
        {"name": "late", "fault": "slow-commit", "seconds": 1.6, "answer": "drop", "odds": odds["late"]},
        {"name": "busy", "fault": "rate-limit", "retryAfter": 1, "odds": odds["busy"]},
    ]


_ODDS = {"latency": 0.2, "error": 0.05, "drop": 0.03, "timeout": 0.02, "late": 0.03, "busy": 0.02}
