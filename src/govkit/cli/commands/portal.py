"""`govkit portal`: the estate as pages, live or as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output, portal_tokens
from govkit.cli.sync.desk import DATABASE_HELP, DATABASE_VARIABLE
from govkit.cli.waiting import waiting

if TYPE_CHECKING:
    from govkit.portal.state import Held, Kept
    from govkit.sync.store.database import Database

_HERE = ("127.0.0.1", "localhost", "::1")


@click.group(
    invoke_without_command=True,
    short_help="The estate as pages: a web portal, live or as files.",
    epilog="""\b
Examples:
  govkit portal
  govkit portal --port 8080
  govkit portal --static build/portal
  govkit portal token make anna --role operator
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
@click.option("--open-catalog", is_flag=True, help="Whoever reaches it reads the catalog, at whatever --host.")
@click.option(
    "--forwarded-by",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy, or a network of them, that is believed when it says for whom it asks (X-Forwarded-For).",
)
@click.option("--database", envvar=DATABASE_VARIABLE, metavar="URL", help=DATABASE_HELP)
@click.pass_context
def portal(
    context: click.Context,
    port: int,
    host: str,
    hosts: tuple[str, ...],
    folder: Path | None,
    open_catalog: bool,
    proxies: tuple[str, ...],
    database: str | None,
) -> int:
    """Shows the estate as pages in a browser, until Ctrl-C: they follow when files change.

    At the loopback address whoever reaches it reads the catalog; at others, those who sign in. What is in messages is
    shown to those who sign in. With --static, the pages are files, which open from a disk or any web server.
    """
    if context.invoked_subcommand is not None:
        return 0
    from govkit.cli.sync.desk import open_database

    with waiting("reading the estate"):
        held, kept = _held(lambda: open_database(database))
    if folder is not None:
        return _exported(held, folder)
    names = frozenset(name.lower() for name in (*_HERE, host, *hosts))
    try:
        return _served(held, host, port, names, proxies, open_catalog=open_catalog)
    finally:
        kept.close()


portal.add_command(portal_tokens.token)


def _held(make: Callable[[], Database]) -> tuple[Held, Kept]:
    from govkit.cli.sync.up import stamps_of
    from govkit.errors import MissingExtra

    top = portal_tokens.top_of_estate()
    try:
        from govkit.portal import rendering, serving  # noqa: F401 - what is missing is told before anything is read
        from govkit.portal.state import Held, Kept
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the portal needs {error.name}, which is not installed", hint="pip install 'govkit[portal]'"
        ) from error
    kept = Kept(make)
    return Held(top, stamps_of(top), kept), kept


def _exported(held: Held, folder: Path) -> int:
    from govkit.portal.exporting import export

    count = 0

    def note(pages: int) -> None:
        nonlocal count
        count = pages

    with waiting(lambda: f"writing the pages, {count:,} so far"):
        made = export(held.state, folder, note)
    for one in made.failed:
        output.complain(f"not written: {one}")
    output.say(f"{made.pages:,} pages in {folder}: open {folder / 'index.html'}")
    return 0


def _served(
    held: Held, host: str, port: int, names: frozenset[str], proxies: tuple[str, ...], *, open_catalog: bool
) -> int:
    from govkit.mocks.listening import bound
    from govkit.portal.application import application
    from govkit.portal.security.access import Access
    from govkit.portal.security.forwarding import Proxies
    from govkit.portal.serving import PATIENCE, prepare_first, serve

    is_here = names <= set(_HERE)
    access = Access(
        held.state.top,
        held.state.database,
        is_open=is_here or open_catalog,
        is_secure=not is_here,
        proxies=Proxies(proxies),
    )
    with waiting("reading the estate"):
        held.begin()
        prepare_first(held)
    listener = bound(host, port)
    listener.listen()  # whoever reads the line below may ask at once
    shown = f"[{host}]" if ":" in host else host
    output.say(f"the portal is at http://{shown}:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
    if not is_here:
        output.complain("people sign in over https alone: what ends TLS stands before it", word="note")
    try:
        serve(application(held, names, access, PATIENCE), listener, held)
    finally:
        held.close()
    return 0
