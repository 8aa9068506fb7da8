"""Platforms drift by a seed, the reconciliation finds just that, its workflows repair just that, and then all agree."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from govkit.cli import govkit as program
from govkit.gate.mock_server import Mock
from govkit.gate.runtime import source_of
from govkit.mocks.listening import bound
from govkit.sync.calls.addresses import Addresses
from govkit.sync.process import Process
from govkit.sync.service import Runtime, Setting
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EVENTS, RUNS

_PATIENCE = 60.0
_FIELDS = {"legal_name": "legalName", "payment_terms_days": "paymentTermsDays"}
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def mocks(repository: Path) -> Iterator[Mock]:
    with Mock("crm", "erp", "billing", "customer-success", "support", cwd=repository) as made:
        made.snapshot("begin")
        yield made


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def run(mocks: Mock, database: Database, monkeypatch: pytest.MonkeyPatch, repository: Path) -> Iterator[Run]:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", database.shown)
    monkeypatch.setenv("COLUMNS", "118")
    yield lambda *arguments: CliRunner().invoke(program, ["sync", "reconcile", *arguments])
    mocks.restore("begin")


def reconciled(run: Run, mocks: Mock, name: str = "customers-nightly", *more: str) -> tuple[int, dict[str, Any]]:
    """The exit code of a run, and what it says."""
    found = run(name, "--mocks", mocks.address, "--format", "json", *more)
    assert found.exit_code in (0, 1), found.output
    return found.exit_code, json.loads(found.stdout)


@contextmanager
def worker(repository: Path, mocks: Mock, database: Database) -> Iterator[Runtime]:
    """The runtime at work, which receives nothing."""
    source = source_of(repository)
    setting = Setting(source.estate, repository, source.read, database, Addresses(mocks=mocks.address), environment={})
    lost: list[BaseException] = []
    runtime = Runtime(setting)
    process = Process(runtime, bound("127.0.0.1", 0), lost.append, ("worker",))
    process.start()
    try:
        yield runtime
    finally:
        process.stop()
        assert not lost


def until_done(database: Database, patience: float = _PATIENCE) -> list[str]:
    """Waits until no run is on its way; their states."""
    until = time.monotonic() + patience
    while True:
        with database.reading() as connection:
            states = list(connection.execute(sa.select(RUNS.c.state).order_by(RUNS.c.id)).scalars())
        if all(one in ("done", "parked") for one in states):
            return states
        assert time.monotonic() < until, states
        time.sleep(0.05)


def expected(mocks: Mock) -> set[tuple[str, str, str]]:
    """What the mocks say that drifted in billing: object, field, what billing says."""
    crm = {one["id"]: one["external_ids"]["crm"] for one in mocks.records("/customers", system="billing")}
    return {
        (f"crm:company:{crm[one['key']]}", _FIELDS[one["field"].strip("/")], str(one["is"]))
        for one in mocks.drifted(system="billing")
        if one["kind"] == "differs"
    }


@pytest.mark.requirement("S5")
def test_what_drifted_is_found_and_repaired_by_just_these_writes(
    run: Run, mocks: Mock, database: Database, repository: Path
) -> None:
    code, found = reconciled(run, mocks)
    assert (code, found["differences"]) == (0, []), "the platforms agree in the beginning"
    mocks.drift("/customers", system="billing", differ=6, fields=["legal_name", "payment_terms_days"], seed=5)
    drifted = mocks.drifted(system="billing")
    code, found = reconciled(run, mocks)
    assert code == 1
    assert {(one["object"], one["field"], one["found"]) for one in found["differences"]} == expected(mocks)
    assert len(found["differences"]) == len(drifted) == 6
    assert all(one["isRepairable"] and one["state"] == "open" for one in found["differences"])
    before = len(mocks.ledger(limit=100_000))
    assert run("customers-nightly", "--apply", "all", "--by", "ann").exit_code == 0
    with worker(repository, mocks, database):
        assert set(until_done(database)) == {"done"}
    written = [one for one in mocks.ledger(limit=100_000)[before:] if one["committed"]]
    assert sorted((one["system"], one["operation"], one["path"]) for one in written) == sorted(
        ("billing", "updateCustomer", f"/customers/{key}") for key in {one["key"] for one in drifted}
    )
    code, found = reconciled(run, mocks)
    assert (code, found["differences"], found["sent"]) == (0, [], [])
    settled = json.loads(run("customers-nightly", "--history", "--format", "json").stdout)["closed"]
    assert [one["closedBy"] for one in settled] == ["repair-billing-customer"] * 6


def test_accounts_that_drifted_are_written_anew(run: Run, mocks: Mock, database: Database, repository: Path) -> None:
    mocks.drift("/accounts", system="customer-success", differ=2, fields=["legalName"], seed=13)
    drifted = mocks.drifted(system="customer-success")
    code, found = reconciled(run, mocks)
    assert (code, {one["field"] for one in found["differences"]}) == (1, {"legalName"})
    before = len(mocks.ledger(limit=100_000))
    assert run("customers-nightly", "--apply", "customer-success").exit_code == 0
    with worker(repository, mocks, database):
        assert until_done(database) == ["done"] * len(drifted)
    written = [one for one in mocks.ledger(limit=100_000)[before:] if one["committed"]]
    assert {(one["system"], one["operation"]) for one in written} == {("customer-success", "upsertAccount")}
    assert len(written) == len(drifted)
    code, found = reconciled(run, mocks)
    assert found["differences"] == [], json.dumps(found["differences"])


def test_what_changed_since_it_was_compared_is_left_alone(
    run: Run, mocks: Mock, database: Database, repository: Path
) -> None:
    mocks.drift("/customers", system="billing", differ=1, fields=["payment_terms_days"], seed=6)
    (one,) = mocks.drifted(system="billing")
    reconciled(run, mocks)
    assert run("customers-nightly", "--apply", "billing/paymentTermsDays").exit_code == 0
    (record,) = mocks.records("/customers", system="billing", key=one["key"])
    mocks.delete_records("/customers", system="billing", key=one["key"])
    mocks.seed("/customers", [{**record, "locale": "fr-FR"}], system="billing")
    before = len(mocks.ledger(limit=100_000))
    with worker(repository, mocks, database):
        assert until_done(database) == ["done"]
    assert [each for each in mocks.ledger(limit=100_000)[before:] if each["system"] == "billing"] == []
    last = json.loads(run("customers-nightly", "--last", "--format", "json").stdout)
    (left,) = last["differences"]
    assert (left["state"], left["detail"].partition(":")[0]) == ("open", "left alone")


def test_objects_that_are_missing_or_unknown_are_told_and_for_people(run: Run, mocks: Mock) -> None:
    mocks.drift("/customers", system="billing", missing=2, seed=7)
    gone = {one["was"]["external_ids"]["crm"] for one in mocks.drifted(system="billing")}
    mocks.drift("/organizations", system="support", extra=1, seed=8)
    (extra,) = mocks.drifted(system="support")
    code, found = reconciled(run, mocks)
    assert code == 1
    told = {(one["system"], one["kind"], one["object"]) for one in found["differences"] if one["kind"] != "double"}
    twice = {one for one in told if one[0] == "support"}
    assert told - twice == {("billing", "absent", f"crm:company:{key}") for key in gone}
    assert twice, extra
    assert not any(one["isRepairable"] for one in found["differences"])


def test_what_is_written_by_itself_is_sent_at_once(run: Run, mocks: Mock, database: Database, repository: Path) -> None:
    """What customer success was never told of an account is told; what it has on its own is for people."""
    code, found = reconciled(run, mocks, "entitlements")
    assert code == 1
    absent = {one["object"] for one in found["differences"] if one["kind"] == "absent"}
    assert absent == {"crm:company:co_1002 · devices", "crm:company:co_1002 · sso"}
    others = sorted((one["system"], one["kind"]) for one in found["differences"] if one["object"] not in absent)
    assert others == [("billing", "several"), ("customer-success", "extra")]
    assert len(found["sent"]) == 1
    before = len(mocks.ledger(limit=100_000))
    with worker(repository, mocks, database):
        assert until_done(database) == ["done"]
    (one,) = (one for one in mocks.ledger(limit=100_000)[before:] if one["committed"])
    assert (one["operation"], one["path"]) == ("putAccountEntitlements", "/accounts/co_1002/entitlements")
    assert sorted(each["featureKey"] for each in one["body"]["entitlements"]) == ["devices", "sso"]
    code, found = reconciled(run, mocks, "entitlements")
    assert sorted((one["system"], one["kind"]) for one in found["differences"]) == others
    assert found["sent"] == []


def test_a_page_that_cannot_be_had_fails_the_run_and_closes_nothing(run: Run, mocks: Mock, database: Database) -> None:
    mocks.drift("/customers", system="billing", differ=1, fields=["legal_name"], seed=9)
    reconciled(run, mocks)
    mocks.faults.replace([{"fault": "error", "status": 500, "system": "erp"}])
    try:
        failed = run("customers-nightly", "--mocks", mocks.address)
    finally:
        mocks.faults.replace([])
    assert failed.exit_code == 2
    assert (
        "customers-nightly failed, and nothing is said of it: erp could not be read: listCustomers: 500"
        in failed.output
    )
    last = json.loads(run("customers-nightly", "--last", "--format", "json").stdout)
    assert len(last["differences"]) == 1
    history = json.loads(run("--history", "--format", "json").stdout)["runs"]
    assert [one["state"] for one in history] == ["failed", "done"]


def test_a_dry_run_keeps_nothing(run: Run, mocks: Mock, database: Database) -> None:
    mocks.drift("/customers", system="billing", differ=2, fields=["legal_name"], seed=10)
    code, found = reconciled(run, mocks, "customers-nightly", "--dry-run")
    assert (code, found["dryRun"], len(found["differences"])) == (1, True, 2)
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(EVENTS)).scalar_one() == 0
    assert json.loads(run("--history", "--format", "json").stdout)["runs"] == []


def test_the_report_fits_a_terminal_and_says_all(run: Run, mocks: Mock) -> None:
    mocks.drift("/customers", system="billing", differ=2, fields=["legal_name"], missing=1, extra=1, seed=11)
    found = run("customers-nightly", "--mocks", mocks.address)
    assert found.exit_code == 1
    assert max(map(len, found.output.splitlines())) <= 120
    for text in ("record crm", "agree", "Objects", "Agreement", "Differences", "not there", "several", "repairable"):
        assert text in found.output
    trend = json.loads(run("customers-nightly", "--trend", "--format", "json").stdout)
    assert trend[0]["crm"] is None
    assert trend[0]["billing"].endswith("%")
    standing = json.loads(run("--format", "json").stdout)
    assert {one["name"]: one["agreement"] is not None for one in standing} == {
        "customers-nightly": True,
        "entitlements": False,
        "invoices-nightly": False,
    }


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("customer-nightly",), "did you mean `customers-nightly`?"),
        (("--apply", "all"), "say which reconciliation is meant"),
        (("customers-nightly", "--apply", "nobody"), "no system that differs"),
        (("customers-nightly", "--last", "--trend"), "are two questions"),
        (("customers-nightly", "--last"), "customers-nightly never was through"),
    ],
)
def test_what_makes_no_sense_is_a_mistake(run: Run, arguments: tuple[str, ...], text: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert text in found.output
    assert "Traceback" not in found.output


# --------------------------------------------------------------------------------------------------------------- many

_MANY = 1_000
_DRIFTED = {
    ("billing", "/customers"): (600, ("legal_name", "payment_terms_days")),
    ("customer-success", "/accounts"): (400, ("legalName",)),
}
"""Of so many customers, of which systems so many records drift, and in which of their fields."""
_WRITES = {"billing": ("updateCustomer", "/customers/"), "customer-success": ("upsertAccount", "/accounts/")}


@pytest.fixture(scope="module")
def many(repository: Path) -> Iterator[Mock]:
    with Mock("crm", "erp", "billing", "customer-success", "support", cwd=repository, records=_MANY) as made:
        yield made


@pytest.mark.long
@pytest.mark.requirement("S5")
def test_a_thousand_records_that_drifted_are_found_and_repaired_by_just_these_writes(
    many: Mock, database: Database, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", database.shown)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["sync", "reconcile", *arguments])

    code, found = reconciled(run, many)
    assert (code, found["differences"]) == (0, []), "the platforms agree in the beginning"
    for seed, ((system, path), (count, fields)) in enumerate(_DRIFTED.items()):
        many.drift(path, system=system, differ=count, fields=list(fields), seed=seed)
    company = {one["id"]: one["external_ids"]["crm"] for one in many.records("/customers", system="billing")}
    drifted = {(one["system"], company.get(one["key"], one["key"])): one for one in many.drifted()}
    assert len(drifted) == 1_000
    code, found = reconciled(run, many)
    assert code == 1
    differences = {(one["system"], one["object"].removeprefix("crm:company:")): one for one in found["differences"]}
    assert set(differences) == set(drifted)
    assert len(found["differences"]) == 1_000, "one field of each, and nothing else"
    for which, one in differences.items():
        oracle = drifted[which]
        name = oracle["field"].strip("/")
        assert (one["field"], one["found"]) == (_FIELDS.get(name, name), str(oracle["is"]))
        assert (one["expected"], one["isRepairable"]) == (str(oracle["was"]), True)
    before = len(many.ledger(limit=1_000_000))
    assert run("customers-nightly", "--apply", "all", "--by", "ann").exit_code == 0
    with worker(repository, many, database):
        assert set(until_done(database, 540.0)) == {"done"}
    written = [one for one in many.ledger(limit=1_000_000)[before:] if one["committed"]]
    assert sorted((one["system"], one["operation"], one["path"]) for one in written) == sorted(
        (one["system"], _WRITES[one["system"]][0], f"{_WRITES[one['system']][1]}{one['key']}")
        for one in drifted.values()
    )
    code, found = reconciled(run, many)
    assert (code, found["differences"], found["sent"]) == (0, [], [])
