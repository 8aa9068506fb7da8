"""A change is held against the pacts of the catalog: what it breaks for whom, and nothing that was broken before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from govkit.checks.pacts import Pact, Verified
from govkit.gate import Options, check
from govkit.gate.pacts import kept
from govkit.gate.pacts.providers import Against, held_against
from govkit.gate.pull_requests import governed
from tests import commands
from tests.e2e.contract_estate import interaction, pact
from tests.e2e.test_estate_gate import ENTRY, OTHERS, POLICY, World

SPEC = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths:
  /invoices/{id}:
    get:
      operationId: getInvoice
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: the invoice
          content: {application/json: {schema: {$ref: '#/components/schemas/Invoice'}}}
  /invoices:
    post:
      operationId: createInvoice
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewInvoice'}}}
      responses: {'201': {description: created}}
components:
  schemas:
    Invoice:
      type: object
      required: [id, total, status, customer]
      properties:
        id: {type: string}
        total: {type: string}
        status: {type: string, enum: [open, paid]}
        customer: {$ref: '#/components/schemas/Customer'}
        memo: {type: string}
    Customer:
      type: object
      required: [name]
      properties: {name: {type: string}, phone: {type: string}}
    NewInvoice:
      type: object
      required: [total]
      properties: {total: {type: string}, memo: {type: string, maxLength: 40}}
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
    - {version: 1.0.0, definition: specs/billing/1.0.0.yaml, lifecycle: draft}
"""
USES = """\
apiVersion: govkit/v1
kind: Consumer
metadata: {{name: {0}}}
spec:
  owner: finance
  uses: [{{api: billing@1, operations: ["GET /invoices/{{id}}", POST /invoices]}}]
  grants: [{{api: billing@1, operations: ["*"]}}]
"""
GET = "GET /invoices/{id}"
DOCUMENT = "specs/billing/1.0.0.yaml"


def pact_text(consumer: str, *interactions: dict[str, Any]) -> str:
    return json.dumps(pact(*interactions, consumer=consumer), indent=2)


def paid(description: str) -> dict[str, Any]:
    """An interaction that reads a status, and knows both that there are."""
    made = interaction("status", description)
    made["response"]["body"]["status"] = "paid"
    made["response"]["matchingRules"]["body"]["$.status"]["matchers"] = [{"match": "regex", "regex": "open|paid"}]
    return made


def creation(body: dict[str, Any], description: str = "a new invoice") -> dict[str, Any]:
    """An interaction that creates an invoice."""
    headers = {"Content-Type": "application/json"}
    request = {"method": "POST", "path": "/invoices", "headers": headers, "body": body}
    return {"description": description, "request": request, "response": {"status": 201}}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Five consumers: of the total, of the memo, one that creates, one without a pact, one of which nothing is said."""
    made = World(tmp_path / "estate")
    made.write(
        {
            **OTHERS,
            "catalog/apis/billing.yaml": API,
            DOCUMENT: SPEC,
            **{f"catalog/consumers/{one}.yaml": USES.format(one) for one in ("dashboard", "archive", "till", "plain")},
            "catalog/pacts/dashboard/billing.json": pact_text("dashboard", interaction("total", "the total")),
            "catalog/pacts/archive/billing.json": pact_text("archive", paid("the status")),
            "catalog/pacts/till/billing.json": pact_text("till", creation({"total": "1.00"})),
        }
    )
    made.commit()
    monkeypatch.chdir(made.top)
    return made


def of_pacts(findings: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The rules of pacts that were found, by consumer."""
    found: dict[str, list[str]] = {}
    for one in findings:
        if one["old"] and "pacts/" in one["old"]["file"]:
            found.setdefault(one["affects"][0]["name"], []).append(one["rule"])
    return found


