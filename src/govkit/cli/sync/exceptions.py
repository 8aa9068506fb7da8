"""The queue of exceptions, shown and worked off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from govkit.cli import output
from govkit.cli.sync.desk import NUMBER, Desk, actor_option, sync_options
from govkit.errors import UsageError
from govkit.sync.words import moment, money

if TYPE_CHECKING:
    from govkit.reports.spans import Line
    from govkit.sync.exceptions.actions import Actions, Change, Repin
    from govkit.sync.exceptions.listing import Listed, Narrowed

_P = ParamSpec("_P")

_STATES = ("open", "retrying", "resolved", "dismissed", "superseded")
FILTERS = (
    ("--workflow", "NAME", "Only those of this workflow."),
    ("--owner", "TEAM", "Only those that this team looks after."),
    ("--customer", "ID", "Only those about this customer."),
    ("--contract", "ID", "Only those about this contract."),
    ("--region", "NAME", "Only those of this region."),
    ("--kind", "KIND", "Only those of this kind, as `tax-configuration`."),
    ("--cause", "TEXT", "Only those whose cause contains this."),
)
_IDS = click.argument("ids", metavar="[ID]...", nargs=-1, type=NUMBER)
_MOST_READ = 1024 * 1024
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")


def exception_filters(function: Callable[_P, int]) -> Callable[_P, int]:
    """The options that say what exceptions have in common."""
    for flag, metavar, help_ in reversed(FILTERS):
        function = click.option(flag, metavar=metavar, help=help_)(function)
    return function


def _bulk(function: Callable[Concatenate[Desk, Narrowed, _P], int]) -> Callable[..., int]:
    """The arguments and options that say which exceptions an action is for, handed to it as one value."""

    @_IDS
    @exception_filters
    @click.option("--every", is_flag=True, help="All that are open.")
    @wraps(function)
    def wrapped(desk: Desk, *args: Any, **kwargs: Any) -> int:
        said = {flag[2:]: kwargs.pop(flag[2:]) for flag, _, _ in FILTERS}
        return function(desk, narrowed(kwargs.pop("ids"), said, kwargs.pop("every")), *args, **kwargs)

    return wrapped


def narrowed(ids: tuple[int, ...], said: Mapping[str, Any], every: bool) -> Narrowed:
    """Which exceptions are meant, said in one of three ways. Raises UsageError."""
    from govkit.sync.exceptions.listing import Narrowed

    if bool(ids) + any(value is not None for value in said.values()) + every != 1:
        raise UsageError(
            "say which exceptions are meant: by numbers, by what they have in common, or --every",
            hint="`govkit sync exceptions` lists them; --dry-run says what would happen",
        )
    return Narrowed(ids=ids, **said)


@click.command(
    short_help="What people must decide.",
    epilog="""\b
Examples:
  govkit sync exceptions
  govkit sync exceptions 12
  govkit sync exceptions --list --region eu --owner finance-systems
  govkit sync exceptions --state resolved --format json
""",
)
@click.argument("number", metavar="[ID]", required=False, type=NUMBER)
@exception_filters
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="In which state.  [default: open]")
@click.option("--list", "listing", is_flag=True, help="One by one, and not by cause.")
@sync_options
def exceptions(desk: Desk, /, number: int | None, states: tuple[str, ...], listing: bool, **said: Any) -> int:
    """Shows the exceptions by cause, those about most money first; with ID one, with all that is known of it."""
    from govkit.cli.sync.shown import as_json, group_as_json, whole_as_json, whole_lines
    from govkit.sync.exceptions.escalating import asked_of
    from govkit.sync.exceptions.listing import Narrowed, grouped, listed, whole
    from govkit.sync.store.states import ExceptionState

    with desk.database() as database, database.reading() as connection:
        if number is not None:
            if listing or states or any(value is not None for value in said.values()):
                raise UsageError("one exception is shown whole: nothing narrows it further")
            one = whole(connection, number)
            asked = asked_of(connection, [number]).get(number)
            one = one if asked is None else replace(one, asked=asked.asked)
            if desk.rows.is_json:
                desk.rows.document(whole_as_json(one))
            else:
                desk.rows.lines(list(whole_lines(one, desk.rows, desk.now())))
            return 0
        wanted = tuple(map(ExceptionState, states)) or (ExceptionState.OPEN,)
        found = listed(connection, Narrowed(states=wanted, **said))
        asked_now = {one: each.asked for one, each in asked_of(connection, [one.id for one in found]).items()}
    if desk.rows.is_json:
        rows = [{**as_json(one), "asked": asked_now.get(one.id)} for one in found]
        desk.rows.document(rows if listing else list(map(group_as_json, grouped(found))))
    else:
        desk.rows.lines(_listed_lines(desk, found, asked_now) if listing else grouped_lines(desk, found))
    return 0


def grouped_lines(desk: Desk, found: list[Listed]) -> list[Line]:
    """Exceptions by cause, as a table."""
    from govkit.cli.sync.shown import group_as_json, numbers
    from govkit.sync.exceptions.listing import amounts_of, grouped

    columns = [("count", "open"), ("amount", "amount"), ("cause", "cause"), ("owner", "owner"), ("numbers", "no.")]
    if any(one.state != "open" for one in found):
        columns[0] = ("count", "count")
    rows = [
        {
            **group_as_json(group),
            "amount": tuple(money({currency: amount}) for currency, amount in group.amounts.items()),
            "owner": ", ".join(sorted({one.owner.removeprefix("team:") for one in group.members})),
            "numbers": numbers([one.id for one in group.members]),
        }
        for group in grouped(found)
    ]
    total = money(amounts_of(found))
    title = f"Exceptions: {len(found):,}" + (f", about {total}" if total else "")
    return desk.rows.table_lines(title, columns, rows, "nothing waits for people")


def _listed_lines(desk: Desk, found: list[Listed], asked: Mapping[int, str]) -> list[Line]:
    from govkit.cli.sync.shown import amount_of, as_json

    columns = [
        ("id", "no."),
        ("amount", "amount"),
        ("customer", "customer"),
        ("contract", "contract"),
        ("region", "region"),
        ("cause", "cause"),
        ("state", "state"),
        ("raised", "raised"),
        ("asked", "asked now"),
    ]
    if not asked:
        columns.pop()
    if all(one.state == "open" for one in found):
        columns.remove(("state", "state"))
    rows = [
        {
            **as_json(one),
            "amount": amount_of(one),
            "raised": moment(one.raised_at),
            "asked": asked.get(one.id, "").partition(" (")[0],
        }
        for one in found
    ]
    return desk.rows.table_lines(f"Exceptions: {len(found):,}", columns, rows, "nothing waits for people")


@click.command(
    short_help="Let runs go on.",
    epilog="""\b
