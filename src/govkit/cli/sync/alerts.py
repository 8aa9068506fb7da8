"""Alerts that were told, and those that do not get through."""

from __future__ import annotations

from typing import Any

import click

from govkit.cli.sync.desk import NUMBER, Desk, actor_option, sync_options
from govkit.errors import UsageError
from govkit.sync.words import moment

_STATES = ("waiting", "sent", "dead")


@click.command(
    short_help="What people were told.",
    epilog="""\b
Examples:
  govkit sync alerts
  govkit sync alerts --to chat --state dead
  govkit sync alerts --again --dry-run
  govkit sync alerts --drop --to chat
""",
)
@click.option("--to", "sinks", metavar="NAME", multiple=True, help="Only those to this one, as `sync.alerts` names it.")
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="In which state.")
@click.option("--limit", metavar="NUMBER", type=NUMBER, default=100, show_default=True, help="The latest.")
@click.option("--again", "act", flag_value="again", help="Try dead ones anew.")
@click.option("--drop", "act", flag_value="drop", help="Take dead ones away.")
@click.option("--dry-run", is_flag=True, help="Say how many, and do nothing.")
@actor_option
@sync_options
def alerts(
    desk: Desk, sinks: tuple[str, ...], states: tuple[str, ...], limit: int, act: str | None, dry_run: bool, actor: str
) -> int:
    """Shows messages to those whom `sync.alerts` in govkit.yaml names; dead ones can be tried anew, or taken away.

    A message is dead when nobody took it after a dozen tries, which takes some hours.
    """
    from govkit.cli.sync.shown import as_json
    from govkit.sync.alerts.listing import again, let_go, messages
    from govkit.sync.store.states import MessageState

    if act is None:
        if dry_run:
            raise UsageError("what is to be tried?", hint="--dry-run goes with --again and --drop")
        wanted = tuple(map(MessageState, states))
        with desk.database() as database, database.reading() as connection:
            found = messages(connection, sinks=sinks, states=wanted, limit=limit)
        return _shown(desk, [as_json(one) for one in found], [moment(one.made_at) for one in found])
    if states:
        raise UsageError("only dead alerts are tried anew or taken away", hint="leave --state out")
    if not actor.strip():
        raise UsageError("nobody acts", hint="say who: --by NAME")
    with desk.database() as database, database.begin() as connection:
        if dry_run:
            dead = messages(connection, sinks=sinks, states=(MessageState.DEAD,), limit=1_000_000)
            count = len(dead)
        else:
            count = (again if act == "again" else let_go)(connection, sinks, actor=actor, now=desk.now())
    verb = "tried anew" if act == "again" else "taken away"
    word = "alert" if count == 1 else "alerts"
    be = "would be" if dry_run else "is" if count == 1 else "are"
    return desk.rows.say(f"{count:,} {word} {be} {verb}", {"dryRun": dry_run, "count": count})


def _shown(desk: Desk, rows: list[dict[str, Any]], made: list[str | None]) -> int:
    columns = [("id", "no."), ("madeAt", "at"), ("sink", "to"), ("state", "state"), ("tries", "try"), ("told", "told")]
    if not desk.rows.is_json:
        rows = [{**one, "madeAt": at, "told": _told(one)} for one, at in zip(rows, made, strict=True)]
    return desk.rows.table("Alerts", columns, rows, "nobody was told anything")


def _told(one: dict[str, Any]) -> str:
    """What a message says, or why it is not heard."""
    return str((one["error"] if one["state"] != "sent" else "") or one["text"] or one["kind"])


COMMANDS = (alerts,)