CHANGES = [
    ("required: [id, total,", "required: [id,", {"dashboard": ["response-property-optional"]}),
    (
        "total: {type: string}\n        status",
        "total: {type: [string, 'null']}\n        status",
        {"dashboard": ["response-property-nullable"]},
    ),
    ("enum: [open, paid]", "enum: [open, paid, void]", {"archive": ["response-enum-value-unhandled"]}),
    ("required: [total]", "required: [total, currency]", {"till": ["request-property-missing"]}),
    ("total: {type: string}, memo", "total: {type: string, pattern: '^9'}, memo", {"till": ["request-value-refused"]}),
    ("  /invoices:\n", "  /bills:\n", {"till": ["request-path-unknown"]}),
    ("    get:\n", "    put:\n", {"archive": ["request-method-unknown"], "dashboard": ["request-method-unknown"]}),
    ("maxLength: 40", "maxLength: 4", {}),
    ("        memo: {type: string}\n", "", {}),
    ("required: [name]", "required: []", {}),
    ("Customer'}\n", "Customer'}\n        note: {type: string}\n", {}),
]


@pytest.mark.parametrize(
    ("old", "new", "hit"), CHANGES, ids=[f"{old.strip()}→{new.strip()}" for old, new, _ in CHANGES]
)
def test_a_change_breaks_the_pacts_that_it_breaks_and_no_other(
    world: World, old: str, new: str, hit: dict[str, list[str]]
) -> None:
    world.edit(DOCUMENT, old, new)
    code, findings = world.check()
    assert of_pacts(findings) == hit
    assert code == 1 or not hit


READS = "its pact: “{} (given there is an invoice)”"
NARROWED = [
    ("required: [id, total,", "required: [id,", {"dashboard": READS.format("the total"), "plain": f"uses {GET}"}),
    ("        memo: {type: string}\n", "", {"plain": f"uses {GET}"}),
    ("enum: [open, paid]", "enum: [open, paid, void]", {"archive": READS.format("the status"), "plain": f"uses {GET}"}),
    (
        "    Customer:\n      type: object\n      required: [name]",
        "    Customer:\n      type: object\n",
        {"plain": f"uses {GET}"},
    ),
    (
        "required: [total]",
        "required: [total, memo]",
        {"till": "its pact: “a new invoice”", "plain": "uses POST /invoices"},
    ),
    ("maxLength: 40", "maxLength: 4", {"plain": "uses POST /invoices"}),
    ("  /invoices:\n", "  /bills:\n", {"till": "its pact: “a new invoice”", "plain": "uses POST /invoices"}),
]


@pytest.mark.parametrize(
    ("old", "new", "affected"), NARROWED, ids=[f"{old.strip()}→{new.strip()}" for old, new, _ in NARROWED]
)
def test_a_comparison_names_those_whose_pacts_have_to_do_with_the_field(
    world: World, old: str, new: str, affected: dict[str, str]
) -> None:
    world.edit(DOCUMENT, old, new)
    findings = [
        one for one in world.check()[1] if one["old"] and one["old"]["file"].endswith(DOCUMENT) and one["users"]
    ]
    worst = [one for one in findings if one["severity"] == findings[0]["severity"]]
    assert worst
    for one in worst:
        told = {each["name"]: each["how"] for each in one["affects"]}
        others = {name: how for name, how in told.items() if name not in affected}
        assert {name: told.get(name) for name in affected} == affected
        assert all(how.startswith("uses ") for how in others.values()), (
            "who has a pact with another operation only declares this"
        )


def severity_of(world: World, rule: str) -> tuple[str, str]:
    (one,) = [one for one in world.check()[1] if one["rule"] == rule]
    return one["severity"], one["reason"]


IN_PLACE = "status: {type: string, enum: [open, paid]}"
SHARED = "status: {$ref: '#/components/schemas/Status'}"
STATUS = "    Status: {type: string, enum: [open, paid]}\n    Customer:\n"


@pytest.mark.requirement("G6")
@pytest.mark.parametrize("schema", [IN_PLACE, SHARED])
def test_a_list_that_grows_is_an_error_where_a_pact_handles_those_values_alone(world: World, schema: str) -> None:
    world.edit(DOCUMENT, IN_PLACE, schema)
    world.edit(DOCUMENT, "    Customer:\n", STATUS if schema == SHARED else "    Customer:\n")
    world.commit()
    world.edit(DOCUMENT, "enum: [open, paid]", "enum: [open, paid, void]")
    severity, reason = severity_of(world, "response-property-enum-value-added")
    assert (severity, reason) == ("error", "a message separates the two; archive has a pact that it breaks")
    world.write({"catalog/pacts/archive/billing.json": pact_text("archive", interaction("status", "the status"))})
    world.git("commit", "-q", "-m", "any status is handled", "catalog/pacts")
    assert severity_of(world, "response-property-enum-value-added")[0] == "warning"


