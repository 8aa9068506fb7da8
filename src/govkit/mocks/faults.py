"""Faults that somebody ordered: errors, slowness, cut connections, before or after a write; by count, by odds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random
from typing import Any


class Kind(StrEnum):
    """What goes wrong. A time-out is silence for a while, and then a cut."""

    ERROR = "error"
    LATENCY = "latency"
    DROP = "drop"
    TIMEOUT = "timeout"
    TRUNCATE = "truncate"


LONGEST = 600.0
_MEMBERS = frozenset(
    {"fault", "system", "operation", "status", "seconds", "times", "odds", "seed", "afterCommit", "retryAfter"}
)


class Malformed(ValueError):
    """An order that is none; says why."""


@dataclass(slots=True)
class Fault:
    """One order. `operation` is a glob of operationIds or of `METHOD /path`; `times` None: until it is taken back."""

    kind: Kind
    system: str = "*"
    operation: str = "*"
    status: int = 503
    seconds: float = 0.0
    times: int | None = None
    odds: float = 1.0
    seed: int = 0
    after_commit: bool = False
    retry_after: int | None = None
    hits: int = 0
    _random: Random = field(default_factory=Random)

    @classmethod
    def of(cls, raw: Any) -> Fault:
        """A fault as it is ordered in JSON. Raises Malformed."""
        if not isinstance(raw, dict) or not raw.keys() <= _MEMBERS:
            raise Malformed(f"a fault is an object with no other members than {', '.join(sorted(_MEMBERS))}")
        if raw.get("fault") not in list(Kind):
            raise Malformed(f"`fault` is one of {', '.join(Kind)}")
        kind = Kind(raw["fault"])
        slow = 30.0 if kind is Kind.TIMEOUT else 1.0 if kind is Kind.LATENCY else 0.0
        made = cls(
            kind,
            _of(raw, "system", str, "*"),
            _of(raw, "operation", str, "*"),
            _of(raw, "status", int, 503),
            float(_of(raw, "seconds", (int, float), slow)),
            _of(raw, "times", int, None),
            float(_of(raw, "odds", (int, float), 1.0)),
            _of(raw, "seed", int, 0),
            _of(raw, "afterCommit", bool, False),
            _of(raw, "retryAfter", int, None),
        )
        if not (400 <= made.status <= 599 and 0 <= made.seconds <= LONGEST and 0 <= made.odds <= 1):
            raise Malformed(f"`status` is 400 to 599, `seconds` 0 to {LONGEST:g}, `odds` 0 to 1")
        made._random.seed(made.seed)
        return made

    def hit(self, system: str, names: tuple[str, ...]) -> bool:
        """Whether it strikes this time; the same seed strikes the same times."""
        if self.times is not None and self.hits >= self.times:
            return False
        if not fnmatchcase(system, self.system) or not any(fnmatchcase(name, self.operation) for name in names):
            return False
        if self.odds < 1 and self._random.random() >= self.odds:
            return False
        self.hits += 1
        return True

    def told(self) -> dict[str, Any]:
        """The fault in JSON, and how often it struck."""
        return {
            "fault": self.kind.value,
            "system": self.system,
            "operation": self.operation,
            "status": self.status,
            "seconds": self.seconds,
            "times": self.times,
            "odds": self.odds,
            "seed": self.seed,
            "afterCommit": self.after_commit,
            "retryAfter": self.retry_after,
            "hits": self.hits,
        }


def _of(raw: dict[str, Any], name: str, kind: type | tuple[type, ...], fallback: Any) -> Any:
    value = raw.get(name)
    if value is None:
        return fallback
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Malformed(f"`{name}` has the wrong type")
    return value
