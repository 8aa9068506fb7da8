"""Both kinds of database: what is committed is there, whoever asks and whatever crashes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from govkit.sync.store.database import Database, StoreUnready, is_lost
from govkit.sync.store.tables import CURSORS, METADATA
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
