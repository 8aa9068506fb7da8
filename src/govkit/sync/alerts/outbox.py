"""The outbox: an alert is written in the transaction of what it tells, once for each subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from govkit.sync.inbox.keeping import bounded, json_text
from govkit.sync.store.tables import ALERTS
from govkit.sync.values import Json

KINDS: Final = ("exception", "late", "escalated", "resolved", "platform-down", "platform-up")
"""What is told of runs, exceptions and platforms."""

_LONGEST = 200
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that people are to hear of.

    `subject` is told once, whoever tells it and how often: `exception 12`. `heap` is what those have in common that are
    told as one where there are many. `about` says in names what it is about: never a payload, never a secret. `context`
    is that of the run, which its workflow declares for people.
    """

    kind: str
    subject: str
    heap: str
    at: float
    owner: str = ""
    workflow: str = ""
    key: str = ""
    run: int | None = None
    exception: int | None = None
    event: int | None = None
    about: Mapping[str, Json] = field(default_factory=dict)
    context: Mapping[str, Json] = field(default_factory=dict)


def tell(connection: Connection, alert: Alert) -> bool:
    """Puts an alert into the outbox; False where its subject was told before."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    said = insert(ALERTS).values(
        subject=bounded(alert.subject),
        kind=alert.kind,
        heap=bounded(alert.heap),
        at=alert.at,
        data=json_text(_data(alert)),
        filed=False,
    )
    once = said.on_conflict_do_nothing(index_elements=[ALERTS.c.subject]).returning(ALERTS.c.id)
    return connection.execute(once).scalar() is not None


def _data(alert: Alert) -> dict[str, Json]:
    members = {
        "owner": alert.owner.removeprefix("team:"),
        "workflow": alert.workflow,
        "key": alert.key,
        "run": alert.run,
        "exception": alert.exception,
        "event": alert.event,
        **alert.about,
        "context": plain(alert.context),
    }
    return {name: value for name, value in members.items() if value not in (None, "", {}, [])}


def plain(context: Mapping[str, Json]) -> dict[str, Any]:
    """A context without what is no name, number or money: an object that a workflow put in may be a payload."""
    found: dict[str, Any] = {}
    for name, value in list(context.items())[:_MOST]:
        if isinstance(value, dict) and set(value) == {"amount", "currency"}:
            found |= {one: value[one] for one in value if one not in context or one == name}
        elif isinstance(value, str):
            found[name] = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
        elif isinstance(value, bool | int | float | Decimal):
            found[name] = value
    return found