def test_a_list_that_may_grow_is_news_where_no_pact_minds(world: World) -> None:
    world.edit(DOCUMENT, "enum: [open, paid]", "enum: [open, paid], x-extensible-enum: true")
    world.write({"catalog/pacts/archive/billing.json": pact_text("archive", interaction("status", "the status"))})
    world.commit()
    world.edit(DOCUMENT, "enum: [open, paid]", "enum: [open, paid, void]")
    assert severity_of(world, "response-property-enum-value-added")[0] == "info"


@pytest.mark.requirement("G6")
def test_an_optional_field_that_is_gone_is_an_error_where_somebody_is_known_to_read_it(world: World) -> None:
    gone = "        memo: {type: string}\n"
    world.edit(DOCUMENT, gone, "")
    severity, _ = severity_of(world, "response-property-removed")
    assert severity == "warning", "who only declares the operation may read it, and need not"
    declared = USES.format("plain").replace("/invoices]}", "/invoices], fields: [Invoice/memo]}")
    world.write({"catalog/consumers/plain.yaml": declared})
    severity, reason = severity_of(world, "response-property-removed")
    assert (severity, reason.rpartition("; ")[2]) == ("error", "plain reads it")
    world.write({"catalog/consumers/plain.yaml": USES.format("plain")})
    world.edit(DOCUMENT, "Customer'}\n", f"Customer'}}\n{gone}")
    world.write({"catalog/pacts/dashboard/billing.json": pact_text("dashboard", interaction("memo", "the memo"))})
    world.commit()
    world.edit(DOCUMENT, gone, "")
    severity, reason = severity_of(world, "response-property-removed")
    assert (severity, reason.rpartition("; ")[2]) == ("error", "dashboard reads it")


def test_it_is_counted_who_uses_the_operation_and_who_the_field(world: World) -> None:
    uses = USES.format("till").replace(", POST /invoices", "").replace('"GET /invoices/{id}"', "POST /invoices")
    world.write({"catalog/consumers/till.yaml": uses})
    world.commit()
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    (one,) = [one for one in world.check()[1] if one["rule"] == "response-property-became-optional"]
    assert one["users"] == {"consumers": 4, "operation": 3, "field": 1, "maybe": 1}
    text = commands.govkit("check", "--against", "HEAD", cwd=world.top).stdout.decode()
    assert "3 of 4 consumers use this operation; 1 reads this field, 1 may" in text
    world.write(
        {
            "catalog/consumers/plain.yaml": USES.format("plain").replace(
                "/invoices]}", "/invoices], fields: [Invoice/memo]}"
            )
        }
    )
    (one,) = [one for one in world.check()[1] if one["rule"] == "response-property-became-optional"]
    assert one["users"] == {"consumers": 4, "operation": 3, "field": 1, "maybe": 0}


def test_a_field_that_a_consumer_declares_counts_beside_its_pact(world: World) -> None:
    uses = USES.format("archive").replace("/invoices]}", "/invoices], fields: [Invoice/total]}")
    world.write({"catalog/consumers/archive.yaml": uses})
    world.commit()
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    (one,) = [one for one in world.check()[1] if one["rule"] == "response-property-became-optional"]
    assert {each["name"]: each["how"] for each in one["affects"]}["archive"] == f"uses {GET}, field Invoice/total"


def test_a_version_that_takes_the_place_of_another_names_those_whose_pacts_it_breaks(world: World) -> None:
    world.release()
    world.add_version("1.1.0", SPEC.replace("required: [id, total,", "required: [id,"))
    (one,) = [one for one in world.check()[1] if one["rule"] == "response-property-became-optional"]
    assert {each["name"] for each in one["affects"]} == {"dashboard", "plain", "till"}


def test_a_break_names_the_interaction_and_its_places_on_both_sides(world: World) -> None:
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    (one,) = [one for one in world.check()[1] if one["rule"] == "response-property-optional"]
    assert one["affects"] == [
        {
            "kind": "consumer",
            "name": "dashboard",
            "owner": "finance",
            "how": "its pact: “the total (given there is an invoice)”",
        }
    ]
    assert one["old"]["file"] == "catalog/pacts/dashboard/billing.json"
    assert one["old"]["pointer"] == "/interactions/0/response/body/total"
    assert (one["new"]["file"], one["new"]["pointer"]) == (DOCUMENT, "/components/schemas/Invoice/properties/total")
    assert one["witness"]["value"].keys() == {"id", "customer", "status"}


