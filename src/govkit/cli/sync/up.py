"""`govkit sync up`: the runtime, in one process."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.sync.desk import database_option, open_database
from govkit.cli.waiting import waiting
from govkit.errors import GovkitError

if TYPE_CHECKING:
    from govkit.gate.configuration import AlertSettings
    from govkit.reports.spans import Line
    from govkit.sync.alerts.sinks import Sink
    from govkit.sync.calls.addresses import Addresses
    from govkit.sync.process import Process, Renewal
    from govkit.sync.service import Runtime
    from govkit.sync.store.database import Database

_ROLES = ("receiver", "pollers", "worker")
_LOST, _BROKEN, _INTERRUPTED = 2, 3, 130
_WATCHED = ("catalog", "specs", "functions", "clients", "govkit.yaml")
"""What of an estate the runtime reads; the folder of the catalog may have another name."""


@click.command(
    short_help="Run the workflows.",
    epilog="""\b
Examples:
  govkit sync up --mocks http://127.0.0.1:4010
  govkit sync up --server erp=https://erp.example/v2
  govkit sync up --role receiver --host 0.0.0.0
  govkit sync up --role worker --port 0 --threads 16
""",
)
@click.option(
    "--role", "roles", type=click.Choice(_ROLES), multiple=True, help="What this process does.  [default: all]"
)
@click.option("--port", type=click.IntRange(0, 65535), default=4020, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--server", "servers", multiple=True, metavar="NAME=URL", help="Where a system, an API or a version listens."
)
@click.option("--mocks", metavar="URL", help="Where `govkit mock up` serves all others.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="How many runs of one workflow are on their way at a time.",
)
@database_option
def up(
    roles: tuple[str, ...],
    port: int,
    host: str,
    servers: tuple[str, ...],
    mocks: str | None,
    threads: int,
    address: str | None,
) -> int:
    """Receives webhooks, asks what systems do not send, and runs the workflows that follow, until Ctrl-C.

    Deliveries come to /webhooks/SYSTEM, their secrets are in the environment, under the names that the entries of the
    systems give. /metrics and /healthz are for monitoring. What people must know is told on standard error, a line for
    each. When files of the estate change, events from then on start workflows as they are then; runs that began keep
    what they began with. A process that loses its database ends at once, with exit code 2.
    """
    with waiting("reading the estate"):
        opened = open_database(address, make=True)  # before all else: it tells which extra is missing
        try:
            process, runtime, addresses = _made(opened, roles or _ROLES, host, port, servers, mocks, threads)
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
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: process.renew())
    try:
        worker = process.start()
        output.show(list(_told(process, runtime, addresses, host, roles or _ROLES, worker, opened.shown)))
        while not ended.wait(3600):
            pass
    finally:
        process.stop()
        opened.close()
    return code


def _made(
    database: Database,
    roles: tuple[str, ...],
    host: str,
    port: int,
    servers: tuple[str, ...],
    mocks: str | None,
    threads: int,
) -> tuple[Process, Runtime, Addresses]:
    from govkit.gate.configuration import settings
    from govkit.gate.runtime import source_of
    from govkit.mocks.listening import bound
    from govkit.sync.calls.addresses import Addresses
    from govkit.sync.calls.doors import Care
    from govkit.sync.engine.worker import Limits
    from govkit.sync.process import Process
    from govkit.sync.service import Runtime, Setting

    source = source_of()
    said = settings(source.folder).sync
    addresses = Addresses.read(source.estate, servers, mocks, said.servers)
    listener = bound(host, port)
    try:
        runtime = Runtime(
            Setting(
                source.estate,
                source.folder,
                source.read,
                database,
                addresses,
                Limits(threads),
                Care(said.failures, said.cool_down.total_seconds()),
                sinks=_sinks(said.alerts, source.folder),
            )
        )
        keep = said.keep.total_seconds() if said.keep is not None else None
        process = Process(runtime, listener, lost(database), roles, _renewal(source.folder), keep)
        return process, runtime, addresses
    except BaseException:
        listener.close()
        raise


def _sinks(said: Mapping[str, AlertSettings], folder: Path) -> list[Sink]:
    """Who hears alerts, as the settings say; files start at the folder of the estate."""
    from govkit.sync.alerts.sinks import Sink

    return [
        Sink(
            name=name,
            url=one.webhook,
            secret_env=one.secret_env,
            file=folder / one.file if one.file is not None else None,
            kinds=frozenset(one.kinds),
            owners=frozenset(one.owners),
            workflows=frozenset(one.workflows),
            least=one.least,
            together=one.together.total_seconds(),
        )
        for name, one in said.items()
    ]


def _renewal(top: Path) -> Renewal:
    from govkit.gate.configuration import settings
    from govkit.gate.runtime import source_of
    from govkit.sync.process import Renewal

    return Renewal(stamps_of(top), lambda: source_of(top), sinks=lambda: _sinks(settings(top).sync.alerts, top))


def stamps_of(top: Path) -> Callable[[], object]:
    """What changes when files of an estate do that the runtime reads."""
    from govkit.gate.configuration import settings

    watched = [top / name for name in dict.fromkeys((settings(top).catalog, *_WATCHED))]
    return lambda: tuple(_stamps(watched))


def _stamps(paths: list[Path]) -> Iterator[tuple[str, int, int]]:
    """What tells that a file changed, for each of some files and folders."""
    for path in paths:
        for file in (path, *sorted(path.rglob("*"))):
            if file.suffix in (".pyc", ".swp") or file.is_dir():
                continue
            try:
                found = file.stat()
            except OSError:  # gone since it was listed: the next look tells
                continue
            yield str(file), found.st_mtime_ns, found.st_size


def lost(database: Database) -> Callable[[BaseException], None]:
    """What ends the process at once: half of its work would be worse than none."""
    guard = threading.Lock()

    def lost(error: BaseException) -> None:
        from govkit.sync.store.database import is_lost

        guard.acquire()  # whoever comes second waits for the end
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        if is_lost(error):
            output.complain(f"the database {database.shown} is lost: {said}", word="error")
            output.complain(
                "start it again when the database is there; nothing is lost, nothing is done twice", word="hint"
            )
            os._exit(_LOST)
        if isinstance(error, GovkitError):
            output.complain(str(error), word="error")
            os._exit(_LOST)
        logging.getLogger("govkit.sync").error("the worker stopped", exc_info=error)
        output.complain(f"{type(error).__name__}: {said}", word="internal error")
        os._exit(_BROKEN)

    return lost


# ------------------------------------------------------------------------------------------------------------- telling


def _told(
    process: Process,
    runtime: Runtime,
    addresses: Addresses,
    host: str,
    roles: tuple[str, ...],
    worker: str | None,
    database: str,
) -> Iterator[Line]:
    from govkit.reports.spans import Span, line

    shown = f"[{host}]" if ":" in host else host
    yield line(Span("listening  ", "label"), Span(f"http://{shown}:{process.port}", "path"))
    yield line(Span("roles      ", "label"), ", ".join(roles), f", as {worker}" if worker else "")
    yield line(Span("database   ", "label"), database)
    kinds = runtime.subscriptions.types
    count = len({one.workflow for several in kinds.values() for one in several})
    polls = f", {len(runtime.parts.polls)} polls" if runtime.parts.polls else ""
    crons = f", {len(runtime.parts.crons)} schedules" if runtime.parts.crons else ""
    yield line(Span("workflows  ", "label"), f"{count} start by {len(kinds)} kinds of events{polls}{crons}")
    elsewhere = [f"{name} at {url}" for name, url in sorted(addresses.servers.items())]
    if addresses.mocks:
        elsewhere.append(f"mocks at {addresses.mocks}")
    yield line(Span("platforms  ", "label"), ", ".join(elsewhere) or "where their descriptions say")
    for name, why in process.not_ready.items():
        yield line(Span("not ready  ", "warning"), f"/webhooks/{name}: {why}")
    for sink in runtime.setting.sinks:
        why = runtime.outlets.unready(sink)
        if why:
            yield line(Span("not ready  ", "warning"), f"alerts to {sink.name}: {why}")


class _Lines(logging.Formatter):
    """A line for each thing that is told, errors with what led to them."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        said = " ".join(record.getMessage().split()) if not record.exc_info else super().format(record)
        return f"{at} {record.levelname.lower()}: {said}"


def log_to_stderr() -> None:
    """Lets people read what the runtime tells, on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    log = logging.getLogger("govkit.sync")
    log.handlers[:] = [handler]
    log.setLevel(logging.WARNING)
    log.propagate = False


COMMANDS = (up,)
