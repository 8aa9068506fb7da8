"""Several learn at once: no identifier ever leads to two objects, and nothing is lost."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from govkit.sync.identity.refusals import Ambiguous
from govkit.sync.store.database import Database
from govkit.sync.store.tables import LINKS
from tests.sync.identity.trial import Trial

_OBJECTS = 15


def _learn(url: str, first: str) -> int:
    """Learns of all objects what one system says, and what a wrong record says; how often it was refused."""
    database = Database(url, pool=2)
    trial = Trial(database)
    refused = 0
    for number in range(_OBJECTS):
        said = {"billing": ("cus", "co"), "erp": ("C", "co"), "support": ("org", "co")}[first]
        trial.learn(first, f"{said[0]}_{number}", f"{said[1]}_{number}")
        try:  # all of them claim one account for companies of their own
            trial.learn("crm", f"{first}_{number}", erp=f"E-{number}")
        except Ambiguous:
            refused += 1
    database.close()
    return refused


def test_those_who_learn_at_once_agree(database: Database, database_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        _agree(pool, database, database_url)


@pytest.mark.long
def test_processes_that_learn_at_once_agree(database: Database, database_url: str) -> None:
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        _agree(pool, database, database_url)


def _agree(pool: Executor, database: Database, url: str) -> None:
    refused = list(pool.map(_learn, [url] * 3, ["billing", "erp", "support"]))
    assert sum(refused) == 2 * _OBJECTS, "of three claims to one account the first stands"
    trial = Trial(database)
    for number in range(_OBJECTS):
        known = trial.known(f"crm:company:co_{number}")
        assert known == {f"crm co_{number}", f"billing cus_{number}", f"erp C_{number}", f"support org_{number}"}
    with database.reading() as connection:
        double = connection.execute(
            sa.select(LINKS.c.local).group_by(LINKS.c.system, LINKS.c.type, LINKS.c.local).having(sa.func.count() > 1)
        )
        assert list(double) == []
