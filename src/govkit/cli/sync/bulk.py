"""Bulk paths: what systems have already goes through workflows, record by record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from govkit.cli import output
from govkit.cli.sync.desk import Desk, actor_option, sync_options
from govkit.cli.waiting import waiting
from govkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govkit.sync.bulk.loading import Loaded, Loading, Place
    from govkit.sync.bulk.paths import Path
    from govkit.sync.parts import Source
    from govkit.sync.store.database import Database


@click.command(
    short_help="Take what systems have already through workflows.",
    epilog="""\b
Examples:
  govkit sync bulk
  govkit sync bulk account-standing --dry-run
  govkit sync bulk account-standing --mocks http://127.0.0.1:4010 --limit 10
  govkit sync bulk account-standing --resume
  govkit sync bulk all --from erp
""",
)
@click.argument("named", metavar="[WORKFLOW|all]", required=False)
@click.option("--from", "system", metavar="SYSTEM", help="Only where the list is one of this system.")
@click.option("--dry-run", "dry", is_flag=True, help="Read the list, say what would be made of it, and make nothing.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Make N events at most, and stop.")
@click.option("--resume", is_flag=True, help="Go on with the last load, from the page where it stopped.")
@click.option(
    "--open",
    "most_open",
    type=click.IntRange(min=1, max=1000),
    default=100,
    show_default=True,
    metavar="N",
    help="Read no further page while N runs of loads of the workflow are not through.",
)
@click.option("--server", "servers", metavar="NAME=URL", multiple=True, help="Where a system or an API listens.")
@click.option("--mocks", metavar="URL", help="Where the mocks of all others are served: see `govkit mock up`.")
@actor_option
@sync_options
def bulk(
    desk: Desk,
    /,
    named: str | None,
    *,
    system: str | None,
    dry: bool,
    limit: int | None,
    resume: bool,
    most_open: int,
    servers: tuple[str, ...],
    mocks: str | None,
    actor: str,
) -> int:
    """Reads the list that a workflow declares under `bulk`, and starts a run for each record.

    `govkit sync up` runs them, behind all that events start. A record that was read before is the same event, unless it
    changed. Without a name, it tells which workflows have a bulk path, and how the last load of each went. Exit code 1
    where a load does not go on by itself, 2 where a list could not be read.
    """
    if dry and resume:
        raise UsageError("--dry-run and --resume are two questions", hint="a dry run reads the list from its beginning")
    if named is None:
        if dry or resume or limit is not None:
            raise UsageError("say which workflow is meant, or `all`", hint="`govkit sync bulk` lists them")
        return _standing(desk, system)
    doing = "looking at the estate"

    def tell(text: str) -> None:
        nonlocal doing
        doing = text

    with desk.database() as database, _place(desk, database, servers, mocks, tell) as (place, paths):
        from govkit.sync.bulk.keeping import lasting
        from govkit.sync.bulk.loading import Loading
        from govkit.sync.bulk.paths import chosen

        chosen_ = chosen(paths, named, system)
        loading = Loading(place, most=limit, most_open=most_open)
        with lasting(database), waiting(lambda: doing):
            found = [
                one for path in chosen_ if (one := _done(loading, path, actor, dry=dry, resume=resume)) is not None
            ]
    if resume and not found:
        of = f" of {named}" if named != "all" else ""
        raise UsageError(f"there is no load{of} that is not through", hint="leave --resume out, and one is begun")
    return _say(desk, found, dry=dry)


def _done(loading: Loading, path: Path, actor: str, *, dry: bool, resume: bool) -> Loaded | None:
    return loading.try_out(path) if dry else loading.load(path, actor, resume=resume)


def _say(desk: Desk, found: list[Loaded], *, dry: bool) -> int:
    from govkit.sync.store.states import LoadState

    if desk.rows.is_json:
        desk.rows.document({"dryRun": dry, "loads": [_as_json(one) for one in found]})
    else:
        columns = [("workflow", "workflow"), ("list", "read from"), ("records", "records")]
        columns += [("events", "would be made" if dry else "events"), ("known", "known before")]
        columns += [("keyless", "without a key")] if dry else [("open", "open"), ("parked", "for people")]
        columns += [] if dry else [("state", "state"), ("note", "because")]
        desk.rows.table("Loads", columns, [_as_json(one) for one in found], "no workflow has a bulk path")
        if dry:
            output.say("nothing was made: it was a dry run")
        for one in found:
            if one.state in (LoadState.PAUSED, LoadState.FAILED):
                output.say(f"`govkit sync bulk {one.workflow} --resume` goes on where it stopped")
    if any(one.state is LoadState.FAILED for one in found):
        return 2
    return int(any(one.state is LoadState.PAUSED or one.parked or one.keyless for one in found))


def _as_json(one: Loaded) -> dict[str, Any]:
    from govkit.cli.sync.shown import as_json

    found: dict[str, Any] = as_json(one)
    return found


# ------------------------------------------------------------------------------------------------------------- looking


def _standing(desk: Desk, system: str | None) -> int:
    from govkit.cli.sync.shown import as_json
    from govkit.sync.bulk.listing import last_loads

    with desk.database() as database:
        estate = _Estate.around()
        with database.reading() as connection:
            loads = {one.workflow: one for one in last_loads(connection, desk.now())}
    rows = [
        {"workflow": name, "list": path.name, **(as_json(loads[name]) if name in loads else {})}
        for name, path in estate.paths.items()
        if system in (None, path.system)
    ]
    columns = [("workflow", "workflow"), ("list", "reads"), ("state", "last load"), ("startedAt", "began")]
    columns += [("records", "records"), ("events", "events"), ("done", "through"), ("open", "open")]
    columns += [("parked", "for people"), ("note", "because")]
    desk.rows.table("Bulk paths", columns, rows, "no workflow has one")
    return int(any(one.is_stuck for one in loads.values()))


@dataclass(frozen=True)
class _Estate:
    """The estate around, and its bulk paths."""

    source: Source
    paths: dict[str, Path]

    @classmethod
    def around(cls) -> _Estate:
        """That of the working folder. Raises InputError where it is not in order."""
        from govkit.catalog.workflows.contracts import Contracts
        from govkit.catalog.workflows.loading import read_document
        from govkit.catalog.workflows.model import Document
        from govkit.gate.runtime import source_of
        from govkit.sync.bulk.paths import paths_of

        source = source_of()
        documents = [one for one in map(read_document, source.estate.workflow_documents) if isinstance(one, Document)]
        return cls(source, paths_of(Contracts(source.estate, source.read), documents))


@contextmanager
def _place(
    desk: Desk, database: Database, servers: tuple[str, ...], mocks: str | None, tell: Callable[[str], None]
) -> Iterator[tuple[Place, dict[str, Path]]]:
    """Where loads run, and the paths of the estate; its platforms are closed in the end."""
    from govkit.catalog.workflows.contracts import Contracts
    from govkit.gate.configuration import settings
    from govkit.gate.generating import FOLDER
    from govkit.sync.bulk.loading import Place
    from govkit.sync.calls import Addresses, Platforms
    from govkit.sync.running.keeping import keeping_pins
    from govkit.sync.running.subscriptions import EstateSubscriptions
    from govkit.sync.store.presence import present

    estate = _Estate.around()
    source = estate.source
    contracts = Contracts(source.estate, source.read)
    subscriptions = EstateSubscriptions(source.estate, contracts.is_function)
    addresses = Addresses.read(source.estate, servers, mocks, settings(source.folder).sync.servers)
    platforms = Platforms(contracts, source.folder / FOLDER, addresses=addresses)
    keep = keeping_pins(subscriptions, desk.now)
    try:
        with present(database) as holder:
            yield Place(platforms.call, database, subscriptions, desk.now, sleep, keep, tell, holder), estate.paths
    finally:
        platforms.close()


COMMANDS = (bulk,)
