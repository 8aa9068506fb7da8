"""What govkit needs where it is called: whether it is there, and how to get it. Nothing is changed."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from govkit import __version__
from govkit.errors import GovkitError
from govkit.extras import EXTRAS
from govkit.gate.configuration import Settings, configuration, estate_top, settings_file
from govkit.spec.documents import Repository

_OLDEST_GIT = (2, 31)
_NEWEST_PYTHON = (3, 14)
_DISK_LEAST, _DISK_LITTLE = 50 * 1024**2, 500 * 1024**2
_PATIENCE = 3.0
"""Seconds that a database may take to answer."""

_LONG_PATIENCE = 8.0
"""Seconds that a server may take: a portal that reads its estate answers late."""

_HEALTH = "/healthz"
"""What is asked where no path is named: the runtime has it, and to others it is cheap to refuse."""

PORTS = {"govkit mock up": 4010, "govkit sync up": 4020, "govkit sync serve": 4030, "govkit portal": 4040}
"""Where commands listen when they are told nothing else."""


class State(StrEnum):
    """How it is about one thing: in order; not needed here, or worth a look; needed and not there."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Checkup:
    """One thing that was looked at: what is so, and what to do where it is not in order."""

    name: str
    state: State
    says: str
    remedy: str = ""


def checkups(cwd: Path, *, variable: str | None = None) -> Iterator[Checkup]:
    """All that is looked at, in a fixed order. `variable` is the address of a database, before that of the settings."""
    yield _python()
    yield _git()
    yield from _repository(cwd)
    yield from _estate(cwd)
    found = _settings(cwd)
    database = variable or (found.sync.database if found else "")
    yield from _extras(is_postgres(database))
    if database:
        yield from _database(database, _top(cwd))
    yield _cache(cwd)
    yield from _private_files(cwd, database)
    yield _disk(cwd)
    yield _clock(cwd)
    yield from _ports()


def _python() -> Checkup:
    version = ".".join(map(str, sys.version_info[:3]))
    says = f"Python {version}, govkit {__version__}"
    if sys.version_info[:2] > _NEWEST_PYTHON:
        newest = ".".join(map(str, _NEWEST_PYTHON))
        return Checkup("python", State.NOTE, says, f"it is tested with versions up to {newest}")
    return Checkup("python", State.OK, says)


# ----------------------------------------------------------------------------------------------------------------- Git


def _git() -> Checkup:
    program = shutil.which("git")
    if program is None:
        return Checkup("git", State.MISSING, "Git is not installed", "install git, or put its folder on PATH")
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout  # noqa: S603 - the path is that of `which`
    except (OSError, subprocess.SubprocessError, ValueError):
        said = ""
    version = re.search(r"(\d+)\.(\d+)(?:\.\d+)*", said)
    if version is None:
        return Checkup("git", State.MISSING, f"{program} does not say its version", "install git anew")
    oldest = ".".join(map(str, _OLDEST_GIT))
    if (int(version[1]), int(version[2])) < _OLDEST_GIT:
        return Checkup("git", State.MISSING, f"Git {version[0]} is too old", f"install git {oldest} or later")
    return Checkup("git", State.OK, f"Git {version[0]}")


def _repository(cwd: Path) -> Iterator[Checkup]:
    try:
        found = Repository.find(cwd)
        if found is None:
            remedy = "`git init` begins one: `govkit check` compares with what was committed"
            yield Checkup("repository", State.NOTE, "this is no Git repository", remedy)
            return
        if found.is_empty:
            remedy = "commit something: that is what later changes are compared with"
            yield Checkup("repository", State.NOTE, "nothing was committed yet", remedy)
            return
        yield _base(found, cwd)
    except (GovkitError, OSError) as error:
        yield _failed("repository", error)


