"""What mocks hold, and the time that they tell: reset, seeded, read, kept, given back, moved on."""

from __future__ import annotations

from pathlib import Path

import click

from govkit.cli.mocks.talking import Talk, member, talking
from govkit.cli.rows import tree_in
from govkit.errors import UsageError


@click.command(
    short_help="Begin anew.",
    epilog="""\b
Examples:
  govkit mock reset
  govkit mock reset billing
""",
)
@click.argument("system", required=False)
@talking
def reset(talk: Talk, system: str | None) -> int:
    """Lets all mocks begin anew: records, faults, clock, ledger; with SYSTEM only the records of that system."""
    talk.remote.reset(system)
    return talk.say(f"{system or 'everything'} begins anew", {"reset": system})


@click.command(
    short_help="Add records.",
    epilog="""\b
Examples:
  govkit mock seed customers.json --system billing --collection /customers
  govkit mock seed invoices.yaml --collection /invoices --replace
""",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--collection", required=True, metavar="PATH", help="The path of the collection, as /customers.")
@click.option("--system", help="The system; it may be left out where there is one only.")
@click.option("--replace", is_flag=True, help="Take away first what is there.")
@talking
def seed(talk: Talk, file: Path, collection: str, system: str | None, replace: bool) -> int:
    """Adds the records of FILE, a list or one record in JSON or YAML, to a collection. Each must fit its schema."""
    tree = tree_in(file)
    found = tree if isinstance(tree, list) else [tree]
    count = talk.remote.seed(collection, found, system=system, replace=replace)
    return talk.say(f"{collection} has {count:,} records", {"collection": collection, "records": count})


@click.command(
    short_help="The records of a collection.",
    epilog="""\b
Examples:
  govkit mock records /customers --system billing
  govkit mock records /customers --key cus_1001 --format json
""",
)
@click.argument("collection", required=False)
@click.option("--system", help="The system; it may be left out where there is one only.")
@click.option("--key", help="The identifier of one record.")
@click.option("--delete", is_flag=True, help="Take them away.")
@talking
def records(talk: Talk, collection: str | None, system: str | None, key: str | None, delete: bool) -> int:
    """Shows the records of COLLECTION; without it, which collections there are."""
    if collection is None:
        if delete:
            raise UsageError("--delete needs a collection")
        found = [
            {"system": one["name"], "collection": path}
            for one in talk.remote.systems()
            if system in (None, one["name"])
            for path in one["resources"]
        ]
        return talk.table("Collections", [("system", "system"), ("collection", "collection")], found, "none")
    if delete:
        left = talk.remote.delete_records(collection, system=system, key=key)
        return talk.say(f"{collection} has {left:,} records", {"collection": collection, "records": left})
    rows = talk.remote.records(collection, system=system, key=key)
    names = list(dict.fromkeys(name for row in rows[:50] for name in row))
    return talk.table(collection, [(name, name) for name in names[:8]], rows, "none")


@click.command(
    short_help="Keep the state of all systems.",
    epilog="""\b
Examples:
  govkit mock snapshot before
  govkit mock snapshot --list
""",
)
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Show what is kept.")
@talking
def snapshot(talk: Talk, name: str | None, listing: bool) -> int:
    """Keeps the state of all systems under NAME, or under one that is told."""
    if listing:
        return talk.table(
            "Snapshots", [("id", "name"), ("at", "kept at"), ("systems", "systems")], talk.remote.snapshots(), "none"
        )
    kept = talk.remote.snapshot(name)
    return talk.say(kept, {"id": kept})


@click.command(short_help="Give a snapshot back.", epilog="\b\nExamples:\n  govkit mock restore before\n")
@click.argument("name")
@talking
def restore(talk: Talk, name: str) -> int:
    """Gives the state back that was kept under NAME; it can be given back again."""
    talk.remote.restore(name)
    return talk.say(f"all is as it was at {name}", {"id": name})


@click.command(
    short_help="The time that mocks tell.",
    epilog="""\b
Examples:
  govkit mock clock
  govkit mock clock --set 2026-03-01T09:00:00Z
  govkit mock clock --advance PT25H
  govkit mock clock --run
""",
)
@click.option("--set", "instant", metavar="INSTANT", help="Let it stand still at an instant.")
@click.option("--advance", metavar="SPAN", help="Move it on, by seconds or a duration as PT90S.")
@click.option("--run", is_flag=True, help="Let it be that of the machine again.")
@talking
def clock(talk: Talk, instant: str | None, advance: str | None, run: bool) -> int:
    """Shows the time of the mocks, or sets it. What falls due on the way is done before the command ends."""
    wanted = [instant is not None, advance is not None, run]
    if sum(wanted) > 1:
        raise UsageError("--set, --advance and --run do not go together", hint="say one of them")
    if instant is not None:
        now = talk.remote.clock.stop_at(instant)
    elif advance is not None:
        now = talk.remote.clock.advance(_span(advance))
    else:
        now = talk.remote.clock.run() if run else talk.remote.clock.now()
    text = now.isoformat().replace("+00:00", "Z")
    return talk.say(text, {"now": text})


@click.command(short_help="The systems that are served.", epilog="\b\nExamples:\n  govkit mock systems\n")
@talking
def systems(talk: Talk) -> int:
    """Shows what is served, and where."""
    columns = [("name", "system"), ("address", "address"), ("version", "version"), ("operations", "operations")]
    return talk.table("Systems", columns, talk.remote.systems(), "none")


def _span(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


@click.command(
    short_help="Set a provider state up.",
    epilog="""\b
Examples:
  govkit mock state
  govkit mock state "a customer with an overdue invoice" customer=cus_1001
  govkit mock state "a customer with an overdue invoice" --teardown
""",
)
@click.argument("name", required=False)
@click.argument("parameters", metavar="[PARAMETER=VALUE]...", nargs=-1)
@click.option("--system", help="The system, where several have a state of the name.")
@click.option("--teardown", is_flag=True, help="Take it back.")
@talking
def state(talk: Talk, name: str | None, parameters: tuple[str, ...], system: str | None, teardown: bool) -> int:
    """Sets up the provider state NAME, as pacts name it; without it, shows which states there are."""
    if name is None:
        return talk.table("States", [("state", "state")], [{"state": one} for one in talk.remote.states()], "none")
    if teardown:
        talk.remote.tear_down(name)
        return talk.say(f"{name}: taken back", {})
    told = talk.remote.state(name, system=system, **dict(map(member, parameters)))
    return talk.say(f"{name}: set up", told)


COMMANDS = (state, systems, reset, seed, records, snapshot, restore, clock)
