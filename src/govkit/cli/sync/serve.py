"""`govkit sync serve`: the Enterprise API, in a process of its own."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.sync.desk import database_option, open_database
from govkit.cli.sync.up import log_to_stderr, lost, stamps_of
from govkit.cli.waiting import waiting

if TYPE_CHECKING:
    from govkit.reports.spans import Line
    from govkit.sync.calls.addresses import Addresses
    from govkit.sync.enterprise.process import EnterpriseProcess
    from govkit.sync.enterprise.service import Enterprise
    from govkit.sync.store.database import Database

_INTERRUPTED = 130
_HERE = ("127.0.0.1", "localhost", "::1")


@click.command(
    short_help="Serve canonical entities: the Enterprise API.",
    epilog="""\b
Examples:
  govkit sync serve --mocks http://127.0.0.1:4010
  govkit sync serve --host 0.0.0.0 --allow-host enterprise.example.com
""",
)
@click.option("--port", type=click.IntRange(0, 65535), default=4030, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name that it answers to, beside --host.")
@click.option("--api", metavar="NAME", help="Which API, where several serve entities.")
@click.option(
    "--server", "servers", multiple=True, metavar="NAME=URL", help="Where a system, an API or a version listens."
)
@click.option("--mocks", metavar="URL", help="Where `govkit mock up` serves all others.")
@database_option
def serve(
    port: int,
    host: str,
    hosts: tuple[str, ...],
    api: str | None,
    servers: tuple[str, ...],
    mocks: str | None,
    address: str | None,
) -> int:
    """Serves canonical entities read-only from their systems of record, through the mappings, until Ctrl-C.

    Who asks is a consumer of the catalog, with a token that the environment knows: API_TOKEN_CONSUMER, as in
    ENTERPRISE_TOKEN_SUPPORT_DESK_VIEW; two apart by a blank are both good while one is changed. Who is who is read from
    the database of the runtime, and events that come in there end the freshness of what they speak of.
    """
    with waiting("reading the estate"):
        opened = open_database(address, make=True)  # before all else: it tells which extra is missing
        try:
            process, enterprise, addresses = _made(opened, host, port, hosts, api, servers, mocks)
        except BaseException:
            opened.close()
            raise
    log_to_stderr()
    ended, code = threading.Event(), 0

    def end(number: int, _: object) -> None:
        nonlocal code
        if ended.is_set():  # asked twice: at once
            os._exit(128 + number)
        code = _INTERRUPTED if number == signal.SIGINT else 0
        ended.set()

    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), end)
    try:
        process.start()
        output.show(list(_told(process, enterprise, addresses, host, opened.shown)))
        output.show(list(_lacking(enterprise)))  # it answers already: all descriptions are read for this
        while not ended.wait(3600):
            pass
    finally:
        process.stop()
        opened.close()
    return code


def _made(
    database: Database,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    api: str | None,
    servers: tuple[str, ...],
    mocks: str | None,
) -> tuple[EnterpriseProcess, Enterprise, Addresses]:
    from govkit.gate.configuration import settings
    from govkit.gate.runtime import source_of
    from govkit.mocks.listening import bound
    from govkit.sync.calls.addresses import Addresses
    from govkit.sync.calls.doors import Care, Doors
    from govkit.sync.enterprise.process import EnterpriseProcess
    from govkit.sync.enterprise.service import Enterprise
    from govkit.sync.parts import Outside

    source = source_of()
    said = settings(source.folder).sync
    addresses = Addresses.read(source.estate, servers, mocks, said.servers)
    if database.is_sqlite:
        database.migrate()
    database.verify()
    doors = Doors(source.estate, Care(said.failures, said.cool_down.total_seconds()))
    outside = Outside(addresses, doors, None, time.time)
    names = frozenset(one.lower() for one in (*_HERE, host, *hosts))
    enterprise = Enterprise(source, outside, database, api=api, hosts=names)
    listener = bound(host, port)
    try:
        stamp = stamps_of(source.folder)
        return (
            EnterpriseProcess(enterprise, listener, lost(database), stamp, lambda: source_of(source.folder)),
            enterprise,
            addresses,
        )
    except BaseException:
        listener.close()
        raise


def _told(
    process: EnterpriseProcess, enterprise: Enterprise, addresses: Addresses, host: str, database: str
) -> Iterator[Line]:
    from govkit.reports.spans import Span, line

    shown = f"[{host}]" if ":" in host else host
    for version in enterprise.versions:
        url = f"http://{shown}:{process.port}/{version.prefix}"
        yield line(Span("listening  ", "label"), Span(url, "path"), f"  {version.name}: ", ", ".join(version.served))
    yield line(Span("database   ", "label"), database)
    elsewhere = [f"{name} at {url}" for name, url in sorted(addresses.servers.items())]
    if addresses.mocks:
        elsewhere.append(f"mocks at {addresses.mocks}")
    yield line(Span("platforms  ", "label"), ", ".join(elsewhere) or "where their descriptions say")
    if enterprise.callers.names:
        yield line(Span("callers    ", "label"), ", ".join(enterprise.callers.names))
    else:
        from govkit.sync.enterprise.callers import variable

        name = variable(enterprise.api, "consumer")
        yield line(
            Span("callers    ", "warning"), f"nobody has a token: set {name}, the name of a consumer for the last"
        )


def _lacking(enterprise: Enterprise) -> Iterator[Line]:
    from govkit.reports.spans import Span, line

    for said in enterprise.lacking():
        yield line(Span("lacking    ", "warning"), said)


COMMANDS = (serve,)
