"""Who is who in all systems: links listed, imported, merged and split."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from govkit.cli import output
from govkit.cli.sync.desk import Desk, actor_option, sync_options
from govkit.cli.waiting import waiting
from govkit.errors import UsageError

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.catalog.mapping.identifiers import Identifier
    from govkit.catalog.workflows.contracts import Contracts
    from govkit.sync.calls import Platforms
    from govkit.sync.identity.deciding import Decided, Deciding
    from govkit.sync.identity.links import Links
    from govkit.sync.store.database import Database

_ENTITY = click.option("--entity", metavar="NAME", help="The entity, where several have such identifiers.")
_DRY_RUN = click.option("--dry-run", "dry", is_flag=True, help="Say what would happen, and do nothing.")
_COLUMNS = (("entity", "Entity"), ("golden", "Object"), ("identifiers", "Identifiers"), ("double", "Twice"))


@click.group(
    short_help="Who is who in all systems.",
    epilog="""\b
Examples:
  govkit sync links list customer
  govkit sync links import customers.csv
  govkit sync links merge crm:company:co_7 crm:company:co_1
""",
)
def links() -> None:
    """Shows and settles which identifiers of all systems are one object's.

    Most links are learnt from records that name each other. What is missing or double parks the runs that need it,
    until people link, merge or split.
    """


@links.command(
    "list",
    short_help="What objects are called.",
    epilog="""\b
Examples:
  govkit sync links list customer
  govkit sync links list --system erp --id C-10003
""",
)
@click.argument("entity", required=False)
@click.option("--system", metavar="NAME", help="Only objects that this system has an identifier of.")
@click.option("--id", "own", metavar="TEXT", help="Only the object that is called so.")
@click.option("--double", is_flag=True, help="Only objects that a system has two identifiers of.")
@sync_options
def list_(desk: Desk, entity: str | None, system: str | None, own: str | None, *, double: bool) -> int:
    """Lists the objects that are linked, with all that they are called."""
    from govkit.sync.identity.listing import listed

    with desk.database() as database, database.reading() as connection:
        found = listed(connection, entity=entity, system=system, own=own)
    rows = [
        {"entity": one.entity, "golden": one.golden, "identifiers": one.identifiers, "double": one.double}
        for one in found
        if one.double or not double
    ]
    return desk.rows.table("Objects", _COLUMNS, rows, "nothing is linked")


@links.command(
    "import",
    short_help="Link what a file, or systems, say.",
    epilog="""\b
Examples:
  govkit sync links import customers.csv
  govkit sync links import customers.jsonl --dry-run
  govkit sync links import --from crm --from erp --as order-to-cash --entity customer
""",
)
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--from", "systems", metavar="SYSTEM", multiple=True, help="Read all records of this system's lists.")
@click.option("--as", "consumer", metavar="CONSUMER", help="Whose grants are used, with --from.")
@click.option("--entity", "entities", metavar="NAME", multiple=True, help="Only these records, with --from.")
@click.option("--server", "servers", metavar="NAME=URL", multiple=True, help="Where a system or an API listens.")
@click.option("--mocks", metavar="URL", help="Where the mocks of all others are served: see `govkit mock up`.")
@_DRY_RUN
@actor_option
@sync_options
def import_(desk: Desk, /, file: str | None, systems: tuple[str, ...], dry: bool, actor: str, **said: Any) -> int:
    """Links identifiers as the rows of FILE say, all or none: CSV with a head, or JSON lines.

    Each row has entity, system, type, id and golden: the identifier is that of the object with the canonical one. With
    --from, the lists of systems are read instead, page by page, and linked as their records say. What is linked
    otherwise is in doubt: it is told, left as it was, and makes the exit code 1.
    """
    from govkit.sync.identity.listing import imported
    from govkit.sync.identity.rows import read_rows

    if (file is None) == (not systems):
        raise UsageError("say what is to be read: a file, or systems with --from")
    if file is None:
        if dry:
            raise UsageError("--dry-run goes with a file: reading systems changes nothing in them")
        return _read(desk, systems, **said)
    with desk.database() as database:
        estate, held = _held(database, desk)
        found = imported(held, estate, read_rows(file), by=f"import {actor}", dry=dry)
    for text in found.doubtful:
        output.complain(text)
    would = "would be linked" if dry else "linked"
    text = f"{found.linked:,} {would}, {found.known:,} known before, {len(found.doubtful):,} in doubt"
    desk.rows.say(text, {"linked": found.linked, "known": found.known, "doubtful": list(found.doubtful), "dryRun": dry})
    return int(bool(found.doubtful))


def _read(
    desk: Desk,
    systems: tuple[str, ...],
    *,
    consumer: str | None,
    entities: tuple[str, ...],
    servers: tuple[str, ...],
    mocks: str | None,
) -> int:
    from govkit.cli.sync.shown import as_json
    from govkit.sync.identity.reading import Read, Reader
    from govkit.sync.identity.register import Register

    if consumer is None:
        raise UsageError("say with --as whose grants are used", hint="`--as NAME` of a consumer of the catalog")
    found = Read()
    with desk.database() as database, _platforms(servers, mocks) as (contracts, platforms):
        reader = Reader(contracts, Register(contracts.estate, database, desk.now), platforms.call, consumer, sleep)
        listings = [listing for system in systems for listing in reader.listings(system, entities)]
        for listing in listings:
            with waiting(lambda listing=listing: f"reading {listing}: {found.records:,} records"):  # type: ignore[misc]
                reader.read(listing, found)
        standing = reader.standing(found)
    for text in (*found.unread, *found.doubtful):
        output.complain(text)
    rows = [as_json(one) for one in standing]
    columns = (("entity", "Entity"), ("linked", "Linked"), ("alone", "Alone"), ("double", "Twice in a system"))
    if desk.rows.is_json:
        desk.rows.document(
            {"records": found.records, "objects": rows, "doubtful": found.doubtful, "unread": found.unread}
        )
    else:
        desk.rows.table("Objects", columns, rows, "no records")
        output.say(f"{found.records:,} records, {len(found.doubtful):,} in doubt, {len(found.unread):,} lists not read")
    return int(bool(found.doubtful or found.unread))


@contextmanager
def _platforms(servers: tuple[str, ...], mocks: str | None) -> Iterator[tuple[Contracts, Platforms]]:
    """The contracts of the estate, and its platforms, closed in the end."""
    from govkit.catalog.workflows.contracts import Contracts
    from govkit.gate import open_estate
    from govkit.gate.configuration import estate_top
    from govkit.gate.estates.registered import contract_of_version
    from govkit.gate.generating import FOLDER
    from govkit.gate.options import Options
    from govkit.sync.calls import Addresses, Platforms

    estate = open_estate(cache=True)
    contracts = Contracts(estate, lambda version: contract_of_version(estate, version, Options(), []))
    top = estate_top(Path.cwd()) or Path.cwd()
    platforms = Platforms(contracts, top / FOLDER, addresses=Addresses.read(estate, servers, mocks))
    try:
        yield contracts, platforms
    finally:
        platforms.close()


@links.command(
    short_help="Make two objects one.",
    epilog="""\b
