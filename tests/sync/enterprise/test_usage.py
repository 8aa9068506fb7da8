"""What of the grants of an API of entities is used, and what never was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from govkit.catalog.entries import Estate
from govkit.sync.enterprise.accesses import Accesses
from govkit.sync.enterprise.usage import Usage, usages
from govkit.sync.inbox.retention import sweep
from govkit.sync.parts import Source
from govkit.sync.store.database import Database
from govkit.sync.store.tables import ACCESSES
from tests.sync.enterprise.asking import SOME
from tests.sync.identity.trial import Clock

VERSION = "enterprise@1.0.0"


def _of(estate: Estate, database: Database, since: str | None = None) -> dict[str, Usage]:
    with database.reading() as connection:
        found = usages(connection, estate, estate.versions("enterprise"), since)
    return {one.operation: one for one in found if one.consumer == SOME}


def test_grants_that_nobody_used_stand_beside_those_that_are_used(source: Source, database: Database) -> None:
    clock = Clock()
    accesses = Accesses(database, clock)
    accesses.add(SOME, VERSION, "GET /customers", 200)
    accesses.add(SOME, VERSION, "GET /customers", 200)
    accesses.add(SOME, VERSION, "GET /customers", 503)
    accesses.add(SOME, VERSION, "GET /invoices", 403)
    accesses.flush()
    found = _of(source.estate, database)
    used = found["GET /customers"]
    assert (used.answered, used.refused, used.last_at, used.is_unused) == (2, 1, clock(), False)
    assert {name for name, one in found.items() if one.is_unused} == {
        "GET /customers/{id}", "GET /customers/{id}/lineage"
    }  # fmt: skip
    outside = found["GET /invoices"]
    assert (outside.granted, outside.refused, outside.is_unused) == (False, 1, False)


def test_what_was_used_long_ago_is_unused_since(source: Source, database: Database) -> None:
    clock = Clock()
    accesses = Accesses(database, clock)
    accesses.add(SOME, VERSION, "GET /customers", 200)
    accesses.flush()
    assert not _of(source.estate, database, "2027-01-15")["GET /customers"].is_unused
    assert _of(source.estate, database, "2027-01-16")["GET /customers"].is_unused


def test_what_was_asked_long_ago_is_not_kept_for_ever(source: Source, database: Database) -> None:
    clock = Clock()
    accesses = Accesses(database, clock)
    accesses.add(SOME, VERSION, "GET /customers", 200)
    accesses.flush()
    clock.at += 90 * 86_400
    accesses.add(SOME, VERSION, "GET /customers/{id}", 200)
    accesses.flush()
    sweep(database, clock() - 30 * 86_400)
    found = _of(source.estate, database)
    assert (found["GET /customers"].answered, found["GET /customers/{id}"].answered) == (0, 1)


def test_several_processes_count_the_same_and_lose_none(database_url: str) -> None:
    """They change the same rows at a time, each in an order of its own."""
    database = Database(database_url)
    processes = [Accesses(database, Clock()) for _ in range(4)]

    def ask(number: int) -> None:
        for turn in range(5):
            for which in range(20):
                operation = f"GET /{which * (1, 3, 7, 9)[number] % 20}"
                processes[number].add(SOME, VERSION, operation, 200)
            processes[number].flush()
            assert not processes[number]._waiting, f"turn {turn}"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    with database.reading() as connection:
        counts = connection.execute(sa.select(ACCESSES.c.operation, ACCESSES.c.count)).all()
    database.close()
    assert len(counts) == 20
    assert sum(row._mapping["count"] for row in counts) == 4 * 5 * 20
