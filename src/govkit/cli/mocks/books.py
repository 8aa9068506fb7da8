"""What happened: the ledger of writes, and the journal of requests."""

from __future__ import annotations

import click

from govkit.cli.mocks.talking import Talk, narrowed, talking

_SINCE = click.option("--since", type=int, metavar="NUMBER", help="Only entries after this number.")
_LIMIT = click.option("--limit", type=click.IntRange(0), help="Only the latest so many.")
_SYSTEM = click.option("--system", help="Only entries of this system.")
_OPERATION = click.option("--operation", metavar="ID", help="Only entries of this operation.")


@click.command(
    short_help="Every write.",
    epilog="""\b
Examples:
  govkit mock ledger
  govkit mock ledger --system erp --format json
""",
)
@_SINCE
@_LIMIT
@_SYSTEM
@_OPERATION
@click.option("--key", help="Only entries of this idempotency key.")
@click.option("--cause", help="Only what was written because of this: `request`, or a timer, as `timer due`.")
@talking
def ledger(
    talk: Talk,
    since: int | None,
    limit: int | None,
    system: str | None,
    operation: str | None,
    key: str | None,
    cause: str | None,
) -> int:
    """Shows every request that could have written something, and whether it did; and what timers wrote."""
    columns = [
        ("seq", "no."),
        ("at", "at"),
        ("system", "system"),
        ("operation", "operation"),
        ("path", "path"),
        ("key", "key"),
        ("status", "status"),
        ("committed", "committed"),
        ("cause", "cause"),
    ]
    asked = narrowed(since=since, limit=limit, system=system, operation=operation, key=key, cause=cause)
    found = talk.remote.ledger(**asked)
    return talk.table("Ledger", columns, found, "nothing was written")


@click.command(
    short_help="Every request.",
    epilog="""\b
Examples:
  govkit mock journal
  govkit mock journal --system crm --fault timeout
""",
)
@_SINCE
@_LIMIT
@_SYSTEM
@_OPERATION
@click.option("--method", help="Only entries of this method.")
@click.option("--fault", metavar="KIND", help="Only requests that a fault of this kind struck.")
@talking
def journal(
    talk: Talk,
    since: int | None,
    limit: int | None,
    system: str | None,
    operation: str | None,
    method: str | None,
    fault: str | None,
) -> int:
    """Shows the last requests: which operation each was for, why it was refused, which fault struck it."""
    columns = [
        ("seq", "no."),
        ("at", "at"),
        ("system", "system"),
        ("method", "method"),
        ("path", "path"),
        ("status", "status"),
        ("fault", "fault"),
        ("refused", "refused because"),
    ]
    asked = narrowed(since=since, limit=limit, system=system, operation=operation, method=method, fault=fault)
    return talk.table("Journal", columns, talk.remote.journal(**asked), "nobody asked anything")


COMMANDS = (ledger, journal)
