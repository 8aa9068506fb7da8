"""Duplicates: the join finds what is alike and compares few; names, events, versions and mappings are understood."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import ACTIVE, api, entry, file
from govkit.gate import open_estate
from govkit.gate.answers.alike import Featured, alike
from govkit.gate.answers.features import operations_of, plain_name
from govkit.gate.answers.report import Asked, Report, report_named
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.options import Options
from govkit.spec.documents import Library, MemoryFiles

TWO_THIRDS = Fraction(2, 3)
ON = date(2026, 6, 1)

# ------------------------------------------------------------------------------------------------------------- the join

SETS = st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=8), max_size=12)


def anything(_: object, __: object) -> bool:
    return True


def things(sets: list[frozenset[str]]) -> list[Featured[int]]:
    return [Featured(index, one) for index, one in enumerate(sets)]


@given(SETS, st.sampled_from([Fraction(1, 2), TWO_THIRDS, Fraction(9, 10), Fraction(1)]))
def test_the_join_finds_what_comparing_each_with_each_finds(sets: list[frozenset[str]], least: Fraction) -> None:
    distinct = list(dict.fromkeys(sets))
    found = {(pair.one, pair.other) for pair in alike(things(distinct), least, 2, anything).pairs}
    expected = {
        (i, j)
        for (i, one), (j, other) in combinations(enumerate(distinct), 2)
        if len(one & other) >= 2 and len(one & other) >= least * len(one | other)
    }
    assert found == expected


@given(SETS)
def test_the_order_of_the_sets_does_not_matter(sets: list[frozenset[str]]) -> None:
    distinct = list(dict.fromkeys(sets))
    ways = [
        {
            frozenset((given[pair.one], given[pair.other]))
            for pair in alike(things(given), TWO_THIRDS, 2, anything).pairs
        }
        for given in (distinct, distinct[::-1])
    ]
    assert ways[0] == ways[1]


def test_a_hundred_copies_are_a_hundred_pairs_with_the_first() -> None:
    found = alike(things([frozenset("abcdef")] * 101), TWO_THIRDS, 3, anything)
    assert [(pair.one, pair.other) for pair in found.pairs] == [(0, index) for index in range(1, 101)]
    assert found.compared == 0


def test_what_may_not_be_paired_is_passed_over_for_the_next() -> None:
    found = alike(things([frozenset("abcdef")] * 3), TWO_THIRDS, 3, lambda one, other: {one, other} != {0, 2})
    assert [(pair.one, pair.other) for pair in found.pairs] == [(0, 1), (1, 2)]


@pytest.mark.parametrize("count", [500, 1000, 2000])
def test_few_are_compared_where_few_are_alike(count: int) -> None:
    """Things with a style in common: each compared with each they would be two million pairs of two thousand."""
    style = [f"style{index}" for index in range(10)]
    own = [[f"field{(7 * index + k * k) % (2 * count)}" for k in range(20)] for index in range(count)]
    found = alike(things([frozenset([*style, *some]) for some in own]), TWO_THIRDS, 5, anything)
    assert found.complete
    assert found.compared < 60 * count


def test_the_budget_ends_the_search_and_says_so() -> None:
    sets = [frozenset("abcdefgh") - {one} for one in "abcdefgh"]
    found = alike(things(sets), TWO_THIRDS, 3, anything, most=5)
    assert (found.complete, found.compared) == (False, 5)
    assert alike(things(sets), TWO_THIRDS, 3, anything).complete


# ------------------------------------------------------------------------------------------------------------- features


@pytest.mark.parametrize("name", ["legalName", "legal_name", "LegalName", "legal-name", "LEGAL_NAME"])
def test_case_and_separators_make_no_other_name(name: str) -> None:
    assert plain_name(name) == "legalname"


def test_paths_are_compared_without_names_of_parameters_and_versions() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/api/v2/Sales-Orders/{orderId}": {"get": {}}, "/v1/sales_orders/{id}:cancel": {"post": {}}},
    }
    library = Library(MemoryFiles({"x.json": json.dumps(document).encode()}))
    contract = contract_of(library, library.open("x.json"), Options())
    assert operations_of(contract) == {"GET /salesorders/{}", "POST /salesorders/{}:cancel"}


# ----------------------------------------------------------------------------------------------------------- the report

CUSTOMER = "id legalName billingAddress taxId currency parentId region"


def schema(members: str, **types: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": types.get(name, "string")} for name in members.split()}}


def spec(name: str, schemas: dict[str, Any], **more: Any) -> str:
    document = {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "components": {"schemas": schemas},
        **more,
    }
    return file(f"specs/{name}.json", json.dumps(document, indent=1))


def service(name: str, schemas: dict[str, Any], lines: str = ACTIVE, **more: Any) -> str:
    said = lines.replace("specs/billing.yaml", f"specs/{name}.json")
    return api(said, name=name).replace("system: billing", f"system: {name}") + spec(name, schemas, **more)


def report(*parts: str) -> Report:
    estate = load_text("".join(parts))
    assert not estate.problems, [one.message for one in estate.problems]
    return report_named("duplicates").make(Asked(estate=estate, on=ON))


def rows(made: Report, table: str) -> list[dict[str, Any]]:
    one = next(one for one in made.tables if one.name == table)
    return [dict(zip([column.name for column in one.columns], row, strict=True)) for row in one.rows]


@pytest.mark.requirement("G3")
def test_one_business_object_in_two_apis_is_found_with_what_coincides() -> None:
    made = report(
        service("billing", {"Customer": schema(CUSTOMER)}),
        service("crm", {"Company": schema("company_id legal_name billing_address tax_id currency parent_id homepage")}),
    )
    (found,) = rows(made, "objects")
    assert (found["a"], found["b"]) == ("billing@1.0.0 Customer", "crm@1.0.0 Company")
    assert found["shared"] == tuple(
        f"{name}: string" for name in ("billingaddress", "currency", "legalname", "parentid", "taxid")
    )
    assert (found["percent"], found["apart"]) == (71, 2)
    (finding,) = made.findings
    assert (finding.rule, finding.subject.api) == ("object-duplicate", "crm")
    assert (finding.old.file, finding.new.file) == ("specs/billing.json", "specs/crm.json")  # type: ignore[union-attr]


def test_fields_of_other_types_do_not_coincide() -> None:
    other = schema(CUSTOMER, taxId="array", billingAddress="object", region="integer")
    made = report(service("billing", {"Customer": schema(CUSTOMER)}), service("crm", {"Company": other}))
    assert made.findings == ()


def test_null_and_whole_numbers_make_no_other_type() -> None:
    one = schema("id a b c d e", a="integer")
    other = schema("id a b c d e", a="number")
    other["properties"]["b"] = {"type": ["string", "null"]}
    made = report(service("billing", {"Thing": one}), service("crm", {"Thing": other}))
    assert [row["percent"] for row in rows(made, "objects")] == [100]


def test_objects_of_one_api_and_of_two_versions_of_it_are_no_duplicates() -> None:
    lines = "\n".join(
        f"- {{version: {n}.0.0, definition: specs/billing.yaml, lifecycle: active, released: 2026-03-01}}" for n in "12"
    )
    made = report(service("billing", {"Customer": schema(CUSTOMER), "CustomerCopy": schema(CUSTOMER)}, lines))
    assert made.findings == ()


def test_events_of_one_style_are_no_business_objects() -> None:
    def hooks() -> dict[str, Any]:
        envelope = schema("id eventName occurredAt producer region subject traceId")
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}
        body = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok"}}}
        return {"schemas": {"Event": envelope}, "webhooks": {"happened": {"post": body}}}

    assert report(service("billing", **hooks()), service("crm", **hooks())).findings == ()


def test_parts_of_a_mapped_object_are_joined_with_it() -> None:
    lines = schema("id sku quantity unitPrice discount taxCode")
    whole = schema("id number")
    whole["properties"]["lines"] = {"type": "array", "items": {"$ref": "#/components/schemas/Line"}}
    schemas: dict[str, Any] = {"Order": whole, "Line": lines}
    entity = entry(
        "Entity",
        "order",
        "owner: revenue\nbusinessOwner: finance\nrecord: crm\n"
        "versions: [{version: 1.0.0, definition: catalog/order.schema.json}]",
    ) + file("catalog/order.schema.json", json.dumps({"type": "object", "properties": {"lines": {}}}))

    def mapping(name: str) -> str:
        made: dict[str, Any] = {
            "owner": "revenue",
            "entity": "order",
            "api": f"{name}@1.0.0",
            "schema": "Order",
            "direction": "in",
        }
        made |= {"fields": {"lines": {"each": "lines", "fields": {"code": "sku"}}}}
        return entry("Mapping", f"{name}-order", "\n".join(f"{key}: {json.dumps(one)}" for key, one in made.items()))

    apart = report(service("billing", schemas), service("crm", schemas), entity)
    assert [row["a"] for row in rows(apart, "objects")] == ["billing@1.0.0 Line"]
    joined = report(service("billing", schemas), service("crm", schemas), entity, mapping("billing"), mapping("crm"))
    assert joined.findings == ()


def test_objects_of_two_apis_that_coincide_are_told_of_once() -> None:
    paths: dict[str, Any] = {f"/{name}": {"get": {"responses": {}}} for name in ("customers", "groups", "sites")}
    schemas = {"Customer": schema(CUSTOMER), "Site": schema("id street floor openingHours geo")}
    made = report(service("billing", schemas, paths=paths), service("crm", schemas, paths=paths))
    assert [one.rule for one in made.findings] == ["api-duplicate"]
    (row,) = rows(made, "apis")
    assert (row["a"], row["b"], row["percent"]) == ("billing", "crm", 100)
    assert "GET /customers" in row["shared"]


def test_apis_with_the_same_operations_on_other_objects_are_not_the_same() -> None:
    paths: dict[str, Any] = {
        f"/{name}{tail}": {"get": {"responses": {}}} for name in ("search", "items", "jobs") for tail in ("", "/all")
    }
    made = report(
        service("billing", {"A": schema("id a b c d e f")}, paths=paths),
        service("crm", {"B": schema("id u v w x y z")}, paths=paths),
    )
    assert made.findings == ()


def test_a_document_that_cannot_be_read_is_left_out_and_said() -> None:
    broken = api(ACTIVE) + file("specs/billing.yaml", "openapi: [")
    made = report(broken, service("crm", {"Company": schema(CUSTOMER)}))
    assert made.findings == ()
    assert "billing@1.0.0 cannot be read" in made.notes[0]


def test_the_reference_estate_has_no_duplicates(repository: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its two versions of the ERP, and its customers of five systems, are told apart and joined."""
    monkeypatch.chdir(repository)
    made = report_named("duplicates").make(Asked(estate=open_estate(), on=ON))
    assert (made.findings, made.notes) == ((), ())
