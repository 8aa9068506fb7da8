"""`govkit match` as people meet it: an estate with three systems and their files, decisions, and wrong input."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from govkit.reports.tables.json import schema
from tests import commands

ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec:\n{2}"
ENTITY = """\
  owner: data
  businessOwner: data
  record: crm
  versions: [{version: 1.0.0, definition: catalog/entities/customer.schema.json}]
  identifiers: [{system: crm, type: company}, {system: erp, type: customer-number}, {system: billing, type: customer}]
  match:
    keys: [[taxIds/*/value]]
    similar:
      - {fields: [legalName, name], as: name, weight: 4}
      - {fields: [billingAddress], as: address, weight: 3}
      - {fields: [parentCustomerId], as: code}
"""
SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "externalIds": {"type": "array", "items": {"type": "object"}},
        "name": {"type": "string"},
        "legalName": {"type": "string"},
        "parentCustomerId": {"type": "string"},
        "status": {"enum": ["active", "churned"]},
        "billingAddress": {"type": "object"},
        "taxIds": {"type": "array", "items": {"type": "object", "properties": {"value": {"type": "string"}}}},
    },
}
API = """\
  system: {0}
  owner: data
  businessOwner: data
  audience: internal
  versions:
  - {{version: 1.0.0, definition: specs/{0}.yaml, lifecycle: active, released: 2026-01-01}}
  - {{version: 2.0.0, definition: specs/{0}.yaml, lifecycle: active, released: 2026-02-01}}
  - {{version: 3.0.0, definition: specs/{0}.yaml, lifecycle: draft}}
"""
MAPPING = """\
  owner: data
  entity: customer
  api: {0}
  schema: Customer
  direction: in
  identity: {{id: id}}
  fields:
    legalName: {1}
    parentCustomerId: {{ref: customer, from: parent}}
    status: {{map: {{live: active, gone: churned}}}}
    billingAddress: {{in: address, fields: {{lines: {{list: [street]}}, city: city, country: country}}}}
    taxIds: {{list: [{{fields: {{value: vat}}}}]}}
    externalIds: {{list: [{{fields: {{system: {{value: crm}}, type: {{value: company}}, id: crm_id}}}}]}}
"""
STREET = {"street": "Wasserweg 4", "city": "Berlin", "country": "DE"}
CRM = [
    {"id": "co_1", "title": "Brightwater Utilities GmbH", "vat": "DE129273398", "address": STREET},
    {"id": "co_2", "title": "Pemba Foods Pte. Ltd.", "address": {"street": "1 Raffles Place", "country": "SG"}},
    {"id": "co_3", "title": "Castellan Logistics Inc.", "vat": "US123456789", "parent": "co_1"},
    {"id": "co_4", "title": "Castellan Logistics", "vat": "US-12-3456789"},
    {"id": "co_5", "title": "Nobody Else Ltd.", "status": "asleep"},
]
ERP = [
    {"id": "C-1", "title": "BRIGHTWATER UTILITIES", "vat": "DE 129 273 398"},
    {"id": "C-2", "title": "Pemba Food Pte Ltd", "address": {"street": "1 Raffles Pl", "country": "SG"}},
    {"id": "C-3", "title": "Castellan Logistics Incorporated", "vat": "US123456789"},
]
BILLING = [{"id": "cus_1", "title": "BWU", "crm_id": "co_1"}, {"id": "cus_9", "title": "Other", "crm_id": "n/a"}]


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    files = {
        "teams/data": (
            "Team",
            "data",
            "  contacts: [{email: d@example.com}]\n  members: [{name: A, email: a@example.com}]\n",
        ),
        "domains/data": ("Domain", "data", "  owner: data\n"),
        "entities/customer": ("Entity", "customer", ENTITY),
        "entities/invoice": ("Entity", "invoice", ENTITY.partition("  match:")[0]),
    }
    for system in ("crm", "erp", "billing", "desk"):
        files[f"systems/{system}"] = ("System", system, "  {domain: data, owner: data, businessOwner: data}\n")
        files[f"apis/{system}"] = ("API", system, API.format(system))
    for name, api, field in (
        ("crm-1", "crm@1.0.0", "old_title"),
        ("crm-2", "crm@2.0.0", "title"),
        ("crm-3", "crm@3.0.0", "new_title"),
        ("erp-one", "erp@2.0.0", "title"),
        ("billing-a", "billing@2.0.0", "title"),
        ("billing-b", "billing@2.0.0", "name"),
    ):
        files[f"mappings/{name}"] = ("Mapping", name, MAPPING.format(api, field))
    files["mappings/desk"] = (
        "Mapping",
        "desk",
        MAPPING.format("desk@2.0.0", "title").replace("  identity: {id: id}\n", ""),
    )
    for path, entry in files.items():
        file = tmp_path / "catalog" / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ENTRY.format(*entry))
    (tmp_path / "catalog/entities/customer.schema.json").write_text(json.dumps(SCHEMA))
    for system in ("crm", "erp", "billing", "desk"):
        (tmp_path / "specs").mkdir(exist_ok=True)
        (tmp_path / f"specs/{system}.yaml").write_text(
            f"openapi: 3.1.0\ninfo: {{title: {system}, version: 2.0.0}}\npaths: {{}}\n"
        )
    (tmp_path / "crm.json").write_text(json.dumps(CRM, indent=1))
    (tmp_path / "erp.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in ERP))
    (tmp_path / "billing.json").write_text(json.dumps(BILLING))
    return tmp_path


def run(estate: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = commands.govkit("match", *arguments, cwd=estate, env={"COLUMNS": "80"})
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def answer(estate: Path, *arguments: str) -> dict[str, Any]:
    done = run(estate, *arguments, "--format", "json", "--fail-on", "never")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(found: dict[str, Any], table: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = next(one["rows"] for one in found["tables"] if one["name"] == table)
    return listed


THREE = ("customer", "crm=crm.json", "erp=erp.jsonl", "billing-a=billing.json")


def test_records_are_linked_proposed_contested_or_alone(estate: Path) -> None:
    found = answer(estate, *THREE)
    Draft202012Validator(schema()).validate(found)
    assert found["command"] == "match"
    assert [(row["crm"], row["erp"], row["billing"], row["linkedBy"]) for row in rows(found, "linked")] == [
        (["co_1"], ["C-1"], ["cus_1"], ["identifiers", "taxIds/*/value"])
    ]
    assert ("crm:co_2", "erp:C-2") in [(row["left"], row["right"]) for row in rows(found, "proposals")]
    assert [row["records"] for row in rows(found, "conflicts")] == [["crm:co_3", "crm:co_4", "erp:C-3"]]
    assert [row["record"] for row in rows(found, "alone")] == ["billing:cus_9", "crm:co_5"]
    said = [row for row in rows(found, "evidence") if row["number"] == 1]
    assert {row["speaks"] for row in said} <= {"for", "against", "neither"}
    assert all(row["left"] is not None or row["right"] is not None for row in said)


def test_what_contradicts_is_an_error_and_what_is_not_mapped_a_warning(estate: Path) -> None:
    done = run(estate, *THREE, "--format", "json")
    assert done.returncode == 1
    found = {one["rule"]: one for one in json.loads(done.stdout)["findings"]}
    assert found["identity-conflict"]["message"].startswith("crm:co_3, crm:co_4, erp:C-3: taxIds/*/value us123456789:")
    assert found["identity-conflict"]["new"]["file"] == "crm.json"
    assert found["record-not-mapped"]["message"] == "`status` has no place for 'asleep': it has no value in the map"
    assert found["record-not-mapped"]["new"]["line"] == json.dumps(CRM, indent=1).partition('"co_5"')[0].count("\n")
    assert run(estate, "customer", "erp=erp.jsonl").returncode == 0


def test_a_field_that_is_a_reference_is_told_to_be_of_no_use(estate: Path) -> None:
    notes = answer(estate, *THREE)["notes"]
    assert sum("fills `parentCustomerId` with an identifier of its own system" in note for note in notes) == 3


def test_neither_the_order_of_the_files_nor_of_the_records_matters(estate: Path) -> None:
    before = answer(estate, "customer", "crm=crm.json", "erp=erp.jsonl")
    shuffled = [*ERP]
    random.Random(3).shuffle(shuffled)
    (estate / "erp.jsonl").write_text(json.dumps(shuffled))
    after = answer(estate, "customer", "erp=erp.jsonl", "crm=crm.json")
    for table in ("linked", "proposals", "evidence", "conflicts"):
        assert rows(after, table) == rows(before, table)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_people_read_it_in_every_form(estate: Path, form: str) -> None:
    done = run(estate, *THREE, "--format", form)
    assert done.returncode == 1
    for word in ("Which records are one customer", "cus_1", "Pemba Food Pte Ltd", "1 Raffles Pl", "identity-conflict"):
        assert word in done.stdout


def test_questions_are_asked_answered_and_heard(estate: Path) -> None:
    file = estate / "identity" / "customer.yaml"
    first = answer(estate, *THREE, "--decisions", "identity/customer.yaml", "--ask")
    assert any(note.endswith("questions were added to identity/customer.yaml") for note in first["notes"])
    asked = file.read_text()
    assert asked.count("decision: open") == len(rows(first, "proposals"))
    assert "records: [crm:co_2, erp:C-2]" in asked
    again = answer(estate, *THREE, "--decisions", "identity/customer.yaml", "--ask")
    assert file.read_text() == asked, "what was asked is not asked again"
    assert rows(again, "proposals") == rows(first, "proposals")
    lines = asked.split("\n")
    at = lines.index("  - records: [crm:co_2, erp:C-2]")
    lines[at + 1] = "    decision: same  # their invoice says so"
    lines += [
        "  - {records: [crm:co_3, crm:co_4], decision: different}",
        "  - {records: [crm:co_3, erp:C-3], decision: same}",
    ]
    file.write_text("\n".join(line for line in lines if line))
    heard = answer(estate, *THREE, "--decisions", "identity/customer.yaml")
    assert [(row["crm"], row["erp"]) for row in rows(heard, "linked")][1:] == [(["co_2"], ["C-2"]), (["co_3"], ["C-3"])]
    assert not rows(heard, "conflicts")
    assert not [row for row in rows(heard, "proposals") if {row["left"], row["right"]} == {"crm:co_3", "crm:co_4"}]
    assert "# their invoice says so" in file.read_text()


def test_decisions_about_records_that_are_gone_are_told(estate: Path) -> None:
    (estate / "d.yaml").write_text("entity: customer\ndecisions:\n- {records: [crm:co_77, desk:1], decision: same}\n")
    notes = answer(estate, "customer", "crm=crm.json", "--decisions", "d.yaml")["notes"]
    assert "1 records of which something is decided are not in the files: crm:co_77" in notes


def test_the_newest_active_version_reads_unless_another_is_named(estate: Path) -> None:
    (estate / "old.json").write_text('[{"id": "1", "old_title": "Old", "new_title": "New", "title": "Now"}]')
    for name, label in (("crm", "Now"), ("crm@1", "Old"), ("crm@1.0.0", "Old"), ("crm@3.0.0", "New"), ("crm-3", "New")):
        assert [row["label"] for row in rows(answer(estate, "customer", f"{name}=old.json"), "alone")] == [label]


def test_a_record_that_stands_twice_is_taken_once(estate: Path) -> None:
    (estate / "crm.json").write_text(json.dumps([*CRM, CRM[0]]))
    found = answer(estate, "customer", "crm=crm.json")
    assert found["figures"][0]["value"] == len(CRM)
    assert "1 records stand in the files more than once, and were taken once" in found["notes"]


WRONG: dict[str, tuple[str, ...]] = {
    "there is no entity 'costumer'|did you mean `customer`?": ("costumer", "crm=crm.json"),
    "catalog/entities/invoice.yaml:4:1: the entity invoice does not say how": ("invoice", "crm=crm.json"),
    "'crm.json' names no system and file": ("customer", "crm.json"),
    "'crm=' names no system and file": ("customer", "crm="),
    "there is no system 'crn'|did you mean `crm`?": ("customer", "crn=crm.json"),
    "no mapping makes a customer of what crm@9 sends|there are mappings of 1.0.0, 2.0.0, 3.0.0": (
        "customer",
        "crm@9=crm.json",
    ),
    "2 mappings make a customer of what billing sends: billing-a, billing-b|`billing-a=FILE`": (
        "customer",
        "billing=billing.json",
    ),
    "catalog/mappings/desk.yaml:4:1: the mapping desk does not say which identifier": ("customer", "desk=crm.json"),
    "gone.json: the records cannot be read: No such file or directory": ("customer", "crm=gone.json"),
    "catalog: the records cannot be read: Is a directory": ("customer", "crm=catalog"),
    "broken.jsonl:2:8: this is not JSON": ("customer", "crm=broken.jsonl"),
    "nameless.json:3:1: the record has no `id`, which says which object it is|crm-2 reads the file": (
        "customer",
        "crm=nameless.json",
    ),
    "twice.jsonl:2:1: crm:1 stands here again, and says something else|first at twice.jsonl:1:1": (
        "customer",
        "crm=twice.jsonl",
    ),
    "there is no file gone.yaml|`--ask` begins one": ("customer", "crm=crm.json", "--decisions", "gone.yaml"),
    "`--ask` continues a file of decisions": ("customer", "crm=crm.json", "--ask"),
    "wrong.yaml:3:29: a decision is `same`, `different` or `open`|did you mean `same`?": (
        "customer",
        "crm=crm.json",
        "--decisions",
        "wrong.yaml",
    ),
    "questions cannot be added at the end of flow.yaml|must be the last key": (
        *THREE,
        "--decisions",
        "flow.yaml",
        "--ask",
    ),
    "101 is not in the range": ("customer", "crm=crm.json", "--threshold", "101"),
    "Missing argument": ("customer",),
}


@pytest.mark.parametrize(("said", "arguments"), WRONG.items(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place(estate: Path, said: str, arguments: tuple[str, ...]) -> None:
    (estate / "broken.jsonl").write_text('{"id": "1"}\n{"id": \n')
    (estate / "nameless.json").write_text('[{"id": "1"},\n{"id": 2},\n{"name": "A"}]')
    (estate / "twice.jsonl").write_text('{"id": "1", "title": "A"}\n{"id": "1", "title": "B"}\n')
    (estate / "wrong.yaml").write_text("entity: customer\ndecisions:\n- {records: [crm:1, erp:1], decision: Same}\n")
    (estate / "flow.yaml").write_text("{entity: customer, decisions: [{records: [crm:1, erp:1], decision: same}]}\n")
    done = run(estate, *arguments)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert not done.stdout
    for part in said.split("|"):
        assert part in done.stderr
    assert (estate / "flow.yaml").read_text().endswith("]}\n"), "nothing was written"


def test_without_the_extra_it_says_how_to_install_it(estate: Path) -> None:
    blocked = estate / "blocked" / "rapidfuzz"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not installed')\n")
    paths = os.pathsep.join([str(blocked.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "govkit", "match", "customer", "crm=crm.json"],
        cwd=estate,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "error: comparing what is similar needs the extra `reconcile`\nhint: pip install 'govkit[reconcile]'\n"
    )
    entity = estate / "catalog/entities/customer.yaml"
    entity.write_text(entity.read_text().partition("    similar:")[0])
    done = subprocess.run(
        [sys.executable, "-m", "govkit", "match", "customer", "crm=crm.json", "erp=erp.jsonl", "--fail-on", "never"],
        cwd=estate,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, "keys are compared without it"
    assert "co_1" in done.stdout
