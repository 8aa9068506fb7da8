"""What of the grants of an API of entities is used, and what never was."""

from __future__ import annotations

from govkit.catalog.entries import Estate
from govkit.sync.enterprise.accesses import Accesses
from govkit.sync.enterprise.usage import Usage, usages
from govkit.sync.inbox.retention import sweep
from govkit.sync.parts import Source
from govkit.sync.store.database import Database
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
