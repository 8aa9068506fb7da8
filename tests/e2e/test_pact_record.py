"""A first pact from a run of a program: which calls, which fields of their answers, and what never lands."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from govkit.gate.pacts.suites.credentials import INSTEAD
from tests.e2e.suite_estate import made, run, texts

pytestmark = pytest.mark.requirement("T1")

READS = """\
import invoicing_v2

with invoicing_v2.Client() as client:
    one = client.get_invoice(client.list_invoices(status="open").items[0].id)
    print(one.total, one.due.year, one.status, [line.amount for line in one.lines])
    repr(one)
    made = client.create_invoice(body=invoicing_v2.models.NewInvoice(total="12.00"))
    assert made.id
"""
PLAIN = """\
import json
import os
from urllib.request import Request, urlopen

address = os.environ["GOVKIT_SERVER_INVOICING_V2"]
address = f"{address}/invoices/invoice_1?token=s3cr3t-in-query"
request = Request(address, headers={"Authorization": "Bearer s3cr3t-in-header"})
json.load(urlopen(request))
"""
MOCK = """\
apiVersion: govkit/v1
kind: Mock
metadata: {name: invoicing}
spec:
  api: invoicing@2
  states:
    invoice {id} is open: {records: {/invoices: [{id: $params.id, total: '7.00', status: open}]}}
    the key {token} is known: {params: {token: made-up}}
"""
STATES = """\
import json
import os
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import invoicing_v2

address = os.environ["GOVKIT_SERVER_INVOICING_V2"]
states = urlsplit(address)._replace(path="/__govkit__/states").geturl()


def order(state, action="setup", **params):
    body = json.dumps({"state": state, "params": params, "action": action}).encode()
    urlopen(Request(states, body, {"Content-Type": "application/json"}))


with invoicing_v2.Client() as client:
    order("invoice i-9 is open")
    order("the key {token} is known", token="s3cr3t-in-state")
    print(client.get_invoice("i-9").total)
    json.load(urlopen(Request(f"{address}/invoices/i-9?of=plain", headers={"Authorization": "Bearer none"})))
    order("invoice i-9 is open", "teardown")
    print(client.list_invoices().items[:0])
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    estate = made(tmp_path_factory.mktemp("estate"))
    spec = estate / "specs/invoicing/2.0.0/openapi.yaml"
    example = "{id: i-1, total: '10.00', status: open, due: '2026-01-31', lines: [{text: it, amount: '10.00'}]}"
    text = spec.read_text()
    spec.write_text(
        text.replace("    Invoice:\n      type: object", f"    Invoice:\n      example: {example}\n      type: object")
    )
    return estate


@pytest.fixture
def estate(model: Path, tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = shutil.copytree(model, tmp_path / "estate")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(repository / "src"), str(found / "clients")]))
    return found


def record(estate: Path, program: str, *options: str) -> Result:
    (estate / "program.py").write_text(program)
    return run(estate, "pact", "record", "--consumer", "dashboard", *options, "--", sys.executable, "program.py")


def pact(estate: Path) -> dict[str, Any]:
    (file,) = (estate / "catalog/pacts/dashboard").glob("*.json")
    tree: dict[str, Any] = json.loads(file.read_bytes())
    return tree


def by_operation(estate: Path) -> dict[str, dict[str, Any]]:
    return {one["description"].partition(":")[0]: one for one in pact(estate)["interactions"]}


def test_the_pact_has_the_fields_that_the_client_read(estate: Path) -> None:
    done = record(estate, READS)
    assert done.exit_code == 0, done.output
    assert "invoicing: 3 with the fields that the client read" in done.output
    found = by_operation(estate)
    assert found["listInvoices"]["response"]["body"]["content"] == {"items": [{"id": "invoice_1"}]}
    body = found["getInvoice"]["response"]["body"]["content"]
    assert body == {"total": "10.00", "due": "2026-01-31", "status": "open", "lines": [{"amount": "10.00"}]}
    assert found["getInvoice"]["comments"] == {"text": ["recorded: the fields that the client read"]}
    entry = (estate / "catalog/consumers/dashboard.yaml").read_text()
    assert "pacts:" in entry


