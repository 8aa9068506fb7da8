"""The reference of an API: its operations and schemas, field by field, and who uses each field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govkit.portal.reference.slugs import slugs
from tests.portal.conftest import Reader, reader_of
from tests.portal.test_pages import read

SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0, description: Sells things.}
paths:
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, minLength: 3, maxLength: 3}}
    get:
      operationId: getOrder
      summary: Read an order
      tags: [Orders]
      responses:
        "200":
          description: The order.
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
        "404":
          description: There is none.
          content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}
    put:
      summary: Replace an order
      deprecated: true
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Order"}
            example: {id: abc, note: as the document says}
      responses: {"204": {description: Done.}}
  /empty:
    get: {responses: {}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string, description: Who it is.}
        state: {type: string, enum: [open, paid]}
        total: {type: number, minimum: 0}
        note: {type: [string, "null"], maxLength: 20, default: none}
        secret: {type: string, writeOnly: true}
        parent: {$ref: "#/components/schemas/Order"}
        lines: {type: array, minItems: 1, items: {$ref: "#/components/schemas/Line"}}
        payment:
          oneOf:
            - {$ref: "#/components/schemas/Line"}
            - {type: object, properties: {iban: {type: string}}}
    Line: {type: object, properties: {sku: {type: string}, order: {$ref: "#/components/schemas/Order"}}}
    Problem: {type: object, properties: {title: {type: string}}}
    Nothing: {}
    Lists: {type: array, items: {$ref: "#/components/schemas/Lists"}}
    Unnamed: {type: array, items: {type: array, items: {$ref: "#/components/schemas/Unnamed/items"}}}
    Map: {type: object, additionalProperties: {$ref: "#/components/schemas/Map"}}
    Either: {anyOf: [{$ref: "#/components/schemas/Either"}, {$ref: "#/components/schemas/Lists"}]}
    Lost: {$ref: "#/components/schemas/Nowhere"}
"""

ENTRIES = {
    "teams/shop": "kind: Team\nmetadata: {name: shop}\nspec: {contacts: [{email: shop@example.com}]}\n",
    "domains/sales": "kind: Domain\nmetadata: {name: sales}\nspec: {owner: team:shop}\n",
    "systems/shop": "kind: System\nmetadata: {name: shop}\n"
    "spec: {domain: sales, owner: team:shop, businessOwner: team:shop}\n",
    "apis/shop": "kind: API\nmetadata: {name: shop, title: Shop}\nspec:\n  system: shop\n  owner: team:shop\n"
    "  businessOwner: team:shop\n  audience: internal\n  versions:\n"
    "    - {version: 1.0.0, lifecycle: active, released: 2026-01-01, definition: specs/shop.yaml}\n",
    "consumers/screen": "kind: Consumer\nmetadata: {name: screen}\nspec:\n  owner: team:shop\n  uses:\n"
    '    - {api: shop@1, operations: ["GET /orders/{id}"], fields: [Order/total, Order/lines/*/sku]}\n',
    "consumers/all": "kind: Consumer\nmetadata: {name: all}\nspec:\n  owner: team:shop\n  uses:\n"
    '    - {api: shop@1, operations: ["GET /orders/{order}"]}\n',
}


def shop(top: Path, spec: str = SPEC, entries: dict[str, str] = ENTRIES) -> Reader:
    """Somebody who asks the portal of a small estate with one API."""
    (top / "govkit.yaml").write_text("{}\n")
    (top / "specs").mkdir()
    (top / "specs/shop.yaml").write_text(spec, encoding="utf-8")
    for name, text in entries.items():
        file = top / "catalog" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"apiVersion: govkit/v1\n{text}", encoding="utf-8")
    return reader_of(top)


