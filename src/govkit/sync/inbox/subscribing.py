"""What the inbox asks of whoever knows the workflows: which of them an event starts, and with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from govkit.sync.values import Json

CLOCK = "schedule"
"""The source of events that the clock makes."""
OURS = "govkit"
"""The source of events that the runtime itself makes."""


class KeyMissing(Exception):
    """An event has no value for the business key of a workflow; says why, in words for people."""


class Cause(NamedTuple):
    """Our own write that an event tells of: its key, and the workflows that led to it, which it must not start."""

    key: str
    workflows: frozenset[str]


class Plan(NamedTuple):
    """How an event starts a workflow: its business key, what people need to know of the run.

    After `expect_within` seconds they want to know that it is late.
    """

    key: str
    context: Mapping[str, Json]
    expect_within: float | None = None


class Subscription(Protocol):
    """A workflow that events of some type start."""

    @property
    def workflow(self) -> str:
        """Its id."""

    @property
    def pin(self) -> str:
        """The digest of what its runs run."""

    @property
    def owner(self) -> str:
        """The team that hears of an event without a key: `team:integration-platform`."""

    def plan(self, body: Json) -> Plan:
        """How an event of that body starts it. Raises KeyMissing."""


class Subscriptions(Protocol):
    """All workflows that something starts."""

    def for_event(self, kind: str, /) -> Sequence[Subscription]:
        """Those that events of a type start; see `webhook_type`, `poll_type` and `schedule_type`."""


def webhook_type(system: str, webhook: str) -> str:
    """The type of the events that a webhook of a system tells: `billing.subscription.amended`."""
    return f"{system}.{webhook}"


def poll_type(system: str, emits: str) -> str:
    """The type of the events that a poll of a system makes: `erp.invoice.changed`."""
    return emits if emits.startswith(f"{system}.") else f"{system}.{emits}"


def schedule_type(cron: str) -> str:
    """The type of the events that the clock makes by a cron expression: `schedule.0 6 * * *`."""
    return f"{CLOCK}.{' '.join(cron.split())}"


def bulk_type(workflow: str) -> str:
    """The type of the events that the bulk path of a workflow makes, which start no other: `bulk.account-standing`."""
    return f"bulk.{workflow}"


def found_type(reconciliation: str, system: str, finds: str) -> str:
    """The type of the events that a reconciliation makes: `govkit.customers-nightly.billing.differs`."""
    return f"{OURS}.{reconciliation}.{system}.{finds}"
