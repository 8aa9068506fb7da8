"""The scenario of the reference estate: all platforms speak of the same business."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from govkit.catalog.mapping.compiled import Transform
from govkit.catalog.mapping.ways import Way, reader
from govkit.mocks.state.behaviour import Behaviour
from tests.mocks.scenario.telling import ESTATE, NEWEST, OLDER, Known, behaviours, estate, identities, scenario, tables

COLLECTIONS = {
    "billing-2-customer": "/customers", "billing-2-entitlement": "/entitlements", "billing-2-invoice": "/invoices",
    "billing-2-payment": "/charges", "billing-2-usage-summary": "/usage_summaries",
    "billing-3-customer": "/customers", "billing-3-entitlement": "/entitlements",
    "billing-3-invoice": "/invoices", "billing-3-payment": "/payments", "billing-3-usage-summary": "/usage_summaries",
    "crm-4-contract": "/contracts", "crm-4-customer": "/companies", "customer-success-2-customer": "/accounts",
    "customer-success-2-entitlement": "/accounts/{externalId}/entitlements", "customer-success-2-renewal": "/renewals",
    "customer-success-1-customer": "/accounts", "customer-success-1-renewal": "/renewals",
    "erp-1-customer": "/customers", "erp-1-invoice": "/invoices", "erp-1-order": "/orders",
    "erp-1-payment": "/payments",
    "erp-2-customer": "/customers", "erp-2-invoice": "/invoices", "erp-2-order": "/sales-orders",
    "erp-2-payment": "/payments", "support-1-customer": "/organizations",
}  # fmt: skip
"""The collection that holds what each mapping reads."""

NOT_COMPARED = {"id", "externalIds", "sourceStatus", "sourceUpdatedAt", "revision", "createdAt", "updatedAt"}
COPIES_THAT_DIFFER = {
    ("erp-1-customer", "name"), ("billing-2-invoice", "status"),  # version 1 has one name, version 2 no such state
    ("erp-1-payment", "allocations"), ("erp-1-payment", "status"),  # a payment that was given back is for nothing
    ("erp-2-payment", "allocations"), ("erp-2-payment", "status"),
}  # fmt: skip


@cache
def _platform(api: str) -> Behaviour:
    return next(iter(behaviours(api).values()))


def _records(mapping: str) -> list[dict[str, Any]]:
    spec = estate().mappings[mapping].spec
    behaviour = _platform(str(spec.api))
    return [record.value for record in behaviour.table(behaviour.resources.by_path[COLLECTIONS[mapping]])]


def _mapped(mapping: str) -> dict[str, dict[str, Any]]:
    """What a mapping makes of the records of its system, by canonical identifier."""
    spec = estate().mappings[mapping].spec
    system = str(estate().apis[spec.api.name].spec.system)
    known = Known(identities(), system)
    transform = Transform(spec.fields, identities=known)
    assert spec.identity is not None
    identify = reader(Way.parse(spec.identity.id))
    found = {}
    for record in _records(mapping):
        canonical = known.canonical(spec.entity.name, str(identify(record, record)), spec.identity.type)
        if canonical is not None:
            found[canonical] = transform(record).value
    return found


@cache
def _told() -> set[str]:
    """The canonical identifiers of the story, of which the specs' examples say what the platforms have."""
    return {str(fact.get("id")) for kind in scenario().kinds.values() if kind.entity for fact in kind.story}


def _within(made: Any, told: Any) -> bool:
    """Whether what is made of a record is so; a system may know less, and numbers lines by itself."""
    if isinstance(made, dict) and isinstance(told, dict):
        return all(name == "id" or _within(value, told.get(name)) for name, value in made.items())
    if isinstance(made, list) and isinstance(told, list):
        return len(made) == len(told) and all(map(_within, made, told))
    return bool(made == told)


@pytest.mark.parametrize("api", [*NEWEST, *OLDER])
def test_every_record_is_one_that_its_description_allows(api: str) -> None:
    for behaviour in behaviours(api).values():
        for resource, records in tables(behaviour):
            for record in records:
                assert resource.item.refusals(record) == [], (resource.name, record)


def test_every_fact_is_one_of_its_canonical_entity() -> None:
    for kind in scenario().kinds.values():
        if kind.entity is None:
            continue
        schema = json.loads((ESTATE / f"catalog/entities/{kind.entity}/1.0.0.schema.json").read_text())
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
        for fact in kind:
            assert [(one.instance_path, one.message) for one in validator.iter_errors(fact.record())] == []