def test_what_was_broken_before_is_not_told_again_and_what_comes_beside_it_is(world: World) -> None:
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    world.commit()
    world.edit(DOCUMENT, "info: {title: Billing,", "info: {title: Billing, description: Of bills.,")
    assert of_pacts(world.check()[1]) == {}
    world.edit(DOCUMENT, "enum: [open, paid]", "enum: [open, paid, void]")
    assert of_pacts(world.check()[1]) == {"archive": ["response-enum-value-unhandled"]}
    world.commit()
    world.edit(DOCUMENT, "enum: [open, paid, void]", "enum: [open, paid, void, lost]")
    assert of_pacts(world.check()[1]) == {"archive": ["response-enum-value-unhandled"]}


def test_a_pact_that_asks_for_more_than_there_is_is_of_the_change_that_brings_it(world: World) -> None:
    path = "catalog/pacts/dashboard/billing.json"
    world.write({path: pact_text("dashboard", interaction("total", "the total"), interaction("sum", "the sum"))})
    code, findings = world.check()
    assert code == 1
    assert of_pacts(findings) == {"dashboard": ["response-property-undeclared"]}
    world.commit()
    assert world.check() == (0, [])
    world.write({path: pact_text("dashboard", interaction("total", "a total"), interaction("sum", "the sum"))})
    assert of_pacts(world.check()[1]) == {}, "it stood, whatever else the pact now says"


def test_a_pact_that_lies_elsewhere_is_held_when_it_changes(world: World) -> None:
    uses = USES.format("plain").replace("  grants", "  pacts: [pacts/plain.json]\n  grants")
    world.write({"catalog/consumers/plain.yaml": uses, "pacts/plain.json": pact_text("plain", interaction("memo"))})
    world.commit()
    world.write({"pacts/plain.json": pact_text("plain", interaction("remark"))})
    assert of_pacts(world.check()[1]) == {"plain": ["response-property-undeclared"]}


def test_a_pact_of_a_consumer_that_is_new_is_held_against_what_it_uses(world: World) -> None:
    world.write(
        {
            "catalog/consumers/books.yaml": USES.format("books"),
            "catalog/pacts/books/billing.json": pact_text("books", interaction("ledger", "the ledger")),
        }
    )
    code, findings = world.check()
    assert code == 1
    assert of_pacts(findings) == {"books": ["response-property-undeclared"]}


def test_a_consumer_that_moves_to_another_major_is_held_against_it(world: World) -> None:
    second = "    - {version: 2.0.0, definition: specs/billing/2.0.0.yaml, lifecycle: draft}\n"
    amount = SPEC.replace("total", "amount").replace("version: 1.0.0", "version: 2.0.0")
    world.write({"specs/billing/2.0.0.yaml": amount, "catalog/apis/billing.yaml": API + second})
    assert of_pacts(world.check()[1]) == {}, "nobody uses it yet"
    world.commit()
    world.edit("catalog/consumers/dashboard.yaml", "uses: [{api: billing@1", "uses: [{api: billing@2")
    _, findings = world.check()
    assert of_pacts(findings) == {"dashboard": ["response-property-undeclared"]}
    (one,) = [one for one in findings if one["rule"] == "response-property-undeclared"]
    assert one["reason"].startswith("the consumer comes to billing@2.0.0 from billing@1.0.0")


def test_a_version_that_takes_the_place_of_another_is_held_against_its_pacts(world: World) -> None:
    world.release()
    world.add_version("1.1.0", SPEC.replace("enum: [open, paid]", "enum: [open, paid, void]"))
    code, findings = world.check()
    assert code == 1
    assert of_pacts(findings) == {"archive": ["response-enum-value-unhandled"]}


def test_policies_and_waivers_speak_to_what_is_found_in_pacts(world: World) -> None:
    said = "  severities: {response-property-optional: warning, response-property-became-optional: info}\n"
    world.write({"catalog/policies/all.yaml": POLICY + said})
    world.commit()
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    code, findings = world.check()
    assert code == 0
    assert {one["severity"] for one in findings if one["rule"] == "response-property-optional"} == {"warning"}


