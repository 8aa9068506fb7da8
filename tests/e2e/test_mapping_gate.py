"""A change of a contract names the mappings and the canonical fields that it hits, with a record, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.gate import Options, check
from tests.e2e.test_estate_gate import OTHERS, World

SPEC = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths:
  /subscriptions/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getSubscription
      responses:
        '200':
          description: it
          content: {application/json: {schema: {$ref: '#/components/schemas/Subscription'}}}
    put:
      operationId: putSubscription
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/SubscriptionPut'}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Subscription:
      type: object
      required: [id, customer_id, status, total, currency, started_at, lines]
      properties:
        id: {type: string, minLength: 1, maxLength: 40}
        customer_id: {type: string, minLength: 1, maxLength: 40}
        status: {$ref: '#/components/schemas/Status'}
        total: {type: integer, minimum: 0, maximum: 99999999}
        currency: {type: string, enum: [EUR, USD]}
        started_at: {type: string, format: date-time}
        note: {type: string, minLength: 1, maxLength: 100}
        contact: {$ref: '#/components/schemas/Contact'}
        lines: {type: array, maxItems: 50, items: {$ref: '#/components/schemas/Line'}}
        internal: {type: string}
    Status: {type: string, enum: [trialing, active, ended]}
    Contact:
      type: object
      required: [email]
      properties:
        email: {type: string, format: email, maxLength: 100}
        phone: {type: [string, 'null'], minLength: 3, maxLength: 20}
    Line:
      type: object
      required: [sku, quantity]
      properties:
        sku: {type: string, minLength: 1, maxLength: 30}
        quantity: {type: integer, minimum: 1, maximum: 9999}
    SubscriptionPut:
      type: object
      required: [status]
      properties:
        status: {type: string, enum: [trialing, active, ended]}
        note: {type: string, maxLength: 200}
"""

ENTITY = """\
{"type": "object", "additionalProperties": false,
 "required": ["id", "externalIds", "customerId", "status", "total", "startDate"],
 "properties": {
  "id": {"type": "string"}, "externalIds": {"type": "array"},
  "customerId": {"type": "string", "minLength": 1, "maxLength": 128},
  "status": {"enum": ["trial", "live", "over"]},
  "total": {"type": "object", "additionalProperties": false, "required": ["amount", "currency"], "properties": {
    "amount": {"type": "string", "pattern": "^[0-9]{1,6}[.][0-9]{2}$"}, "currency": {"enum": ["EUR", "USD"]}}},
  "startDate": {"type": "string", "format": "date"},
  "note": {"type": "string", "minLength": 1, "maxLength": 100},
  "contact": {"type": "object", "additionalProperties": false, "required": ["email"], "properties": {
    "email": {"type": "string", "format": "email"}, "phone": {"type": "string", "maxLength": 20}}},
  "lines": {"type": "array", "maxItems": 50, "items": {"type": "object", "required": ["code", "quantity"],
    "properties": {"code": {"type": "string", "maxLength": 30}, "quantity": {"type": "integer", "maximum": 9999}}}}}}
"""

MAPPING = """\
apiVersion: govkit/v1
kind: Mapping
metadata: {name: billing-subscription}
spec:
  owner: revenue
  entity: subscription
  api: billing@1.0.0
  schema: Subscription
  identity: {id: id}
  fields:
    customerId: {ref: customer, from: customer_id}
    status: {map: {trialing: trial, active: live, ended: over}}
    total: {with: money_from_minor_units, from: [total, currency]}
    startDate: {with: date_from_instant, from: started_at}
    note: note
    contact: {in: contact, fields: {email: email, phone: phone}}
    lines: {each: lines, fields: {code: sku, quantity: quantity}}
  unmapped: {internal: Of no use outside.}
  write:
    schema: SubscriptionPut
    fields:
      status: {map: {trial: trialing, live: active, over: ended}}
      note: note
"""

API = """\
apiVersion: govkit/v1
kind: API
metadata: {name: billing}
spec:
  system: billing
  owner: revenue
  businessOwner: finance
  audience: internal
  versions:
  - {version: 1.0.0, definition: specs/billing/1.0.0.yaml}
"""

SUBSCRIPTION = """\
apiVersion: govkit/v1
kind: Entity
metadata: {name: subscription}
spec:
  owner: revenue
  businessOwner: finance
  record: crm
  versions: [{version: 1.0.0, definition: catalog/entities/subscription/1.0.0.schema.json}]
  identifiers: [{system: billing, type: subscription}, {system: crm, type: contract}]
"""

