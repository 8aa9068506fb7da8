"""How the runtime stands, what became of an event, and the tables that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from govkit.cli import output
from govkit.cli.sync.desk import Desk, open_database, sync_options
from govkit.sync.words import moment, span

if TYPE_CHECKING:
    from govkit.reports.spans import Line
    from govkit.sync.telemetry.standing import Standing
    from govkit.sync.telemetry.timeline import Happening

_ROOMY = 90  # columns from which a moment and what happened stand beside each other
_STATES = ("queued", "ready", "running", "waiting", "parked", "done", "dismissed", "superseded", "echo")


@click.command(
    short_help="Where everything stands.",
    epilog="""\b
Examples:
  govkit sync status
  govkit sync status --format json
""",
)
@sync_options
def status(desk: Desk) -> int:
    """Shows runs, what is held up, exceptions, polls and workers; exit code 1 where people must do something.

    That is where an exception is open, a write may have been made or not, a run is late, a poll failed, an alert does
    not get through, or runs are ready and no worker is there.
    """
    from govkit.sync.telemetry.standing import standing

    with desk.database() as database, database.reading() as connection:
        found = standing(connection, now=desk.now())
    paths = _paths()
    if desk.rows.is_json:
        desk.rows.document({**_standing_as_json(found), "paths": paths})
    else:
        desk.rows.lines(list(_standing_lines(desk, found, paths)))
    return int(bool(found.todo))


def _paths() -> dict[str, dict[str, str]]:
    """The paths on which each workflow of the estate around is reached; none where there is no estate."""
    from govkit.catalog.workflows.loading import read_document
    from govkit.catalog.workflows.model import Document
    from govkit.catalog.workflows.paths import paths_of
    from govkit.errors import GovkitError
    from govkit.gate import open_estate

    try:
        estate = open_estate(cache=True)
    except GovkitError:  # how it stands is in the database, wherever that lies
        return {}
    documents = [one for one in map(read_document, estate.workflow_documents) if isinstance(one, Document)]
    workflows = (workflow for document in documents for workflow in document.workflows.values())
    return {one.id: dict(found) for one in workflows if (found := paths_of(one))}


def _standing_as_json(found: Standing) -> dict[str, Any]:
    from govkit.cli.sync.shown import as_json, group_as_json

    workflows: dict[str, dict[str, int]] = {}
    for (workflow, state), count in found.runs.items():
        workflows.setdefault(workflow, {})[state.value] = count
    return {
        "at": moment(found.at),
        "todo": list(found.todo),
        "runs": workflows,
        "oldest": {workflow: moment(since) for workflow, since in found.oldest.items()},
        "held": as_json(found.held),
        "late": as_json(found.late),
        "exceptions": list(map(group_as_json, found.groups)),
        "retrying": found.retrying,
        "unknown": as_json(found.unknown),
        "refused": as_json(found.refused),
        "polls": as_json(found.polls),
        "workers": as_json(found.workers),
        "escalated": as_json(found.escalated),
        "alerts": as_json(found.deaf),
        "loads": as_json(found.loads),
    }


def _standing_lines(desk: Desk, found: Standing, paths: Mapping[str, Mapping[str, str]]) -> Iterator[Line]:
    from govkit.cli.sync.exceptions import grouped_lines
    from govkit.reports.spans import Span, line, wrap

    if found.todo:
        yield from wrap([Span("; ".join(found.todo), "error")], output.terminal_width())
    else:
        yield line(Span("nothing waits for people", "good"))
    yield ()
    yield from _runs(desk, found, paths)
    if found.groups:
        yield ()
        yield from grouped_lines(desk, [one for group in found.groups for one in group.members])
    for title, columns, rows in _parts(found):
        if rows:
            yield ()
            yield from desk.rows.table_lines(title, columns, rows, "none")


def _runs(desk: Desk, found: Standing, paths: Mapping[str, Mapping[str, str]]) -> list[Line]:
    columns = [
        ("workflow", "workflow"),
        ("paths", "paths"),
        *((state, state) for state in _STATES),
        ("oldest", "oldest waits"),
    ]
    by_name: dict[str, dict[str, Any]] = {}
    for (workflow, state), count in found.runs.items():
        reached = tuple(paths.get(workflow, ()))
        by_name.setdefault(workflow, {"workflow": workflow, "paths": reached or None})[state.value] = count
    for workflow, since in found.oldest.items():
        by_name[workflow]["oldest"] = span(found.at - since)
    return desk.rows.table_lines("Runs", columns, list(by_name.values()), "nothing ran yet")


_Part: TypeAlias = tuple[str, list[tuple[str, str]], list[dict[str, Any]]]
"""A table: its title, its columns as (member, heading), its rows."""


def _parts(found: Standing) -> Iterator[_Part]:
    from govkit.cli.sync.shown import as_json

    held = [
        {**as_json(one), "why": f"{one.state} at {one.step}" if one.step else one.state.value} for one in found.held
    ]
    columns = [("workflow", "workflow"), ("key", "key"), ("run", "by run"), ("why", "which is")]
    yield "Held up", [*columns, ("behind", "behind it"), ("since", "since")], held

    late = [{**as_json(one), "for": span(found.at - one.expect_by), "of": _about(one.context)} for one in found.late]
    columns = [("workflow", "workflow"), ("key", "key"), ("run", "run"), ("state", "state")]
    yield "Late", [*columns, ("for", "late for"), ("of", "of")], late

    escalated = [{**as_json(one), "for": span(found.at - one.at)} for one in found.escalated]
    columns = [("exception", "no."), ("team", "nobody acted of"), ("asked", "so these are asked"), ("for", "for")]
    yield "Escalated", columns, escalated

    columns = [("sink", "to"), ("dead", "dead"), ("waiting", "waiting"), ("since", "since"), ("error", "because")]
    yield "Alerts that do not get through", columns, [as_json(one) for one in found.deaf]

    columns = [("workflow", "workflow"), ("list", "reads"), ("state", "state"), ("records", "records")]
    columns += [("events", "events"), ("done", "through"), ("open", "open"), ("parked", "for people")]
    yield "Loads", [*columns, ("note", "because")], [as_json(one) for one in found.loads]

    unknown = [{**as_json(one), "call": f"{one.system} {one.operation}"} for one in found.unknown]
    columns = [("workflow", "workflow"), ("run", "run"), ("step", "step"), ("call", "call"), ("since", "since")]
    yield "Writes that may have been made or not", columns, unknown

    columns = [("system", "from"), ("reason", "because of"), ("count", "times"), ("lastAt", "last"), ("detail", "then")]
    yield "Deliveries that were refused", columns, [as_json(one) for one in found.refused]

    columns = [("name", "poll"), ("askedAt", "asked"), ("failed", "why the last one failed")]
    yield "Polls", columns, [as_json(one) for one in found.polls]

    workers = [{**as_json(one), "heard": f"{span(found.at - one.beat_at)} ago"} for one in found.workers]
    columns = [("executor", "worker"), ("startedAt", "since"), ("heard", "heard of"), ("isAlive", "alive")]
    yield "Workers", columns, workers


def _about(context: Mapping[str, Any]) -> str:
    customer = context.get("customer")
    return "" if customer is None else str(customer)


@click.command(
    short_help="What became of an event.",
    epilog="""\b