Examples:
  govkit sync retry 12 13
  govkit sync retry --cause tax-configuration --dry-run
  govkit sync retry 12 --from invoice
  govkit sync retry --kind mapping --current
""",
)
@sync_options
@_bulk
@click.option("--from", "step", metavar="STEP", help="Go on from this earlier step, which is made anew.")
@click.option("--current", is_flag=True, help="By the workflow and its mappings as the estate has them now.")
@_DRY_RUN
@actor_option
def retry(desk: Desk, which: Narrowed, step: str | None, current: bool, dry_run: bool, actor: str) -> int:
    """Lets the runs of the exceptions with these IDs, or of all that have something in common, go on."""
    repin: Repin | None = None
    if current:
        from govkit.gate import open_estate
        from govkit.sync.exceptions.ways import repinning

        estate = open_estate()
        estate.refuse_problems()
        repin = repinning(estate, desk.now)
    return _acted(desk, actor, lambda actions: actions.retry(which, current=repin, from_step=step), dry_run=dry_run)


@click.command(
    short_help="End runs as they are.",
    epilog="""\b
Examples:
  govkit sync dismiss 12 --reason "posted by hand, document 4711"
  govkit sync dismiss --workflow usage-threshold --reason "the period is over" --dry-run
""",
)
@sync_options
@_bulk
@click.option("--reason", required=True, help="Why; others read it later.")
@_DRY_RUN
@actor_option
def dismiss(desk: Desk, which: Narrowed, reason: str, dry_run: bool, actor: str) -> int:
    """Ends the runs of the exceptions with these IDs as they are: what was written stays, later runs go on."""
    return _acted(desk, actor, lambda actions: actions.dismiss(which, reason), dry_run=dry_run)


@click.command(
    short_help="Say whether a write was made.",
    epilog="""\b
Examples:
  govkit sync decide 12 --absent
  govkit sync decide 12 --committed --answer '{"invoiceNumber": "INV-4711"}'
  govkit sync decide 12 --committed --answer @answer.json
""",
)
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--committed", "verdict", flag_value="committed", help="It was made: the run goes on behind it.")
@click.option("--absent", "verdict", flag_value="absent", help="It was not made: it is made again.")
@click.option("--answer", metavar="JSON|@FILE", help="What the platform would have answered, for the steps behind.")
@_DRY_RUN
@actor_option
@sync_options
def decide(desk: Desk, number: int, verdict: str | None, answer: str | None, dry_run: bool, actor: str) -> int:
    """Decides about a write that got no answer, and of which nothing tells whether it was made."""
    from govkit.sync.values import MISSING

    if verdict is None:
        raise UsageError("say what you found out", hint="--committed, or --absent")
    if answer is not None and verdict == "absent":
        raise UsageError("a write that was not made has no answer", hint="leave --answer out")
    body = MISSING if answer is None else _json(answer, "the answer")
    found: Any = verdict
    return _acted(desk, actor, lambda actions: actions.decide(number, found, body), dry_run=dry_run)


@click.command(
    short_help="Change a request, and send it.",
    epilog="""\b
Examples:
  govkit sync mend 12 --patch '{"taxCode": "S-2"}' --dry-run
  govkit sync mend 12 --patch '{"taxCode": "S-2"}'
  govkit sync mend --cause tax-configuration --patch '{"taxCode": "S-2"}' --dry-run
  govkit sync mend 12 --body body.json
