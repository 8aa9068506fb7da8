"""Webhooks of mocks that run: events told, and what became of their deliveries."""

from __future__ import annotations

import click

from govkit.cli.mocks.talking import Talk, narrowed, talking
from govkit.cli.rows import json_in

_COLUMNS = [
    ("id", "id"),
    ("system", "system"),
    ("event", "event"),
    ("key", "key"),
    ("url", "to"),
    ("state", "state"),
    ("fate", "fate"),
]


@click.command(
    short_help="Tell of an event, now.",
    epilog="""\b
Examples:
  govkit mock events
  govkit mock events invoice.created
  govkit mock events invoice.created --system billing --body @event.json
""",
)
@click.argument("event", required=False)
@click.option("--system", help="The system that tells; it may be left out where there is one only.")
@click.option("--body", metavar="JSON|@FILE", help="What is told; the example of the webhook without it.")
@click.option("--key", help="The business object that it is about.")
@talking
def events(talk: Talk, event: str | None, system: str | None, body: str | None, key: str | None) -> int:
    """Tells all who subscribed of EVENT, signed as the system signs; without it, shows which events there are."""
    if event is None:
        told = talk.remote.call("GET", "webhooks/signing")
        found = [{"system": one, "event": name} for one, said in told.items() for name in said["events"]]
        found = [one for one in found if system in (None, one["system"])]
        return talk.table("Events", [("system", "system"), ("event", "event")], found, "none")
    said = json_in(body, "the body") if body is not None else None
    made = talk.remote.emit(event, said, system=system, key=key)
    return talk.table("Deliveries", _COLUMNS, made, "nobody had subscribed")


@click.command(
    short_help="What was told to whom.",
    epilog="""\b
Examples:
  govkit mock deliveries
  govkit mock deliveries --event invoice.created --limit 20
""",
)
@click.option("--system", help="Only those of this system.")
@click.option("--event", help="Only those of this event.")
@click.option("--state", help="Only those in this state.")
@click.option("--key", help="Only those about this business object.")
@click.option("--limit", type=click.IntRange(0), help="The latest so many.")
@talking
def deliveries(
    talk: Talk, system: str | None, event: str | None, state: str | None, key: str | None, limit: int | None
) -> int:
    """Shows what was told to whom, and what became of it."""
    asked = narrowed(system=system, event=event, state=state, key=key, limit=limit)
    return talk.table("Deliveries", _COLUMNS, talk.remote.deliveries(**asked), "nothing was told to anybody")


COMMANDS = (events, deliveries)
