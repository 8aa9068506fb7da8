"""Records go through a mapping to the digit; what has no place is told with its record, and nothing else is lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests import commands
from tests.e2e.test_estate_gate import OTHERS, World
from tests.e2e.test_mapping_gate import API, CRM, CUSTOMER, ENTITY, MAPPING, SPEC, SUBSCRIPTION

RECORD = {
    "id": "sub_1",
    "customer_id": "cus_1",
    "status": "active",
    "total": 1234,
    "currency": "EUR",
    "started_at": "2026-01-01T00:30:00+01:00",
    "contact": {"email": "a@example.com", "phone": None},
    "lines": [{"sku": "a", "quantity": 2}, {"sku": "b", "quantity": 1}],
    "internal": "x",
}
MADE = {
    "id": "billing:subscription:sub_1",
    "externalIds": [{"system": "billing", "type": "subscription", "id": "sub_1"}],
    "customerId": "billing:subscription:cus_1",
    "status": "live",
    "total": {"amount": "12.34", "currency": "EUR"},
    "startDate": "2025-12-31",
    "contact": {"email": "a@example.com"},
    "lines": [{"code": "a", "quantity": 2}, {"code": "b", "quantity": 1}],
}


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    made = World(tmp_path / "estate")
    made.write(
        {
            **OTHERS,
            "catalog/apis/billing.yaml": API,
            "catalog/systems/crm.yaml": CRM,
            "catalog/entities/subscription.yaml": SUBSCRIPTION,
            "catalog/entities/customer.yaml": CUSTOMER,
            "catalog/entities/subscription/1.0.0.schema.json": ENTITY,
            "catalog/mappings/billing-subscription.yaml": MAPPING,
            "specs/billing/1.0.0.yaml": SPEC,
        }
    )
    return made.top


def govkit(estate: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    done = commands.govkit(*arguments, cwd=estate, stdin=given.encode())
    made = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in made.stderr, made.stderr
    return made


@pytest.mark.parametrize(
    "text",
    [json.dumps(RECORD), json.dumps([RECORD], indent=1), f"\ufeff{json.dumps(RECORD)}\n\n"],
    ids=["object", "array", "marked"],
)
def test_records_come_as_an_array_as_lines_or_alone(estate: Path, text: str) -> None:
    (estate / "records.json").write_text(text, encoding="utf-8")
    done = govkit(estate, "map", "billing-subscription", "records.json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == MADE


def test_lines_are_mapped_one_by_one(estate: Path) -> None:
    done = govkit(estate, "map", "billing-subscription", given="\n".join([json.dumps(RECORD)] * 3))
    assert [json.loads(line) for line in done.stdout.splitlines()] == [MADE] * 3


def test_a_value_without_a_place_is_told_and_the_rest_is_written(estate: Path) -> None:
    odd = json.dumps({**RECORD, "status": "paused", "total": 12.5})
    done = govkit(estate, "map", "billing-subscription", given=f"{json.dumps(RECORD)}\n{odd}")
    assert done.returncode == 1
    made = json.loads(done.stdout.splitlines()[1])
    assert made == {name: value for name, value in MADE.items() if name not in ("status", "total")}
    assert '<stdin>:2:1: status: "paused" has no value in the map' in done.stderr
    assert "<stdin>:2:1: total: 12.5 is no whole number of minor units" in done.stderr
    assert "2 values have no place" in done.stderr


def test_the_way_back_makes_what_the_api_takes(estate: Path) -> None:
    done = govkit(estate, "map", "billing-subscription", "--back", given=json.dumps({**MADE, "note": "n"}))
    assert json.loads(done.stdout) == {"status": "active", "note": "n"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "<stdin>:1:2: this is not JSON"),
        ("[1]", "<stdin>:1:2: a record is a JSON object"),
        ("3", "these are no records"),
        ('{"a": 1}\n{"b": }', "<stdin>:2:7: this is not JSON"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": ' + "[" * 3000, "nests deeper"),
    ],
)
def test_what_is_no_record_is_told_with_its_place(estate: Path, text: str, said: str) -> None:
    done = govkit(estate, "map", "billing-subscription", given=text)
    assert done.returncode == 2
    assert said in done.stderr


def test_what_there_is_not_is_guessed(estate: Path) -> None:
    done = govkit(estate, "map", "billing-subscriptoin", given="{}")
    assert done.returncode == 2
    assert "did you mean `billing-subscription`?" in done.stderr
    assert govkit(estate, "map", "billing-subscription", "none.json").returncode == 2
    assert not govkit(estate, "map", "billing-subscription", given="").stdout


def test_a_function_is_explained(estate: Path) -> None:
    done = govkit(estate, "explain", "money_from_minor_units")
    assert '120000, "EUR" → {"amount": "1200.00", "currency": "EUR"}' in done.stdout