@pytest.mark.parametrize("mapping", COLLECTIONS)
def test_each_platform_has_the_facts_under_its_mapping(mapping: str) -> None:
    entity = estate().mappings[mapping].spec.entity.name
    facts = {
        str(fact.get("id")): fact.record()
        for kind in scenario().kinds.values()
        if kind.entity == entity
        for fact in kind
    }
    mapped = _mapped(mapping)
    compared = 0
    for canonical, value in mapped.items():
        if canonical in _told():
            continue
        for name, made in value.items():
            if name in NOT_COMPARED or (mapping, name) in COPIES_THAT_DIFFER:
                continue
            assert _within(made, facts[canonical].get(name)), (canonical, name, made, facts[canonical].get(name))
            compared += 1
    assert compared > 50


@pytest.mark.parametrize("name", ["customers-nightly", "invoices-nightly", "entitlements"])
def test_reconciliations_find_no_difference(name: str) -> None:
    spec = estate().reconciliations[name].spec
    held: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for mapping in COLLECTIONS:
        one = estate().mappings[mapping].spec
        if str(one.api) not in NEWEST:
            continue
        system = str(estate().apis[one.api.name].spec.system)
        if one.entity.name == spec.entity.name and system in spec.systems:
            for canonical, value in _mapped(mapping).items():
                held[canonical][system] = value
    differences = set()
    for canonical, systems in held.items():
        for field in spec.fields:
            values = {json.dumps(value[field], sort_keys=True) for value in systems.values() if field in value}
            if len(values) > 1:
                differences.add((canonical, field))
    assert len(held) > 40
    assert differences == set()


def _table(api: str, collection: str) -> list[dict[str, Any]]:
    behaviour = _platform(api)
    return [record.value for record in behaviour.table(behaviour.resources.by_path[collection])]


ERP, BILLING, SUCCESS, CRM, SUPPORT = NEWEST


def test_the_sums_of_the_books_are_right() -> None:
    for invoice in _table(ERP, "/invoices"):
        lines = sum(Decimal(line["netAmount"]) for line in invoice["lines"])
        taxes = sum(Decimal(tax["taxAmount"]) for line in invoice["lines"] for tax in line["taxes"])
        assert (lines, taxes) == (Decimal(invoice["netAmount"]), Decimal(invoice["taxAmount"]))
        assert lines + taxes == Decimal(invoice["totalAmount"])
    for payment in _table(ERP, "/payments"):
        allocated = sum(Decimal(one["amount"]) for one in payment["allocations"])
        assert allocated <= Decimal(payment["amount"])
    for journal in _table(ERP, "/journal-documents"):
        sides: dict[str, Decimal] = defaultdict(Decimal)
        for line in journal["lines"]:
            sides[line["side"]] += Decimal(line["amount"])
        assert sides["debit"] == sides["credit"] == Decimal(journal["totalAmount"])


def test_what_is_open_is_open_everywhere() -> None:
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for item in _table(ERP, "/receivables/open-items"):
        owed[item["customerNumber"]] += Decimal(item["openAmount"])
    aging = {one["customerNumber"]: one for one in _table(ERP, "/receivables/aging")}
    assert {number: Decimal(one["totalAmount"]) for number, one in aging.items()} == owed
    for one in aging.values():
        assert sum(Decimal(bucket["amount"]) for bucket in one["buckets"]) == Decimal(one["totalAmount"])
    open_ones = ("posted", "partiallyPaid", "overdue", "inCollections")
    invoices = [one for one in _table(ERP, "/invoices") if one["status"] in open_ones]
    assert sum(owed.values()) == sum(Decimal(one["openAmount"]) for one in invoices)


def test_renewals_are_forecast_alike_in_customer_success_and_the_crm() -> None:
    deals = {one["id"]: one for one in _table(CRM, "/deals")}
    compared = 0
    for renewal in _table(SUCCESS, "/renewals"):
        if renewal["dealId"] is None:
            continue
        deal, forecast = deals[renewal["dealId"]], renewal["forecast"]
        assert deal["renewal_reference"] == renewal["renewalId"]
        assert deal["amount"] == renewal["targetAmount"]
        assert deal["forecast"]["amount"] == forecast["amount"]
        assert deal["forecast"]["probability"] == round(forecast["probability"] * 100)
        compared += 1
    assert compared > 2


def test_invoices_are_in_every_state_and_payments_fail_and_come_back() -> None:
    states = {one["status"] for records in (160,) for one in _of(ERP, "/invoices", records)}
    assert states == {"draft", "posted", "partiallyPaid", "paid", "overdue", "inCollections", "writtenOff", "reversed"}
    assert {"succeeded", "failed", "refunded", "processing"} <= {
        one["status"] for one in _of(BILLING, "/payments", 160)
    }
    assert {one["region"] for one in _of(CRM, "/companies", 160)} == {"eu", "us", "apac"}
    assert max(one["depth"] for one in _of(CRM, "/companies/{company_id}/hierarchy", 160)) == 2