Examples:
  govkit sync timeline 41
  govkit sync timeline evt_2001
  govkit sync timeline cus_1002 --format json
""",
)
@click.argument("name", metavar="EVENT|KEY")
@sync_options
def timeline(desk: Desk, name: str) -> int:
    """Shows in time what became of an event, named by its number or its source's identifier, or of all of a key."""
    from govkit.cli.sync.shown import as_json
    from govkit.sync.telemetry.timeline import timeline as happened

    with desk.database() as database, database.reading() as connection:
        found = happened(connection, name)
    if desk.rows.is_json:
        desk.rows.document(as_json(found))
    else:
        desk.rows.lines(list(_timeline_lines(found)))
    return 0


def _timeline_lines(found: list[Happening]) -> Iterator[Line]:
    from govkit.reports.spans import Span, line, visible, wrap

    width = output.terminal_width()
    event = None
    for one in found:
        if event is not None and event != one.event:
            yield ()
        event = one.event
        number = "" if one.number is None else str(one.number)
        first = f"{moment(one.at)}  {one.of:<9} {number:>5}  "
        told = [Span(visible(one.what), "error" if one.is_bad else "")]
        if one.detail:
            told += [Span(f"  {visible(one.detail)}", "dim")]
        if width < _ROOMY:
            yield line(Span(first.rstrip(), "label"))
            first = "    "
        yield from wrap(told, width, first=line(Span(first, "label")), rest=" " * len(first))


@click.command(
    short_help="Make the tables.",
    epilog="""\b
Examples:
  govkit sync migrate
  govkit sync migrate --database sqlite:///sync.db
""",
)
@sync_options
def migrate(desk: Desk) -> int:
    """Makes the tables of the runtime and of its engine where they are not; what is there stays."""
    found = open_database(desk.address, make=True)
    from govkit.sync.service import migrate as made

    try:
        made(found)
    finally:
        found.close()
    return desk.rows.say(f"{found.shown} is ready", {"database": found.shown})


COMMANDS = (status, timeline, migrate)
