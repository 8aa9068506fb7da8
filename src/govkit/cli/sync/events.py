"""Events that came in, and sending some once more to a workflow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from govkit.cli import output
from govkit.cli.sync.desk import NUMBER, Desk, actor_option, number_of, sync_options, sync_options_in
from govkit.cli.sync.exceptions import FILTERS, exception_filters, narrowed, replayed
from govkit.errors import UsageError
from govkit.sync.words import moment

if TYPE_CHECKING:
    from govkit.sync.inbox.events import Kept, Wanted
    from govkit.sync.inbox.replay import Replayed
    from govkit.sync.running.pins import Pin
    from govkit.sync.running.subscriptions import EstateSubscriptions

_P = ParamSpec("_P")
_CLOUDEVENTS = "cloudevents"


class Moment(click.ParamType[float]):
    """A moment as ISO 8601 writes it, in UTC where it says nothing else; a day is its first moment."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds since 1970 of a text. Raises BadParameter."""
        if isinstance(value, float):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise click.BadParameter(
                f"{value!r} is no moment such as 2026-03-01 or 2026-03-01T12:00:00Z", ctx, param
            ) from None
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class _Filter:
    flag: str
    metavar: str
    help: str
    type: click.ParamType[Any] | None = None


_NUMBER = NUMBER
_FILTERS = (
    _Filter("type", "TYPE", "Only those of this type, as `erp.invoice.paid`."),
    _Filter("source", "SYSTEM", "Only those of this system."),
    _Filter("since", "MOMENT", "Only those that came then or later (ISO 8601).", Moment()),
    _Filter("until", "MOMENT", "Only those that came before.", Moment()),
    _Filter("key", "KEY", "Only those about this business key."),
    _Filter("first", "NUMBER", "Only this one and later ones.", _NUMBER),
    _Filter("last", "NUMBER", "Only this one and earlier ones.", _NUMBER),
)


def _filters(function: Callable[_P, int]) -> Callable[_P, int]:
    """The numbers and options that say which events are meant; see `_wanted`."""
    for one in reversed(_FILTERS):
        function = click.option(f"--{one.flag}", metavar=one.metavar, type=one.type, help=one.help)(function)
    return click.argument("numbers", metavar="[NUMBER]...", nargs=-1, type=_NUMBER)(function)


def _wanted(said: Mapping[str, Any]) -> Wanted:
    from govkit.sync.inbox.events import Wanted

    return Wanted(seqs=said["numbers"], **{one.flag: said[one.flag] for one in _FILTERS})


@click.command(
    short_help="What came in.",
    epilog="""\b
Examples:
  govkit sync events
  govkit sync events --type erp.invoice.paid --since 2026-03-01
  govkit sync events --key INV-2026-000012 --format json
  govkit sync events --first 100 --last 200 --format cloudevents
""",
)
@_filters
@click.option(
    "--limit", metavar="NUMBER", type=_NUMBER, default=1000, show_default=True, help="The latest so many of them."
)
@sync_options_in(_CLOUDEVENTS)
def events(desk: Desk, /, limit: int, **said: Any) -> int:
    """Shows events in the order of their arrival, with what became of their runs.

    As `cloudevents` they are a batch of CloudEvents 1.0 in JSON.
    """
    from govkit.sync.inbox.cloudevents import batch
    from govkit.sync.inbox.events import kept

    with desk.database() as database, database.reading() as connection:
        found = kept(connection, _wanted(said), limit)
    if desk.rows.form == _CLOUDEVENTS:
        output.show(f"{batch(found)}\n")
        return 0
    columns = [("number", "event"), ("received", "came"), ("type", "type"), ("id", "id"), ("channel", "by")]
    columns += [("repeats", "again"), ("key", "key"), ("became", "runs")]
    rows = map(_event_as_json if desk.rows.is_json else _event_as_row, found)
    return desk.rows.table("Events", columns, list(rows), "none came")


def _event_as_json(one: Kept) -> dict[str, Any]:
    from govkit.sync.store.texts import as_value

    return {
        "number": one.seq,
        "source": one.source,
        "id": one.id,
        "type": one.type,
        "channel": one.channel,
        "occurredAt": one.occurred_at,
        "receivedAt": moment(one.received_at),
        "repeats": one.repeats,
        "echoOf": one.echo_of,
        "body": as_value(one.body),
        "runs": [
            {"id": run.id, "workflow": run.workflow, "generation": run.generation, "key": run.key, "state": run.state}
            for run in one.runs
        ],
    }