def test_a_pact_that_cannot_be_read_is_told_of_and_hides_no_other(world: World) -> None:
    broken = json.loads(pact_text("plain"))
    broken["interactions"] = [{"description": 5, "request": []}]
    world.write({"catalog/pacts/plain/billing.json": json.dumps(broken)})
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    code, report, _ = world.govkit("check", "--against", "HEAD")
    assert code == 1
    assert of_pacts(report["findings"]) == {"dashboard": ["response-property-optional"]}
    assert any("plain/billing.json could not be read" in note for note in report["notes"])


def test_a_catalog_that_is_read_in_part_has_all_pacts_of_what_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.edit("catalog/apis/billing.yaml", "{name: billing}", "{name: billing, title: Bills and such}")
    world.write({"catalog/pacts/plain/b.json": json.dumps(pact(consumer="plain", provider="Bills and such"))})
    world.commit()
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    whole = check("HEAD", None, Options()).findings
    monkeypatch.setattr(governed, "_LARGE", 0)
    assert check("HEAD", None, Options()).findings == whole
    assert {one.affects[0].name for one in whole if one.rule == "response-property-optional"} == {"dashboard", "plain"}


UNUSED = POLICY + "  breaks: {unused: warning}\n"
MEMO = ("        memo: {type: string}\n", "        memo: {type: integer}\n")
TOTAL = ("        total: {type: string}\n", "        total: {type: integer}\n")


def test_a_release_names_those_whose_pacts_it_breaks_by_their_own_interactions(world: World) -> None:
    world.release()
    world.add_version("1.1.0", SPEC.replace("required: [id, total,", "required: [id,"))
    code, report, _ = world.govkit("release", "billing@1.1.0", "--yes")
    assert code == 1
    (one,) = [one for one in report["findings"] if one["rule"] == "response-property-became-optional"]
    how = {each["name"]: each["how"] for each in one["affects"]}
    assert how.keys() == {"dashboard", "plain", "till"}
    assert how["dashboard"] == "its pact: “the total (given there is an invoice)”"
    assert one["users"] == {"consumers": 4, "operation": 4, "field": 1, "maybe": 2}


WITHOUT_PLAIN = USES.format("plain").replace('"GET /invoices/{id}", ', "")


@pytest.fixture
def lenient(world: World) -> World:
    """Version 1.0.0 is released, everybody has a pact, and a policy lets through what nobody uses."""
    world.write({"catalog/policies/all.yaml": UNUSED, "catalog/consumers/plain.yaml": WITHOUT_PLAIN})
    world.edit("catalog/consumers/till.yaml", '"GET /invoices/{id}", ', "")
    world.release()
    return world


def breaks(world: World, edit: tuple[str, str] = MEMO) -> list[tuple[str, str]]:
    """What a new minor version with an edit breaks."""
    world.write({"catalog/apis/billing.yaml": world.git("show", "HEAD:catalog/apis/billing.yaml")})
    world.add_version("1.1.0", SPEC.replace(*edit))
    found = [one for one in world.check()[1] if one["rule"] == "response-property-type-changed"]
    return [(one["severity"], one["reason"]) for one in found]


def test_a_policy_lets_a_break_through_that_hits_nobody(lenient: World) -> None:
    ((severity, reason),) = breaks(lenient)
    assert severity == "warning"
    assert reason.endswith("nobody is known to use it")
    assert lenient.check()[0] == 0, "and the step suffices"
    ((severity, _),) = breaks(lenient, TOTAL)
    assert severity == "error"


def test_a_release_lets_through_what_hits_nobody_and_nothing_else(lenient: World) -> None:
    lenient.add_version("1.1.0", SPEC.replace(*TOTAL))
    code, report, _ = lenient.govkit("release", "billing@1.1.0", "--yes")
    found = [one["severity"] for one in report["findings"] if one["rule"] == "response-property-type-changed"]
    assert (code, found) == (1, ["error"])
    lenient.write({"specs/billing/1.1.0.yaml": SPEC.replace(*MEMO).replace("version: 1.0.0", "version: 1.1.0")})
    code, report, _ = lenient.govkit("release", "billing@1.1.0", "--yes")
    found = [one["severity"] for one in report["findings"] if one["rule"] == "response-property-type-changed"]
    assert (code, found) == (0, ["warning"])


