"""The guide to a further system: a second ERP is taken on without a line of Python, and order to cash runs over both.

Its commands run in its order in a copy of the reference estate. Those that need no platform are processes of their own;
the others speak to mocks and a runtime that serve the copy.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.gate.runtime import source_of
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care, Doors
from govkit.sync.enterprise.callers import variable
from govkit.sync.enterprise.service import Enterprise
from govkit.sync.parts import Outside
from tests.commands import govkit
from tests.e2e.sync_world import SENDERS, World, world
from tests.sync.enterprise.asking import TOKEN, Asking

_ESTATE = ("catalog", "specs", "mocks", "functions", "clients", "docs/examples")
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
_MOCKS = "http://127.0.0.1:4010"
_ROUTES = {
    "crm deal.won": "order-from-deal",
    "billing invoice.finalized": "invoice-to-ledger",
    "billing payment.succeeded": "payment-to-ledger",
}


@dataclass
class Company:
    """A copy of the estate, and what each command of the guide said that runs without platforms."""

    top: Path
    guide: str
    said: list[tuple[str, str]] = field(default_factory=list)

    def commands(self, *sections: int) -> list[tuple[str, int]]:
        """The commands of some sections in order, each with the exit code that the guide tells."""
        found = []
        for number in sections:
            section = self.guide.split(f"\n## {number}. ")[1].split("\n## ")[0]
            for block in _BLOCK.findall(section):
                for row in block.splitlines():
                    command, _, says = row.partition("   #")
                    found.append((command, 1 if says.strip() == "exit 1" else 0))
        return found

    def run(self, command: str, wanted: int) -> str:
        """What a command says, whose exit code has to be that of the guide."""
        program_, *words = shlex.split(command)
        if program_ == "govkit":
            done = govkit(*words, cwd=self.top)
        else:
            done = subprocess.run(["sh", "-c", command], cwd=self.top, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == wanted, (command, said)
        return said


@pytest.fixture(scope="module")
def company(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    top = tmp_path_factory.mktemp("company")
    for one in _ESTATE:
        shutil.copytree(repository / one, top / one, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(repository / "govkit.yaml", top)
    for command in ("init -q -b main", "add .", "commit -qm estate"):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *command.split()], cwd=top, check=True)
    made = Company(top, (repository / "docs/new-system.md").read_text(encoding="utf-8"))
    for command, wanted in made.commands(1, 2, 3, 4, 5):
        made.said.append((command, made.run(command, wanted)))
    return made


@pytest.mark.requirement("E5")
def test_a_second_erp_is_taken_on_by_entries_mappings_and_a_mock_alone(company: Company) -> None:
    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"], cwd=company.top, capture_output=True, check=True
    )
    changed = [row[3:] for row in listed.stdout.decode().splitlines()]
    generated = [one for one in changed if one.startswith("clients/halyard_v3/")]
    assert generated
    assert not [one for one in changed if one.endswith(".py") and one not in generated]
    assert {one.split("/")[0] for one in changed} == {"catalog", "specs", "mocks", "clients"}


@pytest.mark.requirement("C5")
def test_the_gate_knows_whose_word_counts_for_which_objects(company: Company) -> None:
    """What would hold the books of the one against the word of the other is refused; the whole passes."""
    first, last = (said for command, said in company.said if command.startswith("govkit validate"))
    (text,) = re.findall(r"^```text\n(error .*?)^```", company.guide, re.DOTALL | re.MULTILINE)
    for row in text.splitlines():
        assert row.strip() in re.sub(r"\s+", " ", first) or row in first, first
    assert "error" not in last
    checked = dict(company.said)["govkit check"]
    assert "error" not in checked.replace("error-not-problem-json", "")
    assert "warning" not in checked


def test_what_the_guide_shows_of_files_stands_in_them(company: Company) -> None:
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", company.guide, re.DOTALL | re.MULTILINE)
    assert len(blocks) == company.guide.count("```yaml") > 0
    for path, text in blocks:
        rows = (company.top / path).read_text(encoding="utf-8").splitlines()
        assert [row for row in text.splitlines() if row not in rows] == [], path


def test_mappings_go_both_ways(company: Company) -> None:
    there, back = (json.loads(said) for command, said in company.said if command.startswith("govkit map"))
    assert (there["number"], there["total"]["amount"], there["dueDate"]) == ("V26-00087", "9810.00", "2026-09-15")
    assert back["drawn"] == "20260801"
    assert back["positions"][0] == {
        "articleNo": "fleet-platform",
        "wording": "Fleet platform, 120 devices",
        "pieces": "120",
        "pieceCents": 7500,
        "netCents": 900000,
    }


# ------------------------------------------------------------------------------------------------------------ it runs


@dataclass
class Running:
    """Platforms and runtime of the company."""

    company: Company
    world: World
    said: list[str] = field(default_factory=list)
    told: list[list[Any]] = field(default_factory=list)

    def follow(self) -> None:
        """Does what the guide says to do beside platforms and runtime: what commands said, and what events came to."""
        for command, wanted in self.company.commands(6, 7):
            self.said.append(self.run(command, wanted))
            if "/events" in command:
                self.told.append(json.loads(self.said[-1]))
            if command.startswith("govkit sync retry"):
                self.world.runtime.wake()
                run = self.world.run(self.told[-1][0], "order-from-deal", "done")
                self.told[-1] = [self.told[-1][0], run.state, [list(one) for one in self.world.written(run.id)]]

    def run(self, command: str, wanted: int) -> str:
        """A command of the guide, as it would run beside both."""
        program_, *words = shlex.split(command.replace(_MOCKS, self.world.mocks.address))
        if program_ == "govkit":
            done = CliRunner().invoke(program, words)
            assert done.exit_code == wanted, (command, done.output)
            return done.output
        assert program_ == "curl", command
        address, _, data = words
        text = (self.company.top / data[1:]).read_text() if data.startswith("@") else data
        if address.endswith("/events"):
            return self._tell(json.loads(text))
        connection = http.client.HTTPConnection(self.world.mocks.address.removeprefix("http://"), timeout=30)
        connection.request("POST", address.partition("/__govkit__")[1] + address.partition("/__govkit__")[2], text)
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        assert answer.status < 300, (command, said)
        return said

    def _tell(self, order: dict[str, Any]) -> str:
        """An event is told, and the run that it starts comes to an end; the event, its state and what it wrote."""
        body = order.get("body", {})
        change = {name: body[name] for name in body if name not in ("id", "type", "occurred_at")}
        seq = self.world.tell(order["system"], order["event"], change)
        run = self.world.run(seq, _ROUTES[f"{order['system']} {order['event']}"])
        return json.dumps([seq, run.state, self.world.written(run.id)])


@pytest.fixture(scope="module")
def running(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("running")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(company.top)
        patch.setenv("GOVKIT_SYNC_DATABASE", f"sqlite:///{folder / 'sync.db'}")
        patch.setenv("COLUMNS", "160")
        with world(company.top, folder, senders=(*SENDERS, "halyard")) as made:
            beside = Running(company, made)
            beside.follow()
            yield beside


@pytest.mark.requirement("E5")
def test_order_to_cash_runs_over_both_erps(running: Running) -> None:
    """Each order, invoice and payment lands in the books of its company, and both are held against the rest."""
    said = running.said
    assert [[state, wrote] for _, state, wrote in running.told] == [
        ["done", [["erp", "createSalesOrder"], ["erp", "confirmSalesOrder"], ["billing", "createSubscription"]]],
        ["done", [["halyard", "addIndent"], ["halyard", "acceptIndent"], ["billing", "createSubscription"]]],
        ["done", [["erp", "createInvoice"], ["erp", "postInvoice"]]],
        ["done", [["halyard", "addVoucher"], ["halyard", "enterVoucher"]]],
        ["done", [["halyard", "addReceipt"]]],
    ]
    agrees, drifted = said[-3], said[-1]
    assert re.search(r"billing +85 +25 +0 +0 +0 +0 +0\n", agrees), agrees
    assert re.findall(r"amountPaid +([0-9.]+) SGD", drifted) == ["47415.09", "0.08"], drifted
    shown = _words("\n".join(said))
    for block in re.findall(r"^```text\n(open .*?|field .*?)^```", running.company.guide, re.DOTALL | re.MULTILINE):
        for row in block.splitlines():
            assert _words(row) in shown, row


def test_a_company_that_halyard_does_not_know_is_taken_in_as_the_crm_has_it(running: Running) -> None:
    world = running.world
    (known,) = world.mocks.records("/companies", system="crm", key="co_20006")
    (deal,) = world.mocks.records("/deals", system="crm", key="deal_20006")
    company = {**known, "id": "co_90001", "legal_name": "Newly Known Pte. Ltd.", "external_ids": []}
    world.mocks.seed("/companies", [company], system="crm")
    new = {**deal, "id": "deal_90001", "company_id": "co_90001"}
    run = world.run(world.tell("crm", "deal.won", {"data": {"deal": new}}), "order-from-deal")
    assert run.state == "done", world.exception(run.id)
    assert [one for one in world.written(run.id) if one[0] != "billing"] == [
        ("halyard", "addDebtor"),
        ("halyard", "addIndent"),
        ("halyard", "acceptIndent"),
    ]
    (made,) = [one for one in world.mocks.records("/debtors", system="halyard") if one["foreignRef"] == "co_90001"]
    assert (made["styled"], made["seat"]["place"]) == (company["legal_name"], company["billing_address"]["city"])


def test_data_of_another_region_never_reaches_halyard(running: Running) -> None:
    """An event that says it is of the east, of an invoice that is not: people are asked before any call."""
    world = running.world
    before = len(world.mocks.ledger(limit=100_000))
    run = world.run(world.tell("billing", "invoice.finalized", {"region": "apac"}), "invoice-to-ledger")
    raised = world.exception(run.id)
    assert (raised.kind, raised.step) == ("region", "in-halyard/known")
    assert raised.detail == "invoice-in-halyard is for apac, and the run is of the region 'us'"
    assert len(world.mocks.ledger(limit=100_000)) == before


def test_the_enterprise_api_reads_each_invoice_where_its_books_are(running: Running) -> None:
    source = source_of(running.company.top)
    address = running.world.mocks.address
    environment = {variable("enterprise", "group-finance"): f"group-finance-{TOKEN}"}
    outside = Outside(Addresses(mocks=address), Doors(source.estate, Care(), time.time), environment, time.time)
    enterprise = Enterprise(source, outside, running.world.database, hosts=frozenset({"localhost"}))
    with asyncio.Runner() as runner:
        asking = Asking(enterprise, runner)
        of_the_east = asking.get("/invoices/billing:invoice:inv_40010", "group-finance")
        of_the_west = asking.get("/invoices/billing:invoice:inv_40001", "group-finance")
        assert of_the_east.data["number"].startswith("V26-")
        assert of_the_west.data["number"].startswith("INV-")
        assert {one["system"] for one in of_the_east.json["freshness"]["sources"]} == {"halyard", "billing"}
        assert {one["system"] for one in of_the_west.json["freshness"]["sources"]} == {"erp", "billing"}
        listed: list[Any] = []
        query = "limit=100"
        while query:
            page = asking.get("/invoices", "group-finance", query=query).json
            listed += page["items"]
            query = f"limit=100&cursor={page['nextCursor']}" if page.get("nextCursor") else ""
    enterprise.close()
    books = {(one["data"].get("legalEntity") == "SG01", one["data"]["number"][:3]) for one in listed}
    assert {one for one in books if one[1] != "CN-"} == {(True, "V26"), (False, "INV")}
    assert len({one["data"]["id"] for one in listed}) == len(listed), "none is served twice"


def _words(text: str) -> str:
    """A text with single spaces, as columns have one width here and another there."""
    return re.sub(r"[ \t]+", " ", text)