@pytest.fixture(scope="module")
def portal_of_shop(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return shop(tmp_path_factory.mktemp("shop"))


def row(text: str, name: str) -> str:
    """The row of a field in a page, without its markup."""
    found = re.search(rf'<tr><td data-title="field"[^>]*>(?:(?!</td>).)*<code>{name}</code>.*?</tr>', text, re.DOTALL)
    assert found, f"there is no row of {name}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def test_a_version_lists_its_operations_by_tag_with_who_uses_each(portal_of_shop: Reader) -> None:
    text = portal_of_shop.get("/apis/shop/1.0.0").text
    assert "Sells things." in text
    assert "<h2>Orders " in text
    assert 'href="/apis/shop/1.0.0/operations/GET-orders-id"' in text
    assert 'href="/apis/shop/1.0.0/schemas/Order"' in text
    assert "Read an order" in text
    assert 'href="/consumers/screen"' in text


def test_beside_each_field_stands_who_says_that_they_use_it(portal_of_shop: Reader) -> None:
    text = portal_of_shop.get("/apis/shop/1.0.0/operations/GET-orders-id").text
    assert row(text, "total") == "total number at least 0 consumer screen"
    assert "consumer screen" in row(text, "lines")
    assert "consumer screen" in row(text, "sku")
    assert row(text, "state").endswith("–")
    assert "consumer" not in row(text, "id")
    assert "names no fields: it may use all of them" in text


def test_who_does_not_call_an_operation_uses_none_of_its_fields(portal_of_shop: Reader) -> None:
    text = portal_of_shop.get("/apis/shop/1.0.0/operations/PUT-orders-id").text
    assert row(text, "total").endswith("–")
    assert "nobody says that they do" in text
    assert "consumer screen" in row(portal_of_shop.get("/apis/shop/1.0.0/schemas/Order").text, "total")


def test_a_field_is_told_with_its_bounds(portal_of_shop: Reader) -> None:
    text = portal_of_shop.get("/apis/shop/1.0.0/schemas/Order").text
    assert "id required string Who it is." in row(text, "id")
    assert "open paid" in row(text, "state")
    assert "string or null at most 20 characters, else none" in row(text, "note")
    assert "list of object · Line at least 1 item" in row(text, "lines")
    assert "only written" in row(text, "secret")
    assert "3 characters" in portal_of_shop.get("/apis/shop/1.0.0/operations/GET-orders-id").text


def test_a_schema_in_itself_is_a_link_to_its_page(portal_of_shop: Reader) -> None:
    text = portal_of_shop.get("/apis/shop/1.0.0/schemas/Order").text
    assert "its fields are told there" in row(text, "parent")
    assert "its fields are told there" in row(text, "order")
    assert text.count("<code>sku</code>") == 2, "the fields of a line, below the list and the branch of the union"
    assert "iban" in text


def test_the_example_of_the_document_is_shown_and_else_one_is_drawn(portal_of_shop: Reader) -> None:
    own = portal_of_shop.get("/apis/shop/1.0.0/operations/PUT-orders-id").text
    assert "as the document says" in own
    assert "drawn from the schema" not in own
    assert "drawn from the schema" in portal_of_shop.get("/apis/shop/1.0.0/operations/GET-orders-id").text


def test_a_schema_tells_what_carries_it(portal_of_shop: Reader) -> None:
    text = portal_of_shop.get("/apis/shop/1.0.0/schemas/Line").text
    assert 'href="/apis/shop/1.0.0/operations/GET-orders-id"' in text
    assert 'href="/apis/shop/1.0.0/schemas/Order"' in text
    assert 'href="/apis/shop/1.0.0/operations/GET-empty"' not in text


@pytest.mark.parametrize(
    "path",
    ["operations/GET-empty", "schemas/Nothing", "schemas/Lists", "schemas/Unnamed", "schemas/Map", "schemas/Either"],
)
def test_what_is_empty_or_endless_is_a_page_as_well(portal_of_shop: Reader, path: str) -> None:
    assert portal_of_shop.get(f"/apis/shop/1.0.0/{path}").status_code == 200


@pytest.mark.parametrize("path", ["operations/nothing", "schemas/nothing", "schemas/Lost"])
def test_what_is_not_there_is_said(portal_of_shop: Reader, path: str) -> None:
    assert portal_of_shop.get(f"/apis/shop/1.0.0/{path}").status_code == 404


def test_mappings_workflows_and_pacts_stand_beside_the_fields_that_they_use(portal: Reader) -> None:
    text = portal.get("/apis/billing/3.0.0/operations/GET-customers-customer_id").text
    assert 'href="/workflows/payment-failure"' in text
    assert "mapping" in row(text, "name")
    assert "workflow payment-failure" in row(text, "external_ids")
    assert "pact alerts" in row(text, "external_ids")


def test_every_page_of_a_version_answers(portal: Reader) -> None:
    for link in read(portal.get("/apis/support/1.3.0").text).found:
        if link.startswith("/apis/support/1.3.0/"):
            assert portal.get(link).status_code == 200, link


def test_names_are_parts_of_paths_that_are_all_different_and_short() -> None:
    made = slugs(["GET /a", "GET-a", "get a", "..", "/", "x" * 500, "名前", "../../etc"])
    assert made["GET /a"] == "GET-a"
    assert len({one.lower() for one in made.values()}) == len(made)
    assert all(re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,120}", one) for one in made.values()), made