def _of(api: str, collection: str, records: int, seed: int = 1) -> list[dict[str, Any]]:
    behaviour = next(iter(behaviours(api, records=records, seed=seed).values()))
    return [record.value for record in behaviour.table(behaviour.resources.by_path[collection])]


REFERENCES = {
    (ERP, "/invoices", "customerNumber"): (ERP, "/customers", "customerNumber"),
    (ERP, "/invoices", "orderNumber"): (ERP, "/sales-orders", "orderNumber"),
    (ERP, "/invoices", "documentNumber"): (ERP, "/journal-documents", "documentNumber"),
    (ERP, "/invoices", "externalReference"): (BILLING, "/invoices", "id"),
    (ERP, "/payments", "externalReference"): (BILLING, "/payments", "id"),
    (ERP, "/customers", "parentCustomerNumber"): (ERP, "/customers", "customerNumber"),
    (ERP, "/customers", "externalReference"): (CRM, "/companies", "id"),
    (ERP, "/sales-orders", "externalReference"): (CRM, "/deals", "id"),
    (ERP, "/sales-orders", "contractNumber"): (CRM, "/contracts", "number"),
    (BILLING, "/subscriptions", "customer_id"): (BILLING, "/customers", "id"),
    (BILLING, "/subscriptions", "contract_id"): (CRM, "/contracts", "id"),
    (BILLING, "/invoices", "subscription_id"): (BILLING, "/subscriptions", "id"),
    (BILLING, "/invoices", "latest_payment_id"): (BILLING, "/payments", "id"),
    (BILLING, "/payments", "payment_method_id"): (BILLING, "/payment_methods", "id"),
    (BILLING, "/refunds", "payment_id"): (BILLING, "/payments", "id"),
    (BILLING, "/credit_notes", "invoice_id"): (BILLING, "/invoices", "id"),
    (BILLING, "/entitlements", "customer_id"): (BILLING, "/customers", "id"),
    (BILLING, "/usage_summaries", "subscription_id"): (BILLING, "/subscriptions", "id"),
    (SUCCESS, "/renewals", "dealId"): (CRM, "/deals", "id"),
    (SUCCESS, "/accounts", "externalId"): (CRM, "/companies", "id"),
    (CRM, "/companies", "parent_id"): (CRM, "/companies", "id"),
    (CRM, "/contracts", "company_id"): (CRM, "/companies", "id"),
    (CRM, "/deals", "contract_id"): (CRM, "/contracts", "id"),
    (CRM, "/tasks", "company_id"): (CRM, "/companies", "id"),
    (SUPPORT, "/organizations", "externalId"): (CRM, "/companies", "id"),
    (SUPPORT, "/organizations", "parentId"): (SUPPORT, "/organizations", "id"),
    (SUPPORT, "/tickets", "organizationId"): (SUPPORT, "/organizations", "id"),
    (SUPPORT, "/tickets", "serviceId"): (SUPPORT, "/services", "id"),
}  # fmt: skip


@pytest.mark.parametrize(("named", "there"), REFERENCES.items(), ids=lambda one: f"{one[0]}{one[1]}.{one[2]}")
def test_whoever_is_named_is_there(named: tuple[str, str, str], there: tuple[str, str, str]) -> None:
    known = {record[there[2]] for record in _table(*there[:2])}
    names = {record.get(named[2]) for record in _table(*named[:2])} - {None}
    assert names
    assert names - known <= NAMED_BY_EXAMPLES


NAMED_BY_EXAMPLES = {"sub_3199"}
"""What examples of the descriptions name and none of them shows."""


def test_the_same_seed_tells_the_same_and_another_seed_another() -> None:
    def told(seed: int) -> str:
        return json.dumps([fact.record() for kind in _anew(seed).values() for fact in kind])

    first = told(1)
    assert first == told(1)
    assert first != told(2)


def _anew(seed: int) -> dict[str, Any]:
    scenario.cache_clear()
    return dict(scenario(40, seed).kinds)


def test_a_hundred_thousand_of_each_are_told_when_somebody_asks() -> None:
    behaviour = next(iter(behaviours(BILLING, records=100_000).values()))
    resource = behaviour.resources.by_path["/customers"]
    table = behaviour.table(resource)
    assert len(table) == 100_005
    (last,) = table.named("cus_120000")
    assert last.value["external_ids"] == {"crm": "co_120000", "erp": "C-120000", "support": "org-120000"}
    for seq in range(1, len(table), 4_999):
        assert resource.item.refusals(table.record(seq).value) == []
    assert len({scenario(100_000).kinds["customer"].fact(n).get("legalName") for n in range(0, 100_000, 7)}) == 14_286  # type: ignore[union-attr]  # there is one
