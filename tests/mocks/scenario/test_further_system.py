"""A further system is taken on by entries, a mapping and a file of records, without a line of code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from govkit.catalog.entries import load
from govkit.errors import InputError
from govkit.gate.scenarios import Telling
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.store import Clock
from govkit.mocks.system import System
from govkit.spec.documents import FolderFiles, Library
from govkit.spec.openapi import Contract
from tests.mocks.scenario.telling import ESTATE

DESCRIPTION = """\
openapi: 3.1.0
info: {title: Field service, version: 1.0.0}
paths:
  /sites:
    get:
      operationId: listSites
      responses:
        '200':
          description: All sites.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Site'}}
  /sites/{siteNo}:
    get:
      operationId: getSite
      parameters: [{name: siteNo, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A site.
          content: {application/json: {schema: {$ref: '#/components/schemas/Site'}}}
        '404': {description: There is none.}
components:
  schemas:
    Site:
      type: object
      required: [siteNo, owner, town, sold_cents, currency]
      properties:
        siteNo: {type: string, pattern: '^S[0-9]{6}$'}
        owner: {type: string}
        belongs_to: {type: string}
        town: {type: string}
        area: {type: string, enum: [EUROPE, AMERICA, ASIA]}
        sold_cents: {type: integer}
        currency: {type: string}
"""
MAPPING = """\
apiVersion: govkit/v1
kind: Mapping
metadata: {name: field-service-customer}
spec:
  owner: team:support-platform
  entity: customer
  api: field-service@1.0.0
  schema: Site
  direction: in
  identity: {id: siteNo}
  fields:
    legalName: owner
    parentCustomerId: {ref: customer, from: belongs_to}
    billingAddress/city: town
    region: {map: {EUROPE: eu, AMERICA: us, ASIA: apac}, from: area}
    currency: currency
    arr: {with: money_from_minor_units, from: [sold_cents, currency]}
"""
RECORDS = """\
apiVersion: govkit/v1
kind: Records
metadata: {name: field-service}
spec:
  apis:
    - api: field-service@1.0.0
      collections:
        /sites:
          - over: customer
            mapping: field-service-customer
            fields: {siteNo: = key($self)}
"""


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """An estate that has taken on one more system."""
    for part in ("catalog", "mocks"):
        shutil.copytree(ESTATE / part, tmp_path / part)
    (tmp_path / "specs/field-service/1.0.0").mkdir(parents=True)
    (tmp_path / "specs/field-service/1.0.0/openapi.yaml").write_text(DESCRIPTION)
    system = yaml.safe_load((ESTATE / "catalog/systems/support.yaml").read_text())
    system["metadata"] = {"name": "field-service"}
    (tmp_path / "catalog/systems/field-service.yaml").write_text(yaml.safe_dump(system))
    api = yaml.safe_load((ESTATE / "catalog/apis/support.yaml").read_text())
    api["metadata"] = {"name": "field-service"}
    api["spec"] |= {"system": "field-service"}
    path = "specs/field-service/1.0.0/openapi.yaml"
    api["spec"]["versions"] = [{"version": "1.0.0", "definition": path, "lifecycle": "draft"}]
    (tmp_path / "catalog/apis/field-service.yaml").write_text(yaml.safe_dump(api, default_flow_style=False))
    (tmp_path / "catalog/mappings/field-service-customer.yaml").write_text(MAPPING)
    (tmp_path / "mocks/field-service").mkdir()
    (tmp_path / "mocks/field-service/records.yaml").write_text(RECORDS)
    scenario = tmp_path / "mocks/scenario.yaml"
    text = scenario.read_text()
    known = "        support: {organization: 'org-{20001 + $n}'}\n"
    assert known in text
    scenario.write_text(text.replace(known, known + "        field-service: {site: 'S{padded(20001 + $n, 6)}'}\n"))
    return tmp_path


def _served(top: Path) -> Behaviour:
    files = FolderFiles(top, shown_from=top)
    library = Library(files)
    contract = Contract(library, library.open("specs/field-service/1.0.0/openapi.yaml"), "field-service")
    behaviour = Behaviour(System("field-service", contract), Clock())
    behaviour.records.beginnings = Telling(load(files), "mocks").rows("field-service", contract)
    return behaviour


def test_a_further_system_has_the_same_customers(top: Path) -> None:
    behaviour = _served(top)
    resource = behaviour.resources.by_path["/sites"]
    records = [record.value for record in behaviour.table(resource)]
    assert [refusals for one in records if (refusals := resource.item.refusals(one))] == []
    (castellan,) = [one for one in records if one["owner"] == "Castellan Logistics Inc."]
    assert castellan | {"siteNo": ""} == {
        "siteNo": "", "owner": "Castellan Logistics Inc.", "town": "Austin", "area": "AMERICA", "sold_cents": 3_000_000,
        "currency": "USD",
    }  # fmt: skip
    numbers = {one["siteNo"] for one in records}
    below = [one["belongs_to"] for one in records if "belongs_to" in one]
    assert len(records) == len(numbers) == 45
    assert below
    assert set(below) <= numbers


MISTAKES = [
    ("mocks/field-service/records.yaml", "over: customer", "over: custommer", "there is no kind of facts `custommer`"),
    ("mocks/field-service/records.yaml", "mapping: field", "mapping: fild", "there is no mapping `fild"),
    ("mocks/field-service/records.yaml", "/sites:", "/places:", "field-service@1.0.0 has no path /places"),
    ("mocks/field-service/records.yaml", "= key($self)", "= kee($self)", "there is no function `kee`"),
    ("mocks/field-service/records.yaml", "fields: {siteNo", "feelds: {siteNo", "there is no `feelds`"),
    ("mocks/scenario.yaml", "  records: 40", "  records: many", "must be a whole number"),
    ("mocks/scenario.yaml", "contract: $n", "contrakt: $n", "there is no kind of facts `contrakt`"),
    ("mocks/scenario.yaml", "kind: Scenario", "kind: Scenery", "there is no kind `Scenery`"),
    ("mocks/scenario.yaml", "= draw(22, 98)", "= draw(22, )", "is no value"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "told"), MISTAKES, ids=[one[3] for one in MISTAKES])
def test_a_mistake_is_told_with_its_place(top: Path, file: str, right: str, wrong: str, told: str) -> None:
    path = top / file
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong, 1))
    with pytest.raises(InputError) as refused:
        _served(top)
    assert told in refused.value.message
    assert refused.value.place is not None
    assert refused.value.place.file == file
    line = text[: text.index(right)].count("\n") + 1
    assert refused.value.place.line is not None
    assert abs(refused.value.place.line - line) <= 1


def test_without_a_scenario_nothing_is_told(top: Path) -> None:
    (top / "mocks/scenario.yaml").unlink()
    assert json.dumps([one.value for one in _served(top).table(_served(top).resources.by_path["/sites"])])
    assert dict(_served(top).records.beginnings) == {}