CUSTOMER = SUBSCRIPTION.replace("{name: subscription}", "{name: customer}")
CRM = """\
apiVersion: govkit/v1
kind: System
metadata: {name: crm}
spec: {domain: money, owner: revenue, businessOwner: finance}
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
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
    made.commit()
    monkeypatch.chdir(made.top)
    return made


def hits(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(one["rule"], one["subject"]["path"]) for one in findings if one["rule"].startswith("mapping-")}


CHANGES = yaml.load(Path(__file__).with_name("mapping_changes.yaml").read_bytes(), Loader=yaml.CSafeLoader)
"""Changes as data, with what they must hit: written before the code that finds it."""


@pytest.mark.requirement("M2")
@pytest.mark.parametrize("change", CHANGES, ids=[f"{one['old'][:30]}→{one['new'][:30]}" for one in CHANGES])
def test_a_change_hits_the_fields_that_it_hits_and_no_other(world: World, change: dict[str, Any]) -> None:
    world.edit("specs/billing/1.0.0.yaml", change["old"], change["new"])
    findings = check("HEAD", None, Options()).findings
    assert {one.subject.path: one.rule for one in findings if one.rule.startswith("mapping-")} == change["hits"]
    for one in findings:
        if one.rule in ("mapping-enum-not-total", "mapping-value-not-held", "mapping-argument-refused"):
            assert one.witness is not None
            assert one.witness.part in ("record", "canonical record")


def test_nothing_is_found_where_nothing_changed(world: World) -> None:
    code, report, error = world.govkit("validate")
    assert not hits(report["findings"]), error
    assert code == 0
    assert not world.check()[1]


def test_the_comparison_names_the_mapping_too(world: World) -> None:
    world.edit(
        "specs/billing/1.0.0.yaml",
        "enum: [trialing, active, ended]}\n    Contact",
        "enum: [trialing, active, paused, ended]}\n    Contact",
    )
    code, findings = world.check()
    assert code == 1
    (widened,) = [one for one in findings if one["rule"] == "response-property-enum-value-added"]
    assert widened["severity"] == "error"
    assert [(one["kind"], one["name"]) for one in widened["affects"]] == [("mapping", "billing-subscription")]
    assert "status" in widened["affects"][0]["how"]


def test_a_change_of_the_entity_is_held_against_the_apis(world: World) -> None:
    world.edit("catalog/entities/subscription/1.0.0.schema.json", '"maxLength": 100', '"maxLength": 90')
    _, findings = world.check()
    assert hits(findings) == {("mapping-value-not-held", "/note")}
    (own,) = [one for one in findings if one["subject"]["api"] == "entity:subscription" and one["severity"] == "error"]
    assert own["rule"] == "request-property-max-length-decreased"


def test_a_change_of_the_mapping_is_held_against_both(world: World) -> None:
    world.edit("catalog/mappings/billing-subscription.yaml", "ended: over}}", "finished: over}}")
    _, findings = world.check()
    assert hits(findings) == {("mapping-enum-not-total", "/status"), ("mapping-map-value-never-sent", "/status")}


def test_a_version_that_takes_the_place_of_another_is_held_against_its_mappings(world: World) -> None:
    world.release()
    world.write({"specs/billing/1.1.0.yaml": world.read("specs/billing/1.0.0.yaml").replace("1.0.0", "1.1.0")})
    world.edit(
        "catalog/apis/billing.yaml",
        "  versions:\n",
        "  versions:\n  - {version: 1.1.0, definition: specs/billing/1.1.0.yaml}\n",
    )
    assert not hits(world.check()[1])
    world.edit(
        "specs/billing/1.1.0.yaml", "    Status: {type: string, enum: [", "    Status: {type: string, enum: [paused, "
    )
    code, findings = world.check()
    assert code == 1
    assert hits(findings) == {("mapping-enum-not-total", "/status")}
    (one,) = [one for one in findings if one["rule"] == "mapping-enum-not-total"]
    assert "billing@1.1.0" in one["reason"]


@pytest.mark.requirement("M1")
def test_a_version_of_an_entity_is_compared_like_one_of_an_api(world: World) -> None:
    schema = "catalog/entities/subscription/1.1.0.schema.json"
    narrowed = world.read("catalog/entities/subscription/1.0.0.schema.json").replace('"trial", ', "")
    world.write({schema: narrowed})
    added = f"versions: [{{version: 1.1.0, definition: {schema}}}, "
    world.edit("catalog/entities/subscription.yaml", "versions: [", added)
    code, report, error = world.govkit("diff", "entity:subscription@1.0.0", "entity:subscription@1.1.0")
    assert code == 1, error
    errors = [one for one in report["findings"] if one["severity"] == "error"]
    assert [one["rule"] for one in errors] == ["request-property-enum-value-removed"]
    assert errors[0]["new"]["file"] == schema
    assert "schema-moved" not in {one["rule"] for one in report["findings"]}
    code, findings = world.check()
    assert code == 1
    assert ("request-property-enum-value-removed", "entity:subscription") in {
        (one["rule"], one["subject"]["api"]) for one in findings
    }
    world.edit("catalog/entities/subscription.yaml", "version: 1.1.0", "version: 2.0.0")
    severities = {one["severity"] for one in world.check()[1] if one["subject"]["api"] == "entity:subscription"}
    assert severities == {"info"}


def test_an_entity_that_there_is_not_is_guessed(world: World) -> None:
    code, _, error = world.govkit("diff", "entity:subscripton@1.0.0", "entity:subscription@1.0.0")
    assert code == 2
    assert "did you mean entity:subscription@1.0.0?" in error
    code, _, error = world.govkit("diff", "entity:subscription@9.0.0", "entity:subscription@1.0.0")
    assert code == 2
    assert "its versions are 1.0.0" in error
