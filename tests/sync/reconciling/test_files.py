"""A thousand customers of three systems drift by a seed: what is found is what was done, no more and no less."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from govkit.errors import InputError, MissingExtra
from govkit.sync.reconciling.listing import runs
from govkit.sync.reconciling.running import Reconciling
from govkit.sync.store.database import Database
from tests.sync.reconciling.trial import PLAIN, customers, drifted, estate, place, said, write


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(("form", "fields"), [(".csv", PLAIN), (".csv", (*PLAIN, "address")), (".jsonl", PLAIN)])
@pytest.mark.parametrize("seed", [1, 2])
def test_all_that_drifted_is_found_and_nothing_else(
    tmp_path: Path, sqlite: Database, form: str, fields: tuple[str, ...], seed: int
) -> None:
    rows = customers(1_000, seed)
    expected = drifted(rows, seed + 100, fields)
    doubled = {"billing": ["C-00007"], "erp": ["C-00011"]}
    for system, keys in doubled.items():
        expected = {one for one in expected if (one[0], one[1]) not in {(system, key) for key in keys}}
        expected |= {(system, key, "", "several") for key in keys if key in rows[system]}
        doubled[system] = [key for key in keys if key in rows[system]]
    estate(tmp_path, form, fields)
    write(tmp_path, rows, form, fields, doubled)
    found = Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    # what the ERP has twice, billing cannot be held against in what the ERP is the record of
    assert said(list(found.differences)) == sorted(expected)
    figures = found.figures.systems["billing"]
    assert figures.records == len(rows["billing"]) + len(doubled["billing"])
    for name, of in figures.fields.items():
        wrong = [one for one in expected if one[0] == "billing" and one[2] == name]
        assert of.both - of.equal == len(wrong), name


def test_systems_that_agree_agree_whole(tmp_path: Path, sqlite: Database) -> None:
    rows = customers(50, 3)
    estate(tmp_path, ".csv", PLAIN)
    write(tmp_path, rows, ".csv", PLAIN, {})
    found = Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    assert (found.figures.agreement, list(found.differences)) == (1.0, [])
    lacking = [("crm", one) for one in ("terms", "credit")] + [("erp", one) for one in ("email", "since", "active")]
    notes = [f"the file of {system} has no column `{one}`, which is not compared there" for system, one in lacking]
    assert sorted(found.figures.notes) == sorted(notes)


def test_objects_are_recognised_by_fields_together(tmp_path: Path, sqlite: Database) -> None:
    rows = customers(20, 4)
    fields = ("since", "active")
    for at, (key, row) in enumerate(rows["crm"].items()):
        row["name"] = rows["billing"][key]["name"] = rows["erp"][key]["name"] = f"N{at // 2}"
        row["email"] = rows["billing"][key]["email"] = f"{at % 2}@example.com"
    rows["billing"] = {f"B-{key}": {**row} for key, row in rows["billing"].items()}
    changed = next(iter(rows["billing"]))
    rows["billing"][changed]["active"] = not rows["billing"][changed]["active"]
    estate(tmp_path, ".csv", fields, "[name, email]")
    text = (
        (tmp_path / "catalog/reconciliations/nightly.yaml").read_text().replace("[billing, crm, erp]", "[billing, crm]")
    )
    (tmp_path / "catalog/reconciliations/nightly.yaml").write_text(text.replace("    erp: {file: data/erp.csv}\n", ""))
    write(tmp_path, rows, ".csv", (*PLAIN,), {})
    found = Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    assert said(list(found.differences)) == [("billing", "N0 · 0@example.com", "active", "differs")]


def test_only_objects_that_are_chosen_count(tmp_path: Path, sqlite: Database) -> None:
    rows = customers(30, 5)
    fields = ("name",)
    for row in rows["billing"].values():
        row["name"] = "Other"
    estate(tmp_path, ".csv", fields, more="  where: {active: [true]}\n")
    write(tmp_path, rows, ".csv", PLAIN, {})
    found = Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    active = {key for key, row in rows["crm"].items() if row["active"]}
    assert {one.object for one in found.differences} == active
    assert found.figures.systems["billing"].fields["name"].both == len(active)


def test_amounts_may_differ_by_a_tolerance(tmp_path: Path, sqlite: Database) -> None:
    rows = customers(3, 6)
    first, second, third = rows["billing"].values()
    for (row, amount), of in zip(
        ((first, "10.01"), (second, "10.02"), (third, "10.01")), rows["erp"].values(), strict=True
    ):
        row["credit"] = {"amount": amount, "currency": "EUR"}
        of["credit"] = {"amount": "10.00", "currency": "EUR"}
    third["credit"]["currency"] = "USD"
    estate(tmp_path, ".csv", ("name", "credit"), more="  tolerances: {credit: '0.01'}\n")
    write(tmp_path, rows, ".csv", PLAIN, {})
    found = Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    assert [(one.object, one.expected, one.found) for one in found.differences] == [
        ("C-00001", "10.00 EUR", "10.02 EUR"),
        ("C-00002", "10.00 EUR", "10.01 USD"),
    ]


def test_a_file_that_is_not_there_fails_the_run(tmp_path: Path, sqlite: Database) -> None:
    estate(tmp_path, ".csv", PLAIN)
    write(tmp_path, customers(3, 1), ".csv", PLAIN, {})
    (tmp_path / "data/erp.csv").unlink()
    with pytest.raises(InputError, match="there is no such file"):
        Reconciling(place(tmp_path, sqlite)).run("nightly", "test")


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("", "no column 'id'"),
        ("id,name\n1\n", "cannot be read"),
        ("id\tname\n'1", "no column 'id'"),
        ("\x00\xff", "cannot be read: .* is not utf-8 encoded"),
    ],
)
def test_a_file_that_is_broken_is_told(tmp_path: Path, sqlite: Database, text: str, said_: str) -> None:
    estate(tmp_path, ".csv", PLAIN)
    write(tmp_path, customers(3, 1), ".csv", PLAIN, {})
    (tmp_path / "data/erp.csv").write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=said_):
        Reconciling(place(tmp_path, sqlite)).run("nightly", "test")


def test_a_column_or_value_that_looks_like_sql_is_a_text(tmp_path: Path, sqlite: Database) -> None:
    rows = customers(3, 1)
    for row in rows["billing"].values():
        row["name"] = "x'); DROP TABLE t1; --"
    estate(tmp_path, ".csv", ("name",))
    write(tmp_path, rows, ".csv", PLAIN, {})
    found = Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    assert {one.found for one in found.differences} == {"x'); DROP TABLE t1; --"}


def test_without_its_extra_it_says_which(tmp_path: Path, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    estate(tmp_path, ".csv", PLAIN)
    write(tmp_path, customers(3, 1), ".csv", PLAIN, {})
    for name in ("comparing", "extracting", "judging"):
        monkeypatch.delitem(sys.modules, f"govkit.sync.reconciling.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match="needs the extra `reconcile`") as refused:
        Reconciling(place(tmp_path, sqlite)).run("nightly", "test")
    assert refused.value.hint == "pip install 'govkit[reconcile]'"
    with sqlite.reading() as connection:
        (one,) = runs(connection)
    assert (one.state, "extra `reconcile`" in str(one.note)) == ("failed", True)
