"""Both kinds of database: what is committed is there, whoever asks and whatever crashes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from govkit.sync.store.database import Database, StoreUnready, is_lost
from govkit.sync.store.tables import ACCESSES, CURSORS, METADATA, VERSION
from tests.sync.postgres import Postgres


def test_a_migrated_database_has_all_tables(database: Database) -> None:
    database.migrate()
    assert set(METADATA.tables) <= set(sa.inspect(database.engine).get_table_names())


def test_what_is_committed_is_seen_by_another_connection(database: Database, database_url: str) -> None:
    with database.begin() as connection:
        connection.execute(CURSORS.insert().values(poll="erp.listInvoices", cursor="1"))
    other = Database(database_url)
    with other.reading() as connection:
        assert connection.execute(sa.select(CURSORS.c.cursor)).scalar_one() == "1"
    other.close()


def test_each_test_has_a_database_of_its_own(database: Database) -> None:
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(CURSORS)).scalar_one() == 0


def _of_version_1(database: Database) -> None:
    """A database as the first version of the tables left it, with a row in it."""
    with database.begin() as connection:
        connection.execute(CURSORS.insert().values(poll="erp.listInvoices", cursor="1"))
        connection.execute(VERSION.update().values(version=1))
    ACCESSES.drop(database.engine)


def test_tables_of_the_first_version_get_what_is_new_and_keep_what_they_hold(database: Database) -> None:
    _of_version_1(database)
    with pytest.raises(StoreUnready, match="of version 1, not 2") as refused:
        database.verify()
    assert refused.value.hint == "add what is new: govkit sync migrate"
    database.migrate()
    database.migrate()  # a second time changes nothing
    with database.reading() as connection:
        assert connection.execute(sa.select(CURSORS.c.cursor)).scalar_one() == "1"
        assert connection.execute(sa.select(VERSION.c.version)).scalars().all() == [2]
        assert connection.execute(sa.select(sa.func.count()).select_from(ACCESSES)).scalar_one() == 0


def test_tables_of_a_later_version_are_left_alone(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(VERSION.update().values(version=99))
    with pytest.raises(StoreUnready, match="of version 99, not 2") as refused:
        database.migrate()
    assert refused.value.hint == "run the version of govkit that made them"


def test_a_table_that_is_missing_is_told_before_anything_runs(database: Database) -> None:
    ACCESSES.drop(database.engine)
    with pytest.raises(StoreUnready, match="has no table govkit_accesses"):
        database.verify()


@pytest.fixture
def server() -> Iterator[Postgres]:
    made = Postgres()
    made.start()
    yield made
    made.close()


@pytest.mark.postgres
def test_what_was_committed_outlives_a_crash_of_the_server(server: Postgres) -> None:
    database = Database(server.url("postgres"))
    database.migrate()
    with database.begin() as connection:
        connection.execute(CURSORS.insert().values(poll="erp.listInvoices", cursor="1"))

    def cut_in_the_middle() -> None:
        with database.begin() as connection:
            connection.execute(CURSORS.update().values(cursor="2"))
            server.restart(immediate=True)
            connection.execute(sa.select(CURSORS.c.cursor))

    with pytest.raises(sa.exc.DBAPIError) as cut:
        cut_in_the_middle()
    assert is_lost(cut.value)
    with database.reading() as connection:
        assert connection.execute(sa.select(CURSORS.c.cursor)).scalar_one() == "1"
    database.close()


@pytest.mark.postgres
def test_a_wrong_password_is_told_without_it(server: Postgres) -> None:
    wrong = secrets.token_urlsafe(8)
    url = sa.make_url(server.url("postgres")).set(password=wrong)
    database = Database(url.render_as_string(hide_password=False))
    with pytest.raises(StoreUnready, match="password authentication failed") as refused:
        database.verify()
    assert wrong not in str(refused.value)
    database.close()