Examples:
  govkit sync links merge crm:company:co_7 crm:company:co_1 --dry-run
""",
)
@click.argument("golden", metavar="OBJECT")
@click.argument("into", metavar="INTO")
@_ENTITY
@_DRY_RUN
@actor_option
@sync_options
def merge(desk: Desk, golden: str, into: str, *, entity: str | None, dry: bool, actor: str) -> int:
    """Makes OBJECT one with INTO, whose identifiers are the ones that are written where both have some.

    An object is named by any of its identifiers. `split` takes it back; both are in the audit.
    """
    with desk.database() as database:
        name, deciding = _deciding(database, desk, entity, golden, into)
        return _say(desk, deciding.merge(name, golden, into, actor=actor, dry=dry), dry=dry)


@links.command(
    short_help="Make one object two.",
    epilog="""\b
Examples:
  govkit sync links split crm:company:co_1
  govkit sync links split crm:company:co_1 erp:customer-number:C-9
""",
)
@click.argument("golden", metavar="OBJECT")
@click.argument("apart", metavar="[IDENTIFIER]...", nargs=-1)
@_ENTITY
@_DRY_RUN
@actor_option
@sync_options
def split(desk: Desk, golden: str, apart: tuple[str, ...], *, entity: str | None, dry: bool, actor: str) -> int:
    """Takes identifiers out of OBJECT, to one of their own; without any, takes its last merge back.

    What people split stays apart, whatever records say: a record that says otherwise is in doubt.
    """
    with desk.database() as database:
        name, deciding = _deciding(database, desk, entity, golden, *apart)
        named = [_parsed(text) for text in apart]
        return _say(desk, deciding.split(name, golden, named, actor=actor, dry=dry), dry=dry)


def _say(desk: Desk, found: Decided, *, dry: bool) -> int:
    moved = [{"identifier": str(one.identifier), "from": one.golden} for one in found.moved]
    names = ", ".join(str(one.identifier) for one in found.moved)
    leads = "would lead" if dry else "leads" if len(moved) == 1 else "lead"
    text = f"{names} {leads} to {found.golden}" if moved else "nothing changes"
    return desk.rows.say(text, {"entity": found.entity, "golden": found.golden, "moved": moved, "dryRun": dry})


def _deciding(database: Database, desk: Desk, entity: str | None, *texts: str) -> tuple[str, Deciding]:
    """The entity that identifiers are of, and what acts on its links. Raises UsageError."""
    from govkit.sync.identity.deciding import Deciding
    from govkit.sync.identity.listing import entity_of, require_known

    estate, held = _held(database, desk)
    named = [_parsed(text) for text in texts]
    name = entity or entity_of(estate, named[0])
    for one in named:
        require_known(estate, name, one)
    return name, Deciding(held, desk.now)


def _held(database: Database, desk: Desk) -> tuple[Estate, Links]:
    from govkit.gate import open_estate
    from govkit.sync.identity.register import Register

    estate = open_estate(cache=True)
    return estate, Register(estate, database, desk.now).links


def _parsed(text: str) -> Identifier:
    from govkit.catalog.mapping.identifiers import Identifier

    found = Identifier.parse(text)
    if found is None:
        raise UsageError(f"{text!r} is no identifier", hint="write it as SYSTEM:TYPE:ID, such as crm:company:co_1")
    return found


COMMANDS = (links,)
