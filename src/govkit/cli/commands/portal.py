"""`govkit portal`: the estate as pages, live or as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli.sync.desk import DATABASE_HELP, DATABASE_VARIABLE
from govkit.cli.waiting import waiting

if TYPE_CHECKING:
    from govkit.portal.state import Held

_HERE = ("127.0.0.1", "localhost", "::1")


@click.command(
    short_help="The estate as pages: a web portal, live or as files.",
    epilog="""\b
Examples:
  govkit portal
  govkit portal --port 8080
  govkit portal --static build/portal
""",
)
@click.option("--port", type=click.IntRange(0, 65535), default=4040, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name that it answers to, beside --host.")
@click.option(
    "--static",
    "folder",
    type=click.Path(path_type=Path, file_okay=True),
    metavar="DIR",
    help="Write the pages that anybody may read to DIR, as files, and end.",
)
@click.option("--database", envvar=DATABASE_VARIABLE, metavar="URL", help=DATABASE_HELP)
def portal(port: int, host: str, hosts: tuple[str, ...], folder: Path | None, database: str | None) -> int:
    """Shows the estate as pages in a browser, until Ctrl-C: they follow when files change.

    Whoever reaches the address reads the catalog; what is in messages is shown to those who sign in. With --static,
    the pages are files, which open from a disk or any web server.
    """
    with waiting("reading the estate"):
        held = _held(database)
    if folder is not None:
        return _exported(held, folder)
    return _served(held, host, port, frozenset(name.lower() for name in (*_HERE, host, *hosts)))


def _held(database: str | None) -> Held:
    from govkit.cli.sync.desk import database_at
    from govkit.cli.sync.up import stamps_of
    from govkit.errors import MissingExtra, UsageError
    from govkit.gate.configuration import estate_top

    top = estate_top()
    if top is None:
        raise UsageError("there is no catalog here", hint="an estate has a folder `catalog/`; `govkit init` begins one")
    try:
        from govkit.portal import rendering, serving  # noqa: F401 - what is missing is told before anything is read
        from govkit.portal.state import Held
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the portal needs {error.name}, which is not installed", hint="pip install 'govkit[portal]'"
        ) from error
    return Held(top, stamps_of(top), lambda: database_at(database))


def _exported(held: Held, folder: Path) -> int:
    from govkit.portal.exporting import export

    with waiting("writing the pages"):
        made = export(held.state, folder)
    for one in made.failed:
        click.echo(f"not written: {one}", err=True)
    click.echo(f"{made.pages:,} pages in {folder}: open {folder / 'index.html'}")
    return 0


def _served(held: Held, host: str, port: int, names: frozenset[str]) -> int:
    from govkit.mocks.listening import bound
    from govkit.portal.application import application
    from govkit.portal.serving import serve

    listener = bound(host, port)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"the portal is at http://{shown}:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
    serve(application(held, names), listener, held)
    return 0