def _base(repository: Repository, cwd: Path) -> Checkup:
    """Whether the revision that changes are compared with can be found."""
    named = _settings(cwd)
    base = (named.base if named else None) or repository.default_branch()
    if base is None:
        remedy = "name one: `base: main` in govkit.yaml, or `govkit check --against REVISION`"
        return Checkup("base", State.NOTE, "no branch is known that changes are compared with", remedy)
    try:
        repository.merge_base(base, "HEAD")
    except GovkitError as error:
        return _failed("base", error)
    if repository.is_shallow:
        says = f"changes are compared with {base}, in a shallow clone"
        return Checkup("base", State.NOTE, says, "`git fetch --unshallow` gets older commits, where they are needed")
    return Checkup("base", State.OK, f"changes are compared with {base}")


# -------------------------------------------------------------------------------------------------------------- estate


def _settings(cwd: Path) -> Settings | None:
    try:
        return configuration(cwd).settings
    except (GovkitError, OSError):
        return None


def _top(cwd: Path) -> Path:
    """The folder of the estate, else where this is called."""
    try:
        return estate_top(cwd) or cwd
    except (GovkitError, OSError):
        return cwd


def _estate(cwd: Path) -> Iterator[Checkup]:
    try:
        configuration(cwd)
        top = estate_top(cwd)
        if top is None:
            yield Checkup("estate", State.NOTE, "there is no estate here", "`govkit init` begins one")
            return
        yield Checkup("settings", State.OK, f"{settings_file(top) or 'no govkit.yaml'}: in order")
        from govkit.gate.estates.loading import open_estate

        estate = open_estate(cwd=cwd)
    except (GovkitError, OSError) as error:
        yield _failed("estate", error)
        return
    if estate.problems:
        first = estate.problems[0]
        says = f"{len(estate.problems):,} problems in the catalog, the first: {first.message}"
        yield Checkup("estate", State.MISSING, says, "`govkit validate` shows all, with their lines")
        return
    yield Checkup("estate", State.OK, f"an estate of {len(estate.apis):,} APIs, in {top}")


def _failed(name: str, error: GovkitError | OSError) -> Checkup:
    if not isinstance(error, GovkitError):
        return Checkup(name, State.MISSING, str(error))
    place = f"{error.place}: " if error.place else ""
    return Checkup(name, State.MISSING, f"{place}{error.message}", error.hint or "")


def _extras(needs_postgres: bool) -> Iterator[Checkup]:
    for extra in EXTRAS:
        missing = extra.missing()
        if not missing:
            yield Checkup(f"extra {extra.name}", State.OK, f"for {extra.needed_by}")
            continue
        state = State.MISSING if needs_postgres and extra.name in ("sync", "postgres") else State.NOTE
        says = f"for {extra.needed_by}; not installed: {', '.join(missing)}"
        yield Checkup(f"extra {extra.name}", state, says, extra.install)


# ------------------------------------------------------------------------------------------------- what the runtime has


def is_postgres(address: str) -> bool:
    """Whether a database is a PostgreSQL server."""
    return address.partition("://")[0].partition("+")[0] in ("postgres", "postgresql")


def _database(address: str, top: Path) -> Iterator[Checkup]:
    if not is_postgres(address):
        file = _sqlite(address, top)
        if file is not None:
            yield _writable("database", file.parent, f"SQLite, {file}")
        return
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "localhost", parts.port or 5432
    except ValueError as error:
        remedy = "correct it: `sync.database` in govkit.yaml, or GOVKIT_SYNC_DATABASE"
        yield Checkup("database", State.MISSING, f"the address of the database is none: {error}", remedy)
        return
    shown = f"PostgreSQL at {host}:{port}"
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as error:
        remedy = "start it, or name another: `sync.database` in govkit.yaml, or GOVKIT_SYNC_DATABASE"
        yield Checkup("database", State.MISSING, f"{shown} does not answer: {error.strerror or error}", remedy)
        return
    yield Checkup("database", State.OK, f"{shown} answers")


def _sqlite(address: str, top: Path) -> Path | None:
    scheme, _, path = address.partition(":///")
    if scheme.partition("+")[0] != "sqlite" or not path or path == ":memory:":
        return None
    return top / path


