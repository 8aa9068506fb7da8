"""What the parts of the runtime hand each other: what arrived, what is asked of a platform, what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

Json: TypeAlias = Any


class Missing:
    """The type of `MISSING`."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""There is no value, which is what `null` means, too, in workflows."""

Channel: TypeAlias = Literal["webhook", "poll", "schedule", "reconciliation", "bulk"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event at the door, verified. `body` is the inputs of the workflows that it starts.

    `type` is what triggers name: `billing.subscription.amended`. `id` tells it from every other of the source.
    """

    source: str
    id: str
    type: str
    channel: Channel
    body: Json
    occurred_at: str | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an event: its arrival sequence, the runs that it started; `repeated` where it was known."""

    seq: int
    runs: tuple[int, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of an operation that is to be made once.

    `api` is a version (`erp@2.2.0`), `parameters` are (name, where it stands or None, value), `consumer` is whose
    grants are used, `key` the idempotency key, `timeout` seconds for one attempt.
    """

    consumer: str
    api: str
    operation: str
    parameters: tuple[tuple[str, str | None, Json], ...] = ()
    body: Json = MISSING
    media_type: str = "application/json"
    key: str | None = None
    timeout: float | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one attempt: `status` is None where no answer came, and `error` says why.

    `body` is MISSING where there is none, and where no description knows it: such a body must not be read. `sent` is
    False where the request surely did not reach the platform. `retry_after` is in seconds.
    """

    status: int | None
    body: Json = MISSING
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True
    error: str = ""
    retry_after: float | None = None

    @property
    def is_success(self) -> bool:
        """Whether the platform says that it did what was asked."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Traits:
    """How an operation of a platform behaves towards one who writes.

    `keyed`: it recognises a repeated request by its idempotency key, for `retention` seconds. `repeatable`: the method
    may be sent twice (RFC 9110, section 9.2.2). `settle`: after how many seconds at most a write that got no answer is
    there, or never will be.
    """

    system: str
    writes: bool
    keyed: bool
    retention: float | None
    repeatable: bool
    settle: float | None