def _event_as_row(one: Kept) -> dict[str, Any]:
    states: Mapping[str, int] = Counter(run.state for run in one.runs)
    return {
        "number": one.seq,
        "received": moment(one.received_at),
        "type": one.type,
        "id": one.id,
        "channel": one.channel,
        "repeats": one.repeats or None,
        "key": one.key,
        "became": ", ".join(f"{count} {state}" for state, count in states.items()),
    }


@click.command(
    short_help="Send events to a workflow once more.",
    epilog="""\b
Examples:
  govkit sync replay invoice-paid 41 42 --dry-run
  govkit sync replay invoice-paid --first 100 --last 200
  govkit sync replay invoice-paid --since 2026-03-01 --until 2026-03-02
  govkit sync replay 12 13
  govkit sync replay --cause tax-configuration --dry-run
""",
)
@click.argument("name", metavar="[WORKFLOW]", required=False)
@_filters
@exception_filters
@click.option("--every", is_flag=True, help="The events of all exceptions that are open.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
@actor_option
@sync_options
def replay(desk: Desk, /, name: str | None, every: bool, dry_run: bool, actor: str, **said: Any) -> int:
    """Sends events that came before to one workflow, in their order and as it is now.

    Without WORKFLOW, the numbers are those of exceptions, and the events are theirs, each to the workflow that it
    failed in; runs that wait for people end. --type to --last are about events, --workflow to --every about exceptions.
    What was written for an event before is not written again. Exit code 1 where some are left out.
    """
    common = {flag[2:]: said.pop(flag[2:]) for flag, _, _ in FILTERS}
    of_exceptions = every or any(value is not None for value in common.values())
    of_events = any(said[one.flag] is not None for one in _FILTERS)
    if of_exceptions and of_events:
        raise UsageError("these options are about events, and about exceptions", hint="replay either")
    if name is None or name.isdecimal():
        if of_events:
            raise UsageError("say to which workflow the events are to go", hint="govkit sync replay WORKFLOW …")
        numbers = (*((number_of(name),) if name is not None else ()), *said["numbers"])
        return replayed(desk, narrowed(numbers, common, every), actor, dry_run=dry_run)
    if of_exceptions:
        raise UsageError(
            f"the events of exceptions go to the workflows that they failed in, not to {name}",
            hint="leave WORKFLOW out, or say --workflow",
        )
    return _replayed_to(desk, name, _wanted(said), actor, dry_run=dry_run)


def _replayed_to(desk: Desk, workflow: str, wanted: Wanted, actor: str, *, dry_run: bool) -> int:
    from govkit.sync.inbox.replay import Replay, keeping

    if not wanted.conditions:
        raise UsageError(
            "say which events are meant: by their numbers, or by what they have in common",
            hint="`govkit sync events` lists them; --dry-run says what would happen",
        )
    subscriptions, pin = _subscriptions(workflow)
    with desk.database() as database:
        door = Replay(database, subscriptions, desk.now, actor=actor, dry_run=dry_run, keep=keeping(pin, desk.now))
        found = door.replay(workflow, wanted)
    columns = [("event", "event"), ("type", "type"), ("id", "id"), ("key", "key"), ("generation", "replay")]
    columns += [("run", "run"), ("refused", "left out, since")]
    title = "To be replayed" if dry_run else "Replayed"
    desk.rows.table(title, columns, [_replayed(one) for one in found], "there are none that start it")
    return int(any(one.refused for one in found))


def _subscriptions(workflow: str) -> tuple[EstateSubscriptions, Pin]:
    """What starts the workflows of the estate, and one of them as it is now. Raises UsageError, InputError."""
    from govkit.catalog.entries.functions import is_of_functions
    from govkit.gate import open_estate
    from govkit.sync.running.subscriptions import EstateSubscriptions

    estate = open_estate()
    estate.refuse_problems()
    found = EstateSubscriptions(estate, lambda one: is_of_functions(estate.files, one))
    known = found.of(workflow)
    if known is None:
        names = sorted(one.workflow for listed in found.types.values() for one in listed)
        close = get_close_matches(workflow, names, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names)}"
        raise UsageError(f"no workflow `{workflow}` starts by events", hint=hint)
    return found, known.made


def _replayed(one: Replayed) -> dict[str, Any]:
    return {
        "event": one.seq,
        "type": one.type,
        "id": one.event_id,
        "key": one.key,
        "generation": one.generation,
        "run": one.run,
        "refused": one.refused,
    }


COMMANDS = (events, replay)