def test_who_has_no_pact_may_use_what_it_does_not_name(lenient: World) -> None:
    lenient.write({"catalog/consumers/plain.yaml": USES.format("plain")})
    assert [severity for severity, _ in breaks(lenient)] == ["error"]


def test_what_an_old_version_of_a_consumer_reads_is_used_as_long_as_it_runs(lenient: World) -> None:
    path = "catalog/pacts/dashboard/old.json"
    versions = f"""\
  versions:
  - {{version: 1.0.0, apis: [billing@1], pacts: [{path}]}}
  - {{version: 2.0.0, apis: [billing@1], pacts: [catalog/pacts/dashboard/billing.json]}}
"""
    deployed = "owner: finance, deployments: [{{name: dashboard, version: {}, since: 2026-01-01}}]"
    lenient.write(
        {
            path: pact_text("dashboard", interaction("memo", "the memo")),
            "catalog/consumers/dashboard.yaml": lenient.read("catalog/consumers/dashboard.yaml") + versions,
            "catalog/environments/production.yaml": ENTRY.format("Environment", "production", deployed.format("1.0.0")),
        }
    )
    lenient.commit()
    assert [severity for severity, _ in breaks(lenient)] == ["error"]
    lenient.edit("catalog/environments/production.yaml", "1.0.0", "2.0.0")
    assert [severity for severity, _ in breaks(lenient)] == ["warning"]


@pytest.mark.parametrize("audience", ["partner", "public"])
def test_of_an_api_for_others_nothing_is_let_through_unless_the_policy_names_them(
    lenient: World, audience: str
) -> None:
    lenient.edit("catalog/apis/billing.yaml", "audience: internal", f"audience: {audience}")
    lenient.commit()
    assert [severity for severity, _ in breaks(lenient)] == ["error"]
    named = UNUSED.replace("owner: finance\n", f"owner: finance\n  appliesTo: {{audiences: [{audience}]}}\n")
    lenient.write({"catalog/policies/all.yaml": named})
    assert [severity for severity, _ in breaks(lenient)] == ["error"], "a change that relaxes a policy is judged by it"
    lenient.git("commit", "-q", "-m", "only the policy", "catalog/policies")
    assert [severity for severity, _ in breaks(lenient)] == ["warning"]


def test_of_several_policies_the_strictest_counts_and_a_rule_that_is_named_goes_first(lenient: World) -> None:
    strict = UNUSED.replace("name: all", "name: strict").replace("unused: warning", "unused: error")
    lenient.write({"catalog/policies/strict.yaml": strict})
    assert [severity for severity, _ in breaks(lenient)] == ["error"]
    named = UNUSED + "  severities: {response-property-type-changed: error}\n"
    lenient.write({"catalog/policies/strict.yaml": UNUSED.replace("name: all", "name: strict")})
    lenient.write({"catalog/policies/all.yaml": named})
    assert [severity for severity, _ in breaks(lenient)] == ["error"]


def test_only_what_changed_is_held_against_anything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[str, int]] = []

    def counted(against: Against, pacts: Sequence[Pact]) -> list[Verified]:
        held.append((against.name, len(pacts)))
        return held_against(against, pacts)

    monkeypatch.setattr(kept, "held_against", counted)
    monkeypatch.setattr(kept, "_WORTH_KEEPING", -1.0)
    check("HEAD", None, Options(cache=True))
    assert held == [], "nothing changed"
    world.edit(DOCUMENT, "required: [id, total,", "required: [id,")
    first = check("HEAD", None, Options(cache=True)).findings
    assert held == [("billing@1.0.0", 3)] * 2, "three pacts, before and after"
    assert check("HEAD", None, Options(cache=True)).findings == first
    assert len(held) == 2, "what is known of these contents is not found again"
    world.write({"catalog/pacts/archive/billing.json": pact_text("archive", interaction("memo", "the memo"))})
    check("HEAD", None, Options(cache=True))
    assert held[2:] == [("billing@1.0.0", 1)] * 2, "one pact is new, and what it reads is asked of what was"