def test_matchers_are_by_type_and_format_and_a_listed_value_is_what_was_seen(estate: Path) -> None:
    record(estate, READS)
    rules = by_operation(estate)["getInvoice"]["response"]["matchingRules"]["body"]
    assert rules["$.total"]["matchers"] == [{"match": "type"}]
    assert rules["$.due"]["matchers"][0]["regex"].startswith("^")
    assert "$.status" not in rules
    assert rules["$.lines"]["matchers"] == [{"match": "type", "min": 1}]


def test_a_second_run_makes_the_same_bytes(estate: Path) -> None:
    record(estate, READS)
    before = texts(estate)
    done = record(estate, READS, "--replace")
    assert "nothing is new" in done.output
    assert texts(estate) == before


def test_of_any_other_client_all_fields_count_and_that_is_said(estate: Path) -> None:
    done = record(estate, PLAIN)
    assert done.exit_code == 0, done.output
    assert "1 with all fields that came, for nobody knows which were read" in done.output
    (one,) = pact(estate)["interactions"]
    assert {"id", "total", "status", "lines", "due"} <= one["response"]["body"]["content"].keys()
    assert one["comments"] == {"text": ["recorded: all fields that came: nobody knows which were read"]}


def test_secrets_never_land(estate: Path) -> None:
    record(estate, PLAIN)
    assert not any(b"s3cr3t" in data for data in texts(estate).values())
    assert pact(estate)["interactions"][0]["request"]["headers"] == {"Authorization": ["Bearer made-up-in-tests"]}


def test_a_call_is_in_the_provider_states_that_the_program_had_set_up(estate: Path) -> None:
    (estate / "mocks/invoicing").mkdir(parents=True)
    (estate / "mocks/invoicing/mock.yaml").write_text(MOCK)
    done = record(estate, STATES)
    assert done.exit_code == 0, done.output
    found = {one["description"]: one for one in pact(estate)["interactions"]}
    known = [{"name": "invoice i-9 is open"}, {"name": "the key {token} is known", "params": {"token": INSTEAD}}]
    got = [one for name, one in found.items() if name.startswith("getInvoice")]
    assert [[{**state} for state in one["providerStates"]] for one in got] == [known, known]
    (listed,) = [one for name, one in found.items() if name.startswith("listInvoices")]
    assert "providerStates" not in listed
    assert "s3cr3t" not in json.dumps(found)


def test_a_program_that_fails_leaves_nothing(estate: Path) -> None:
    before = texts(estate)
    done = record(estate, READS + "raise SystemExit(3)\n")
    assert done.exit_code == 1
    assert "ended with 3: nothing is written" in done.output
    assert texts(estate) == before


def test_a_program_that_calls_nothing_is_told_where_to_call(estate: Path) -> None:
    done = record(estate, "pass\n")
    assert done.exit_code == 1
    assert "GOVKIT_SERVER_" in done.output


def test_a_pact_that_is_there_stays(estate: Path) -> None:
    record(estate, PLAIN)
    before = texts(estate)
    done = record(estate, READS)
    assert "which stays; --replace" in done.output
    assert texts(estate) == before
    record(estate, READS, "--replace")
    assert set(by_operation(estate)) == {"listInvoices", "getInvoice", "createInvoice"}


def test_it_may_be_written_elsewhere_or_only_shown(estate: Path) -> None:
    before = texts(estate)
    assert record(estate, PLAIN, "--dry-run").exit_code == 0
    assert record(estate, PLAIN, "--to", "pacts").exit_code == 0
    assert texts(estate) == before
    assert json.loads((estate / "pacts/dashboard-invoicing.json").read_bytes())["consumer"] == {"name": "dashboard"}


def test_mistakes_are_said_with_a_hint(estate: Path) -> None:
    done = run(estate, "pact", "record", "--consumer", "dashbord", "--", "true")
    assert (done.exit_code, "did you mean `dashboard`?" in done.output) == (2, True)
    done = run(estate, "pact", "record", "--consumer", "dashboard", "--", "no-such-program")
    assert (done.exit_code, "no-such-program cannot be started" in done.output) == (2, True)
