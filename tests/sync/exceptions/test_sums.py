"""What the database counts, adds up and puts in order is what Python would."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from govkit.sync.exceptions.listing import Listed, Narrowed, amounts_of, grouped, listed
from govkit.sync.exceptions.sums import cut, having, open_numbers, shown, sums, total
from govkit.sync.store.database import Database
from govkit.sync.store.states import ExceptionState
from govkit.sync.store.tables import EXCEPTIONS

AMOUNTS = (
    None, "0", "0.00", "-0.50", "0.5", "120.5", "120.50", "-120.45", "7", "99999999999.99", "999999999999", "1000000",
    "12345678901234567890.12", "-12345678901234567890.13", "0.0000000000000000001",
)  # fmt: skip
CURRENCIES = (None, "", "EUR", "USD", "JPY")
ALL = Narrowed(states=tuple(ExceptionState))


@pytest.fixture
def filled(database: Database) -> Database:
    chosen = random.Random(7)
    rows = [
        {
            "run": number, "event": number, "workflow": f"w{number % 3}", "key": f"Straße {number % 9}", "step": "post",
            "try": 1, "state": chosen.choice(("open", "open", "retrying", "dismissed")), "kind": "k", "detail": "DE01",
            "cause": f"cause {chosen.randrange(6)}", "owner": chosen.choice(("team:sales", "sales", "team:finance")),
            "customer": chosen.choice((None, "", "cus_1", "cus_2")), "contract": None, "region": "eu",
            "amount": chosen.choice(AMOUNTS), "currency": chosen.choice(CURRENCIES), "unknown": chosen.random() < 0.2,
            "raised_at": float(chosen.randrange(50)),
        }
        for number in range(1, 300)
    ]  # fmt: skip
    with database.begin() as connection:
        connection.execute(EXCEPTIONS.insert(), rows)
    return database


def by_hand(found: list[Listed]) -> list[Listed]:
    return sorted(found, key=lambda one: (one.currency or "~", -abs(one.amount or Decimal(0)), one.raised_at))


@pytest.mark.parametrize("narrowed", [Narrowed(), ALL, Narrowed(workflow="w1"), Narrowed(owner="sales")])
def test_causes_are_counted_and_added_up_as_by_hand(filled: Database, narrowed: Narrowed) -> None:
    with filled.reading() as connection:
        members = listed(connection, narrowed)
        found = sums(connection, narrowed)
        beside = shown(connection, narrowed, found)
    groups = grouped(members)
    assert [(one.cause, one.count, one.amounts, one.since, one.first) for one in found] == [
        (one.cause, one.count, one.amounts, one.since, one.members[0].id) for one in groups
    ]
    assert [one.unknown for one in found] == [sum(each.unknown for each in one.members) for one in groups]
    assert total(found) == amounts_of(members)
    for group in groups:
        told = beside[group.cause]
        assert list(told.owners) == sorted({one.owner.removeprefix("team:") for one in group.members})
        assert told.customers == len({one.customer for one in group.members if one.customer})
        assert told.workflow == group.members[0].workflow


def test_parts_of_the_queue_are_those_of_the_whole_in_order(filled: Database) -> None:
    with filled.reading() as connection:
        wanted = by_hand(listed(connection, ALL))
        found = [one for start in range(0, 300, 40) for one in cut(connection, ALL, [], start, 40)]
        assert [one.id for one in found] == [one.id for one in wanted]
        of_one = [one.id for one in cut(connection, ALL, [], 0, 500, exactly="cause 3")]
        assert of_one == [one.id for one in wanted if one.cause == "cause 3"]
        open_ = open_numbers(connection, ALL, exactly="cause 3")
    assert open_ == sorted(one.id for one in wanted if one.cause == "cause 3" and one.state == "open")


def test_words_are_found_in_any_case(filled: Database) -> None:
    with filled.reading() as connection:
        for words in (["straße"], ["de01", "cus_1"], ["eu", "8"], ["%"], ["nobody"]):
            folded = [word.casefold() if filled.is_sqlite else word for word in words]
            wanted = [
                one.id
                for one in by_hand(listed(connection, ALL))
                if all(
                    word.casefold()
                    in " ".join(filter(None, (str(one.id), one.customer, one.region, one.key, one.detail))).casefold()
                    for word in words
                )
            ]
            assert [one.id for one in cut(connection, ALL, folded, 0, 500)] == wanted
            assert having(connection, ALL, folded) == len(wanted)
