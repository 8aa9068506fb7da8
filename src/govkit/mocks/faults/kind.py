"""What a kind of fault is, and how the kinds are found: one module each in `kinds/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from govkit.mocks.faults import kinds as _kinds
from govkit.mocks.faults.course import Course
from govkit.mocks.faults.form import Order
from govkit.mocks.messages import JsonObject


@dataclass(slots=True)
class Strike:
    """One fault that strikes one request: what it may ask, and draw."""

    now: datetime
    draw: Callable[[str], float]
    """A number from 0 to 1, the same for the same seed, fault, request and word."""

    memory: JsonObject = field(default_factory=dict)
    """What the fault remembers of requests of this group."""

    settle_time: timedelta | None = None
    """How long until writes to the system can be read, as the catalog has it."""

    is_write: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """An order as people write it, and what it says."""

    order: JsonObject
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of fault.

    `strike` puts what it does into the course of a request, and tells whether it struck. One fault that `decides` may
    strike a request, and any number of others. `short` is the member that `X-Govkit-Fault: kind=value` sets.
    """

    name: str
    summary: str
    form: type[Order]
    strike: Callable[[Any, Strike, Course], bool]
    decides: bool
    short: str | None
    samples: tuple[Sample, ...]


@cache
def all_kinds() -> dict[str, FaultKind]:
    """Every kind by name.

    Raises RuntimeError for a module without a KIND, or of another name: a mistake of ours.
    """
    found: dict[str, FaultKind] = {}
    for info in pkgutil.iter_modules(_kinds.__path__):
        kind = getattr(importlib.import_module(f"{_kinds.__name__}.{info.name}"), "KIND", None)
        if not isinstance(kind, FaultKind) or kind.name != info.name.replace("_", "-"):
            raise RuntimeError(f"{_kinds.__name__}.{info.name} defines no KIND of its name")
        found[kind.name] = kind
    return dict(sorted(found.items()))