def _cache(cwd: Path) -> Checkup:
    top = _top(cwd)
    return _writable("cache", top / ".govkit", "results are kept in .govkit", State.NOTE)


def _writable(name: str, folder: Path, says: str, state: State = State.MISSING) -> Checkup:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Checkup(name, State.OK, says)
    return Checkup(name, state, f"{there} cannot be written", f"let {_user()} write there: chmod u+w {there}")


def _user() -> str:
    return os.environ.get("USER") or "yourself"


def _private_files(cwd: Path, database: str) -> Iterator[Checkup]:
    """Whether others can read what holds secrets: the key of the cache, tokens, a database with messages."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    top = _top(cwd)
    tokens = top / ".govkit" / "portal" / "tokens.json"
    files = [home / "govkit" / "key", _sqlite(database, top), tokens, top / ".env"]
    for file in files:
        if file is None or os.name != "posix" or not file.is_file():
            continue
        if stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            says = f"others may read {file}, which holds what is secret"
            yield Checkup("secrets", State.NOTE, says, f"chmod go= {file}")
            return
    yield Checkup("secrets", State.OK, "no file that holds secrets is open to others")


# ------------------------------------------------------------------------------------------------------------- machine


def _disk(cwd: Path) -> Checkup:
    free = shutil.disk_usage(cwd).free
    says = f"{free / 1024**3:,.1f} GiB free"
    if free < _DISK_LITTLE:
        state = State.MISSING if free < _DISK_LEAST else State.NOTE
        return Checkup("disk", state, says, "make room: .govkit/cache may be removed at any time")
    return Checkup("disk", State.OK, says)


def _clock(cwd: Path, now: Callable[[], float] = time.time) -> Checkup:
    """Whether the clock is behind what has happened already: this package, and the folder here, were written."""
    seen = [file.stat().st_mtime for file in (Path(__file__), cwd) if file.exists()]
    behind = max(seen) - now()
    if behind > 300:
        says = f"the clock is {behind / 60:,.0f} minutes behind files that were written here"
        return Checkup("clock", State.NOTE, says, "set the clock: waivers, sunsets and signatures depend on it")
    return Checkup("clock", State.OK, time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now())))


def _ports() -> Iterator[Checkup]:
    for command, port in PORTS.items():
        if _is_taken(port):
            says = f"something listens at 127.0.0.1:{port}, where {command} would"
            yield Checkup(f"port {port}", State.NOTE, says, f"{command} --port 0 takes any free one")
        else:
            yield Checkup(f"port {port}", State.OK, f"free for {command}")


def _is_taken(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(0.5)
        return asked.connect_ex(("127.0.0.1", port)) == 0


# -------------------------------------------------------------------------------------------------------------- health


def health(address: str | None) -> Checkup:
    """Whether what was started here answers: at an address, else at any port where a command listens by itself.

    Every answer but that of a server that fails (5xx) counts: a portal may first ask who it is.
    """
    addresses = [address] if address else [f"http://127.0.0.1:{port}{_HEALTH}" for port in PORTS.values()]
    says = "nothing answers"
    for one in addresses:
        healthy, said = _answers(one)
        says = f"{one} {said}"
        if healthy:
            return Checkup("health", State.OK, says)
        if said.startswith("answers"):
            break
    else:
        says = says if address else f"nothing answers at any of the ports {', '.join(map(str, PORTS.values()))}"
    return Checkup("health", State.MISSING, says, "is it started, and does it listen there?")


def _answers(address: str) -> tuple[bool, str]:
    import http.client  # late: it loads slowly, and only health needs it

    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return False, f"is no address: {error}"
    if parts.scheme != "http" or not host:
        return False, "is no address that begins with http://"
    connection = http.client.HTTPConnection(host, port, timeout=_LONG_PATIENCE)
    try:
        connection.request("GET", parts.path or _HEALTH)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return False, f"does not answer: {getattr(error, 'strerror', None) or error}"
    finally:
        connection.close()
    return status < 500, f"answers {status}"
