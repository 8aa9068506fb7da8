"""Differences cut into pages by the database are those that Python puts in order, searched as they are shown."""

from __future__ import annotations

import random

import pytest

from govkit.sync.reconciling.cutting import Standing, count
from govkit.sync.reconciling.findings import Figures, Kind, OfField, OfSystem
from govkit.sync.reconciling.listing import Listed, differences, worst_first
from govkit.sync.store.database import Database
from govkit.sync.store.tables import DIFFERENCES

NAME = "customers-nightly"


@pytest.fixture
def filled(database: Database) -> Database:
    chosen = random.Random(11)
    rows = [
        {
            "reconciliation": NAME if number % 9 else "others", "system": chosen.choice(("billing", "erp")),
            "object": f"co_{chosen.randrange(60)}", "field": chosen.choice(("", "email", "name")),
            "kind": chosen.choice(tuple(Kind)).value, "record": "crm", "local": f"L{number}", "expected": "Müller",
            "state": chosen.choice(("open", "open", "sent", "flapping", "repaired", "gone")), "found": None,
            "first_run": 1, "last_run": 1, "first_seen": float(chosen.randrange(9)), "last_seen": 9.0,
            "body": chosen.choice((None, None, "{}")), "event": number, "repairs": number % 3,
        }
        for number in range(1, 300)
    ]  # fmt: skip
    with database.begin() as connection:
        connection.execute(DIFFERENCES.insert(), rows)
    return database


def text(one: Listed) -> str:
    said = (one.system, one.object, one.what, one.local, one.expected, one.found, one.stands)
    return " ".join(filter(None, said)).casefold()


@pytest.mark.parametrize("system", ["", "erp", "nobody"])
@pytest.mark.parametrize("words", [[], ["müller"], ["way", "event"], ["not", "there"], ["people"], ["times", "erp"]])
def test_parts_are_those_of_the_whole_in_order(filled: Database, system: str, words: list[str]) -> None:
    figures = Figures("customer", "crm", {"crm": OfSystem(records=9), "erp": OfSystem(records=9)})
    figures.systems["erp"].fields["name"] = OfField("crm", both=9, equal=5, differs=4)
    figures.systems["erp"].fields["email"] = OfField("crm", both=9, equal=8, differs=1)
    with filled.reading() as connection:
        whole = worst_first(differences(connection, NAME), figures)
        standing = Standing(connection, NAME, figures, system=system, words=words)
        found = [one for start in range(0, 300, 17) for one in standing.cut(start, 17)]
        assert standing.systems == ["billing", "erp"]
        assert count(connection, NAME) == len(whole)
        sizes = (standing.all, standing.total)
    narrowed = [one for one in whole if system in ("", one.system)]
    wanted = [one for one in narrowed if all(word in text(one) for word in words)]
    assert sizes == (len(narrowed), len(wanted))
    assert found == wanted
