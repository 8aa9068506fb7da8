"""`govkit sync bulk`: what people ask for wrongly is refused, and what does not go on makes it red."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError

from govkit.cli import govkit as program
from govkit.sync.bulk.keeping import Keeping
from govkit.sync.store.database import Database
from govkit.sync.store.states import LoadState
from govkit.sync.store.tables import LOADS
from tests.sync.inbox.estates import ROOT
from tests.sync.migrated import migrated

Bulk = Callable[..., Result]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated(tmp_path / "sync.db")
    yield made
    made.close()


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Bulk:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", database.shown)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["sync", "bulk", *arguments])

    return run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--dry-run"], "say which workflow is meant"),
        (["--limit", "3"], "say which workflow is meant"),
        (["show-standing", "--dry-run", "--resume"], "two questions"),
        (["show-standing", "--limit", "0"], "0 is not in the range"),
        (["show-standing", "--open", "100000"], "is not in the range"),
        (["show-standing", "again"], "unexpected extra argument"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(run: Bulk, arguments: list[str], said: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert said in found.output
    assert "Traceback" not in found.output


def test_a_list_that_cannot_be_read_is_told_with_what_to_do(run: Bulk, database: Database) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
    found = run("show-standing", "--server", f"erp={nowhere}")
    assert found.exit_code == 2, found.output
    assert "failed" in found.output
    assert "`govkit sync bulk show-standing --resume` goes on where it stopped" in found.output
    with database.reading() as connection:
        (row,) = connection.execute(LOADS.select())
    assert row.state == LoadState.FAILED
    shown = run("--format", "json")
    assert shown.exit_code == 1, "it does not go on by itself"
    by_name = {one["workflow"]: one for one in json.loads(shown.stdout)}
    assert by_name["show-standing"]["state"] == "failed"
    assert "state" not in by_name["contract-to-books"]
    status = CliRunner().invoke(program, ["sync", "status", "--format", "json"])
    told = json.loads(status.stdout)
    assert told["todo"] == ["1 load broke off"]
    assert told["loads"][0]["workflow"] == "show-standing"
    assert told["paths"]["show-standing"] == {"bulk": "erp.listCustomers"}
    assert told["paths"]["invoice-to-ledger"] == {"real time": "billing invoice.finalized"}


def test_a_database_that_goes_away_is_told_with_how_it_goes_on(run: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Keeping) -> None:
        raise OperationalError("UPDATE", None, Exception("the server is shutting down"))

    monkeypatch.setattr(Keeping, "settle", away)
    found = run("show-standing", "--mocks", "http://127.0.0.1:9")
    assert found.exit_code == 2
    assert "went away" in found.output
    assert "--resume goes on where it was" in found.output
    assert "Traceback" not in found.output
