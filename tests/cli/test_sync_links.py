"""`govkit sync links`: who is who, seen, given and settled by people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govkit.cli import govkit as program
from govkit.gate.mock_server import mock
from govkit.sync.exceptions.audit import entries
from govkit.sync.store.database import Database
from tests.sync.migrated import migrated

Run = Callable[..., Result]
HEAD = "entity,system,type,id,golden\n"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated(tmp_path / "sync.db")
    yield made
    made.close()


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, repository: Path) -> Run:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", database.shown)
    monkeypatch.setenv("COLUMNS", "160")
    return lambda *arguments: CliRunner().invoke(program, ["sync", "links", *arguments])


@pytest.fixture
def given(tmp_path: Path, run: Run) -> Path:
    """A file that was imported: two customers, one with two numbers at the ERP."""
    file = tmp_path / "customers.csv"
    file.write_text(
        HEAD
        + "customer,erp,customer-number,C-1,crm:company:co_1\n"
        + "customer,erp,customer-number,C-9,crm:company:co_1\n"
        + "customer,billing,customer,cus_2,crm:company:co_2\n",
        encoding="utf-8",
    )
    assert said(run("import", str(file))).startswith("3 linked, 0 known before, 0 in doubt")
    return file


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.output


def document(result: Result, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_objects_are_listed_with_all_that_they_are_called(run: Run, given: Path) -> None:
    shown = said(run("list", "customer"))
    assert "crm:company:co_1" in shown
    assert "erp:customer-number:C-9" in shown
    (one,) = document(run("list", "--system", "billing", "--id", "cus_2", "--format", "json"))
    assert one == {
        "entity": "customer",
        "golden": "crm:company:co_2",
        "identifiers": ["billing:customer:cus_2", "crm:company:co_2"],
        "double": [],
    }
    (double,) = document(run("list", "--double", "--format", "json"))
    assert (double["golden"], double["double"]) == ("crm:company:co_1", ["erp customer-number"])
    assert "nothing is linked" in said(run("list", "invoice"))


def test_a_file_that_is_imported_again_says_nothing_new(run: Run, given: Path) -> None:
    assert "0 linked, 3 known before" in said(run("import", str(given)))


def test_a_row_that_says_otherwise_is_left_in_doubt(run: Run, given: Path) -> None:
    rows = [{"entity": "customer", "system": "erp", "type": "customer-number", "id": "C-1"}]
    lines = given.with_suffix(".jsonl")
    lines.write_text(json.dumps({**rows[0], "golden": "crm:company:co_3"}), encoding="utf-8")
    shown = said(run("import", str(lines)), 1)
    assert "customers.jsonl:1" in shown
    assert "is another: crm:company:co_1, crm:company:co_3" in shown
    assert "0 linked, 0 known before, 1 in doubt" in shown


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("customer,erp,customer-number,,crm:company:co_1", "the row has no `id`"),
        ("customer,erp,customer-no,C-1,crm:company:co_1", "did you mean `erp:customer-number`"),
        ("customr,erp,customer-number,C-1,crm:company:co_1", "did you mean `customer`"),
        ("customer,erp,customer-number,C-1,co_1", "no canonical identifier"),
        ('customer,erp,customer-number,"C-1', "the rows cannot be read"),
    ],
)
def test_a_wrong_row_stops_the_import_with_its_place(run: Run, tmp_path: Path, row: str, hint: str) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(f"{HEAD}customer,erp,customer-number,C-7,crm:company:co_7\n{row}\n", encoding="utf-8")
    shown = said(run("import", str(file)), 2)
    assert hint in shown
    assert "wrong.csv" in shown
    assert "nothing is linked" in said(run("list"))


def test_a_dry_run_of_an_import_links_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(f"{HEAD}customer,erp,customer-number,C-1,crm:company:co_1\n", encoding="utf-8")
    assert "1 would be linked" in said(run("import", str(file), "--dry-run"))
    assert "nothing is linked" in said(run("list"))


def test_objects_are_merged_and_split_by_any_of_their_names(run: Run, given: Path, database: Database) -> None:
    merge = ("merge", "billing:customer:cus_2", "crm:company:co_1")
    assert "would lead to crm:company:co_1" in said(run(*merge, "--dry-run"))
    assert "lead to crm:company:co_1" in said(run(*merge, "--by", "mara"))
    (one,) = document(run("list", "--format", "json"))
    assert len(one["identifiers"]) == 5
    told = document(run("split", "erp:customer-number:C-1", "--by", "theo", "--format", "json"))
    assert {part["identifier"] for part in told["moved"]} == {"billing:customer:cus_2", "crm:company:co_2"}
    said(run("split", "crm:company:co_1", "erp:customer-number:C-9"))
    assert document(run("list", "--double", "--format", "json")) == []
    with database.reading() as connection:
        assert [(one.actor, one.action) for one in entries(connection)][:2] == [("mara", "merge"), ("theo", "split")]


def test_an_identifier_that_several_entities_have_needs_its_entity(run: Run, given: Path) -> None:
    shown = said(run("merge", "crm:deal:deal_1", "crm:deal:deal_2"), 2)
    assert "order, renewal have identifiers crm:deal" in shown
    assert "--entity" in shown
    assert "leads to crm:deal:deal_2" in said(run("merge", "crm:deal:deal_1", "crm:deal:deal_2", "--entity", "order"))


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("merge", "co_1", "crm:company:co_2"), "is no identifier"),
        (("merge", "crm:compny:co_1", "crm:company:co_2"), "no entity has identifiers crm:compny"),
        (("split", "crm:company:co_1", "erp:order-number:O-1"), "the customer has no identifier erp:order-number"),
        (("split", "crm:company:co_2"), "nothing was merged"),
    ],
)
def test_what_cannot_be_is_told(run: Run, given: Path, words: tuple[str, ...], hint: str) -> None:
    assert hint in said(run(*words), 2)


def test_records_of_systems_are_read_as_a_consumer_that_may(run: Run, repository: Path) -> None:
    with mock("erp", "billing", cwd=repository) as mocks:
        words = ("import", "--from", "erp", "--mocks", mocks.address, "--as", "order-to-cash", "--entity", "customer")
        customers = len(mocks.records("/customers", system="erp"))
        found = document(run(*words, "--from", "billing", "--format", "json"))
    assert (found["records"], found["doubtful"], found["unread"]) == (2 * customers, [], [])
    assert found["objects"] == [{"entity": "customer", "linked": customers, "alone": 0, "double": 0}]
    shown = said(run(*words[:-2], "--as", "alerts", "--entity", "customer"), 1)
    assert "alerts is not granted GET /customers of erp@2.2.0" in shown
    assert "0 records, 0 in doubt, 1 lists not read" in shown


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "say what is to be read"),
        (("links.csv", "--from", "erp"), "say what is to be read"),
        (("--from", "erp"), "whose grants are used"),
        (("--from", "erp", "--dry-run"), "--dry-run goes with a file"),
        (("--from", "epr", "--as", "alerts"), "there is no system `epr`"),
    ],
)
def test_an_import_says_what_it_reads(run: Run, words: tuple[str, ...], hint: str) -> None:
    assert hint in said(run("import", *words), 2)
