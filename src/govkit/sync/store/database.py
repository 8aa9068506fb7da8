"""A database, SQLite or PostgreSQL: opened, migrated, and changed in transactions that hold locks on keys."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from govkit.errors import ConfigurationError, GovkitError
from govkit.sync.store.tables import METADATA, VERSION
from govkit.sync.store.writers import fair

Reading: TypeAlias = Connection
"""A connection, for those who hand it on and do not see SQLAlchemy."""

SCHEMA_VERSION = 2
_BUSY_MS = 30_000


class StoreUnready(GovkitError):
    """The database is not there, or was made by another version."""


class Database:
    """A database that the runtime keeps its things in."""

    def __init__(self, url: str, *, pool: int = 40) -> None:
        """`url` as SQLAlchemy has them: `sqlite:///PATH` or `postgresql+psycopg://…`. Raises ConfigurationError."""
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, pool) if self.is_sqlite else _postgres(self.url, pool)
        # Each statement that reads sees what is committed either way; without a transaction it is asked alone.
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @classmethod
    def located(cls, url: str, below: Path, *, pool: int = 40) -> Database:
        """A database whose address may name a file by a path that starts at a folder. Raises ConfigurationError."""
        found = _checked(url)
        if found.get_backend_name() == "sqlite":
            found = found.set(database=str(below / str(found.database)))
        return cls(found.render_as_string(hide_password=False), pool=pool)

    @property
    def is_there(self) -> bool:
        """Whether there is a file, which looking at it would make; of servers nothing is known without asking."""
        return not self.is_sqlite or Path(str(self.url.database)).exists()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads."""
        with self._reader.connect() as connection:
            yield connection

    def lock(self, connection: Connection, names: Iterable[str]) -> None:
        """Holds names until the transaction ends. SQLite has one writer at a time, who holds everything from now on."""
        if self.is_sqlite:
            _begin_writing(connection)
            return
        for number in sorted({lock_number(name) for name in names}):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))

    # ------------------------------------------------------------------------------------------------------- migrations

    def migrate(self) -> None:
        """Makes the tables that are not there: a version only adds some. Raises StoreUnready for a later version."""
        if self.is_sqlite:
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        with self._told(), self.engine.begin() as connection:
            self.lock(connection, ["govkit migration"])
            METADATA.create_all(connection)
            for index in [index for table in METADATA.sorted_tables for index in table.indexes]:
                index.create(connection, checkfirst=True)
            found = connection.execute(sa.select(VERSION.c.version)).scalar()
            if found is None:
                connection.execute(VERSION.insert().values(version=SCHEMA_VERSION))
            elif found < SCHEMA_VERSION:
                connection.execute(VERSION.update().values(version=SCHEMA_VERSION))
        self.verify()

    def verify(self) -> None:
        """Raises StoreUnready unless the tables are there, in this version."""
        with self._told():
            tables = set(sa.inspect(self.engine).get_table_names())
            if VERSION.name not in tables:
                raise StoreUnready(
                    f"the database {self.shown} has no tables of govkit", hint="make them: govkit sync migrate"
                )
            with self.reading() as connection:
                found = connection.execute(sa.select(VERSION.c.version)).scalar()
        if found != SCHEMA_VERSION:
            is_later = found is not None and found > SCHEMA_VERSION
            hint = "run the version of govkit that made them" if is_later else "add what is new: govkit sync migrate"
            raise StoreUnready(f"the tables in {self.shown} are of version {found}, not {SCHEMA_VERSION}", hint=hint)
        missing = sorted(set(METADATA.tables) - tables)
        if missing:
            raise StoreUnready(f"{self.shown} has no table {missing[0]}", hint="add what is new: govkit sync migrate")

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Lets what hinders a connection be told as what it is."""
        try:
            yield
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            hint = "is the server running, and the address right? `sync.database` in govkit.yaml names it"
            raise StoreUnready(f"the database {self.shown} cannot be used: {said}", hint=hint) from error

    def close(self) -> None:
        """Closes its connections."""
        self.engine.dispose()


def _checked(url: str) -> sa.URL:
    try:
        found = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(f"this is no address of a database: {url!r}", hint=_HINT) from error
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigurationError(f"{found.get_backend_name()} is no database that the runtime can use", hint=_HINT)
    if found.get_backend_name() == "postgresql":
        return found.set(drivername="postgresql+psycopg")
    if not found.database or found.database == ":memory:":
        raise ConfigurationError("a database in memory loses everything", hint=_HINT)
    return found


_HINT = "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME"


def _sqlite(url: sa.URL, pool: int) -> Engine:
    connect = {"check_same_thread": False, "factory": fair(threading.Lock())}
    engine = sa.create_engine(url, pool_size=pool, max_overflow=pool, connect_args=connect)

    @sa.event.listens_for(engine, "connect")
    def settled(connection: sqlite3.Connection, _: Any) -> None:
        # A write takes its lock at once, so that none is refused in its middle; what is committed survives a power cut.
        connection.isolation_level = "IMMEDIATE"
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.create_function("govkit_folded", 1, _folded, deterministic=True)

    return engine


def _folded(text: str | None) -> str | None:
    """A text as searches compare it: SQLite itself knows upper and lower case of ASCII alone."""
    return text.casefold() if text is not None else None


def _begin_writing(connection: Connection) -> None:
    """Begins the transaction that Python would begin only with the first change, after what was read for it."""
    raw = connection.connection.dbapi_connection
    if not cast("sqlite3.Connection", raw).in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgres(url: sa.URL, pool: int) -> Engine:
    connect = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    return sa.create_engine(url, pool_size=pool, max_overflow=pool, pool_pre_ping=True, connect_args=connect)


def is_lost(error: BaseException) -> bool:
    """Whether an error says that the database is gone, and not that a statement is wrong."""
    return isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def lock_number(name: str) -> int:
    """The number of an advisory lock."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
