"""What the commands of the runtime have in common: its database, who acts, and how answers are shown."""

from __future__ import annotations

import getpass
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from govkit.cli.rows import Rows, row_options_in
from govkit.errors import MissingExtra, UsageError

if TYPE_CHECKING:
    from govkit.sync.store.database import Database

_P = ParamSpec("_P")
DATABASE_VARIABLE = "GOVKIT_SYNC_DATABASE"
DATABASE_HELP = f"The database, as sqlite:///PATH; also {DATABASE_VARIABLE}.  [default: that of govkit.yaml]"
_GREATEST = 2**63 - 1


class _Number(click.IntRange):
    """A number from 1 on that a database can hold."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails for one that is too great."""
        found: int = super().convert(value, param, ctx)
        return found if found <= _GREATEST else self.fail(f"{str(found)[:25]} is too great a number", param, ctx)


NUMBER = _Number(1)


class Desk:
    """Where a command works: the database, opened when it is asked for, and the rows that it shows."""

    def __init__(self, rows: Rows, address: str | None) -> None:
        self.rows = rows
        self.now = time.time
        self.address = address

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database. Raises MissingExtra, ConfigurationError, and StoreUnready where it is not there."""
        with database_at(self.address) as opened:
            yield opened


@contextmanager
def database_at(address: str | None) -> Iterator[Database]:
    """The database of an address, else that of the settings. Raises as `Desk.database` does."""
    opened = open_database(address)
    try:
        opened.verify()
        yield opened
    finally:
        opened.close()


def open_database(address: str | None, *, make: bool = False) -> Database:
    """The database of an address, else that of the settings. Raises StoreUnready where it is not there, unless `make`.

    Raises:
        MissingExtra: the extra `sync`, or `postgres`, is not installed.
        ConfigurationError: the address is none that can be used.
    """
    try:
        from govkit.sync.store.database import Database, StoreUnready
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"the runtime needs {error.name}, which is not installed", hint="pip install 'govkit[sync]'"
        ) from error
    try:
        found = Database(address) if address else Database.located(*_of_settings())
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"PostgreSQL needs {error.name}, which is not installed", hint="pip install 'govkit[postgres]'"
        ) from error
    if not make and not found.is_there:
        found.close()
        raise StoreUnready(
            f"there is no database {found.shown}",
            hint=f"`govkit sync migrate` makes it; --database, {DATABASE_VARIABLE} or govkit.yaml name another",
        )
    return found


def _of_settings() -> tuple[str, Path]:
    """The address that the settings name, and the folder that its path starts at."""
    from govkit.gate.configuration import configuration

    found = configuration(Path.cwd())
    return found.settings.sync.database, found.folder or Path.cwd()


def number_of(text: str) -> int:
    """A number that is written in digits. Raises UsageError for one that no database can hold."""
    if len(text) > len(str(_GREATEST)) or int(text) > _GREATEST:
        raise UsageError(f"{text[:25]} is too great a number")
    return int(text)


def database_option(function: Callable[_P, int]) -> Callable[_P, int]:
    """The option `--database`, handed on as `address`."""
    return click.option(
        "--database",
        "address",
        envvar=DATABASE_VARIABLE,
        metavar="URL",
        help=DATABASE_HELP,
    )(function)


def sync_options(function: Callable[Concatenate[Desk, _P], int]) -> Callable[..., int]:
    """The options of a command of the runtime, which is handed its desk as its first argument."""
    return sync_options_in()(function)


def sync_options_in(*more: str) -> Callable[[Callable[Concatenate[Desk, _P], int]], Callable[..., int]]:
    """The same for a command that knows more forms, which it writes itself."""

    def decorated(function: Callable[Concatenate[Desk, _P], int]) -> Callable[..., int]:
        @database_option
        @row_options_in(*more)
        @wraps(function)
        def wrapped(rows: Rows, *args: Any, **kwargs: Any) -> int:
            return function(Desk(rows, kwargs.pop("address")), *args, **kwargs)

        return wrapped

    return decorated


def actor_option(function: Callable[_P, int]) -> Callable[_P, int]:
    """The option `--by`: who acts."""
    return click.option("--by", "actor", default=_user, metavar="NAME", help="Who does it.  [default: you]")(function)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid-{os.getuid()}" if hasattr(os, "getuid") else "somebody"