""",
)
@sync_options
@_bulk
@click.option("--patch", metavar="JSON|@FILE", help="What is different, as a JSON merge patch (RFC 7396).")
@click.option(
    "--body",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The whole body (JSON), for one exception.",
)
@_DRY_RUN
@actor_option
def mend(desk: Desk, which: Narrowed, patch: str | None, file: Path | None, dry_run: bool, actor: str) -> int:
    """Changes the body of the request that failed, shows what is different, and lets the run go on with it.

    What the contract of the called version does not take is not sent, nor a field whose record is another system,
    where the workflow does not send it by itself.
    """
    from govkit.gate.runtime import source_of
    from govkit.spec.documents.merging import merged
    from govkit.sync.exceptions.estates import mending
    from govkit.sync.values import MISSING

    if (patch is None) == (file is None):
        raise UsageError("say what the body is to be", hint="--patch with what is different, or --body with all of it")
    if file is not None and len(which.ids) != 1:
        raise UsageError("a whole body is for one exception", hint="--patch says what is different in several")
    given = _json(f"@{file}" if file is not None else str(patch), "the body" if file is not None else "the patch")
    source = source_of()

    def edit(body: Any) -> Any:
        return given if file is not None else merged(None if body is MISSING else body, given)

    held = mending(source.estate, source.read)
    return _acted(desk, actor, lambda actions: actions.mend(which, edit, held), dry_run=dry_run)


def replayed(desk: Desk, which: Narrowed, actor: str, *, dry_run: bool) -> int:
    """Sends the events of exceptions once more to their workflows."""
    from govkit.gate import open_estate
    from govkit.sync.exceptions.estates import replays

    estate = open_estate()
    estate.refuse_problems()
    found, keep = replays(estate, desk.now)
    return _acted(desk, actor, lambda actions: actions.replay(which, found, keep), dry_run=dry_run)


def _json(text: str, what: str) -> Any:
    """A JSON text, or `@FILE` that holds one; its numbers are exact. Raises UsageError."""
    from govkit.client.jsontext import loads

    try:
        return loads(_read(Path(text[1:]), what) if text.startswith("@") else text)
    except OSError as error:
        raise UsageError(f"{text[1:]} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"{what} is no JSON: {error}", hint="write JSON, or @FILE") from error


def _read(path: Path, what: str) -> bytes:
    """A file that people wrote, and none without an end."""
    with path.open("rb") as file:
        data = file.read(_MOST_READ + 1)
    if len(data) > _MOST_READ:
        raise UsageError(f"{what} in {path} is longer than {_MOST_READ // 1024:,} KiB")
    return data


def _acted(desk: Desk, actor: str, act: Callable[[Actions], list[Change]], *, dry_run: bool) -> int:
    """Acts, and says what was done; the exit code is 1 where something was refused."""
    from govkit.cli.sync.shown import change_as_json
    from govkit.sync.exceptions.actions import Actions

    if not actor.strip():
        raise UsageError("nobody acts", hint="say who: --by NAME")
    with desk.database() as database:
        changes = act(Actions(database, actor=actor, now=desk.now, dry_run=dry_run))
    refused = [change for change in changes if change.refused]
    if desk.rows.is_json:
        desk.rows.document({"dryRun": dry_run, "changes": list(map(change_as_json, changes))})
    else:
        desk.rows.lines(_change_lines(changes, dry_run=dry_run))
    for change in refused if desk.rows.is_json else ():
        output.complain(f"exception {change.exception.id}: {change.refused}", word="error")
    return int(bool(refused))


def _change_lines(changes: list[Change], *, dry_run: bool) -> list[Line]:
    from govkit.cli.sync.shown import amount_of
    from govkit.reports.spans import Span, line, visible, wrap

    lines: list[Line] = []
    for change in changes:
        one = change.exception
        about = ", ".join(text for text in (one.customer, amount_of(one)) if text)
        said = f"refused: {change.refused}" if change.refused else change.does
        first = line(Span(f"{one.id:>4}  ", "strong"))
        told = [Span(visible(said), "error" if change.refused else ""), Span(f"  {visible(about)}", "dim")]
        lines += wrap(told, output.terminal_width(), first=first, rest=" " * 6)
        lines += _diff_lines(change)
    if not changes:
        lines.append(line("no exception that is open is so"))
    if dry_run:
        lines.append(line(Span("nothing was done: this was a dry run", "dim")))
    return lines


def _diff_lines(change: Change) -> Iterator[Line]:
    """What a mended request says differently, place by place, and who takes it so."""
    from govkit.reports.spans import Span, line, visible, wrap

    indent, width = " " * 6, output.terminal_width()
    label = min(max((len(one.place) for one in change.diff), default=0), 40)
    for one in change.diff:
        first = line(indent, Span(f"{visible(one.place):{label}}  ", "label"))
        yield from wrap([Span(visible(one.words))], width, first=first, rest=indent + " " * 4)
    if change.verdict:
        yield from wrap([Span(visible(change.verdict), "good")], width, first=line(indent), rest=indent)


COMMANDS = (exceptions, retry, dismiss, decide, mend)
