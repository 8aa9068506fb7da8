"""`govkit sync access`: who used which grant of the Enterprise API, and which grants nobody uses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from govkit.cli.sync.desk import Desk, sync_options
from govkit.sync.words import moment

if TYPE_CHECKING:
    from govkit.sync.enterprise.usage import Usage


@click.command(
    short_help="Who used which grant of the Enterprise API.",
    epilog="""\b
Examples:
  govkit sync access
  govkit sync access --unused --since 2026-09-01
  govkit sync access --consumer account-overview --format json
""",
)
@click.option("--consumer", metavar="NAME", help="Only this consumer.")
@click.option("--since", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Only what was asked from then on.")
@click.option("--unused", is_flag=True, help="Only grants that were never used.")
@click.option("--api", metavar="NAME", help="Which API, where several serve entities.")
@sync_options
def access(desk: Desk, /, consumer: str | None, since: datetime | None, *, unused: bool, api: str | None) -> int:
    """Shows what each consumer is granted of the Enterprise API, how often it was answered and refused, and when last.

    What was never answered may be taken out of the grants.
    """
    from govkit.catalog.entries import Lifecycle
    from govkit.gate import open_estate
    from govkit.sync.enterprise.serving import serving_api
    from govkit.sync.enterprise.usage import usages

    estate = open_estate()
    estate.refuse_problems()
    entry, _ = serving_api(estate, api)
    versions = [
        one for one in estate.versions(entry.name) if one.version.entities and one.lifecycle is not Lifecycle.RETIRED
    ]
    day = since.replace(tzinfo=UTC).date().isoformat() if since is not None else None
    with desk.database() as database, database.reading() as connection:
        found = usages(connection, estate, versions, day)
    rows = [_row(one) for one in found if consumer in (None, one.consumer) and (one.is_unused or not unused)]
    columns = [("consumer", "consumer"), ("version", "version"), ("operation", "operation"), ("granted", "granted")]
    columns += [("answered", "answered"), ("refused", "refused"), ("last", "last")]
    return desk.rows.table("Access", columns, rows, "nothing is granted that was never used" if unused else "none")


def _row(one: Usage) -> dict[str, Any]:
    return {
        "consumer": one.consumer,
        "version": one.version,
        "operation": one.operation,
        "granted": one.granted,
        "answered": one.answered,
        "refused": one.refused,
        "last": moment(one.last_at),
    }


COMMANDS = (access,)
