"""Events as others read them: CloudEvents 1.0 in JSON, one (structured mode) or a batch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from govkit.sync.inbox.events import Kept
from govkit.sync.store.texts import as_text, as_value

MEDIA_TYPE: Final = "application/cloudevents+json"

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def attributes(event: Kept) -> dict[str, Any]:
    """The attributes of an event, its data with them.

    `sequence` orders the events of all sources as they arrived (extension Sequence: a text that can be compared);
    `traceparent` is that of Distributed Tracing. Where a source does not say when it happened, in the form that
    RFC 3339 has, `time` is when it was received.
    """
    said = event.occurred_at if event.occurred_at is not None and _MOMENT.fullmatch(event.occurred_at) else None
    received = datetime.fromtimestamp(event.received_at, UTC).isoformat(timespec="milliseconds")
    found = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/systems/{event.source}",
        "type": event.type,
        "subject": event.key or None,
        "time": said or received.replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "sequence": f"{event.seq:019}",
        "traceparent": event.trace,
        "data": as_value(event.body),
    }
    return {name: value for name, value in found.items() if value is not None or name == "data"}


def structured(event: Kept) -> str:
    """An event on its own (`application/cloudevents+json`)."""
    return as_text(attributes(event))


def batch(events: Iterable[Kept]) -> str:
    """Events in their order (`application/cloudevents-batch+json`)."""
    return f"[{','.join(map(structured, events))}]"
