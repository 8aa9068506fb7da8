"""What the rules are handed: who sends what, which answers are lists, and what a schema says behind its references."""

from __future__ import annotations

import pytest

from govkit.checks.lint.surface.bodies import listing_of
from govkit.checks.lint.surface.surface import Surface, types_of
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.survey import REQUEST, RESPONSE


def surface(text: str, **others: str) -> Surface:
    library = Library(MemoryFiles({f"{name}.yaml": one.encode() for name, one in others.items()}))
    return Surface(Contract(library, library.add(parse(text.encode(), "openapi.yaml"))))


DIRECTIONS = """\
openapi: 3.1.0
info: {title: A, version: 1.0.0}
paths:
  /a:
    post:
      parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/Asked'}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Both'}}}}
      responses:
        '200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/Answered'}}}}
      callbacks:
        told:
          '{$request.body#/url}':
            post:
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}}
              responses: {'200': {description: A}}
webhooks:
  happened:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Happened'}}}}
      responses: {'200': {description: A}}
components:
  schemas:
    Asked: {type: string}
    Both:
      type: object
      properties: {inner: {$ref: '#/components/schemas/Inner'}, again: {$ref: '#/components/schemas/Both'}}
    Inner: {type: string}
    Answered: {type: object, properties: {both: {$ref: '#/components/schemas/Both'}}}
    Told: {type: string}
    Happened: {type: string}
    Unused: {type: string}
"""


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Asked", REQUEST),
        ("Both", REQUEST | RESPONSE),
        ("Inner", REQUEST | RESPONSE),
        ("Answered", RESPONSE),
        ("Told", RESPONSE),
        ("Happened", RESPONSE),
        ("Unused", 0),
    ],
)
def test_who_sends_a_component_is_found_by_what_refers_to_it(name: str, ways: int) -> None:
    found = surface(DIRECTIONS)
    (site,) = [one for one in found.components if one.name == name]
    assert found.ways.of(site.document, site.pointer) == ways


def test_who_sends_what_stands_in_another_file_is_known_too() -> None:
    text = DIRECTIONS.replace("Asked: {type: string}", "Asked: {$ref: 'other.yaml#/Text'}")
    found = surface(text, other="Text: {type: string}\n")
    (site,) = [one for one in found.schemas if one.document.path == "other.yaml"]
    assert found.ways.of(site.document, site.pointer) == REQUEST


SCHEMAS = """\
openapi: 3.1.0
info: {title: A, version: 1.0.0}
paths: {}
components:
  schemas:
    A:
      type: object
      required: [b]
      properties:
        b: {$ref: '#/components/schemas/B', description: Beside.}
        c: {anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}
        d: {oneOf: [{type: string}, {type: integer}]}
        e: {$ref: '#/components/schemas/E'}
        f: {$ref: '#/components/schemas/Nowhere'}
    B: {type: [string, 'null'], format: date, description: Behind.}
    E: {$ref: '#/components/schemas/E'}
"""


def test_a_property_is_what_its_references_and_its_one_alternative_say() -> None:
    text = SCHEMAS.replace("    E: {$ref: '#/components/schemas/E'}\n", "").replace("'#/components/schemas/E'", "'#/x'")
    sites = {one.name: one for one in surface(text).properties}
    assert {name: one.plain.get("format") for name, one in sites.items()} == {
        "b": "date",
        "c": "date",
        "d": None,
        "e": None,
        "f": None,
    }
    assert sites["b"].plain["description"] == "Beside."
    assert sites["b"].types == {"string"}
    assert sites["b"].is_required
    assert not sites["c"].is_required


def test_types_are_those_that_are_named_or_follow() -> None:
    assert types_of({"type": ["integer", "null"]}) == {"integer"}
    assert types_of({"properties": {}}) == {"object"}
    assert types_of({"type": 5}) == frozenset()


LISTS = """\
openapi: 3.1.0
info: {{title: A, version: 1.0.0}}
paths:
  {path}:
    get:
      responses:
        '200': {{description: A, content: {{application/json: {{schema: {schema}}}}}}}
"""
ITEMS = "{type: array, items: {type: object}}"


@pytest.mark.parametrize(
    ("path", "schema", "member"),
    [
        ("/invoices", ITEMS, None),
        ("/invoices", f"{{type: object, properties: {{data: {ITEMS}}}}}", "data"),
        ("/invoices", f"{{type: object, properties: {{invoices: {ITEMS}, total: {{type: integer}}}}}}", "invoices"),
        ("/open-invoices", f"{{allOf: [{{type: object, properties: {{items: {ITEMS}}}}}, {{type: object}}]}}", "items"),
    ],
)
def test_an_answer_is_a_list_by_its_path_and_its_form(path: str, schema: str, member: str | None) -> None:
    (site,) = surface(LISTS.format(path=path, schema=schema)).operations
    listing = listing_of(site)
    assert listing is not None
    assert listing.member == member


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/invoices/{id}", f"{{type: object, properties: {{data: {ITEMS}}}}}"),
        ("/invoice", ITEMS),
        ("/invoices", "{type: object, properties: {count: {type: integer}}}"),
    ],
)
def test_what_is_one_thing_is_no_list(path: str, schema: str) -> None:
    (site,) = surface(LISTS.format(path=path, schema=schema)).operations
    assert listing_of(site) is None
