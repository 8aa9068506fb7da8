"""The semantic pass over whole documents: what it stands, what it shares, and what it tells of each finding."""

from __future__ import annotations

import copy
import json
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from govkit.errors import InputError
from govkit.findings import Finding, Severity
from govkit.spec.documents import Library, MemoryFiles, open_source, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics

WHOLE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Billing", "version": "1.0.0"},
    "security": [{"token": []}],
    "paths": {
        "/invoices/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {
                "operationId": "getInvoice",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 1}, "example": "5"},
                    {"name": "X-Trace", "in": "header", "content": {"application/json": {"schema": True}}},
                ],
                "responses": {
                    "200": {
                        "description": "Done",
                        "headers": {"X-Rate": {"schema": {"type": "integer"}, "examples": {"one": {"value": 1}}}},
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Invoice"},
                                "examples": {"one": {"$ref": "#/components/examples/invoice"}},
                            }
                        },
                        "links": {"next": {"operationId": "getInvoice", "parameters": {"id": "$response.body#/id"}}},
                    },
                    "default": {"$ref": "#/components/responses/Problem"},
                },
            },
            "post": {
                "operationId": "pay",
                "security": [],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Invoice"},
                            "example": {"id": "a"},
                        },
                        "multipart/form-data": {"encoding": {"file": {"headers": {"A": {"schema": {"type": "null"}}}}}},
                    }
                },
                "callbacks": {
                    "paid": {"{$request.body#/url}": {"post": {"responses": {"204": {"description": "Done"}}}}},
                },
                "responses": {"204": {"description": "Done"}},
            },
        },
        "/invoices/{number}": {"$ref": "#/components/pathItems/invoice"},
    },
    "webhooks": {
        "paid": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Paid"}, "responses": {"204": {}}}}
    },
    "components": {
        "schemas": {
            "Invoice": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z]+$", "readOnly": True, "default": "a"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}, "examples": [[]]},
                    "parent": {"$ref": "#/components/schemas/Invoice"},
                    "kind": {"oneOf": [{"const": 1}, {"enum": ["a", None]}], "discriminator": {"propertyName": "k"}},
                },
                "patternProperties": {"^x-": {"type": ["string", "null"]}},
                "additionalProperties": False,
                "example": {"id": "abc"},
            },
            "Line": {"allOf": [{"type": "object"}, {"not": {"type": "null"}}], "minProperties": 0, "nullable": True},
        },
        "parameters": {"id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}},
        "examples": {"invoice": {"value": {"id": "abc", "lines": []}}},
        "responses": {"Problem": {"description": "No", "content": {"application/problem+json": {"schema": {}}}}},
        "requestBodies": {"Paid": {"content": {"application/json": {"schema": {"type": "object"}, "example": {}}}}},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "pathItems": {
            "invoice": {
                "parameters": [{"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}],
                "put": {"responses": {"204": {"description": "Done"}}},
            }
        },
    },
}
ODD: list[Any] = [
    *(None, True, 0, -1.5, 10**30, "", "x", "{", "\u0000", [], {}, [None], [[]], [{}], ["x", 1], {"": None}, {"x": 1}),
    *(
        {"$ref": reference}
        for reference in ("#/components/schemas/Invoice", "#/nowhere", "#", "", "other.yaml", 5, None)
    ),
    *({"$ref": reference} for reference in ("#/components/parameters/id", "#/components/schemas/Line/allOf/0", "#x")),
    {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Invoice"}}},
]


def contract_of(tree: Any, **files: str) -> Contract:
    library = Library(MemoryFiles({f"{name}.yaml": text.encode() for name, text in files.items()}))
    text = tree if isinstance(tree, str) else json.dumps(tree)
    return Contract(library, library.add(parse(text.encode(), "openapi.yaml")))


def found(tree: Any, **files: str) -> list[Finding]:
    return semantics(contract_of(tree, **files))


def mutated(seed: int) -> Any:
    """The valid document with one to three members or items that are gone, odd, or a copy of another."""
    choose = random.Random(seed)
    tree = copy.deepcopy(WHOLE)
    if choose.random() < 0.3:
        tree["openapi"] = "3.0.3"
    for _ in range(choose.randint(1, 3)):
        spots = list(_spots(tree))
        owner, key = choose.choice(spots)
        how = choose.random()
        if how < 0.15:
            del owner[key]
        elif how < 0.3:
            other, name = choose.choice(spots)
            owner[key] = copy.deepcopy(other[name])
        else:
            owner[key] = copy.deepcopy(choose.choice(ODD))
    return tree


def _spots(value: Any) -> Any:
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _spots(value[key])


def test_the_valid_document_has_no_findings() -> None:
    assert found(WHOLE) == []


@pytest.mark.parametrize("block", range(10))
def test_whatever_is_wrong_in_a_document_is_a_finding_and_no_error_of_ours(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        with suppress(InputError):
            contract = contract_of(mutated(seed))
            for finding in semantics(contract):
                assert finding.new is not None, seed


@pytest.mark.parametrize("section", ["paths", "webhooks", "components", "security", "info"])
@pytest.mark.parametrize("odd", [None, [], "x", 5, {"x": None}, {"x": []}, {"/x": {"get": None, "parameters": "x"}}])
def test_sections_of_any_type_are_stood(section: str, odd: Any) -> None:
    for finding in found({**WHOLE, section: odd}):
        assert finding.rule in ("dangling-reference", "security-scheme-undefined", "path-parameter-undeclared")


def test_a_deep_document_is_stood() -> None:
    schema: Any = {"type": "integer", "default": "x"}
    for _ in range(150):
        schema = {"type": "object", "properties": {"a": schema}}
    tree = {
        **WHOLE,
        "components": {**WHOLE["components"], "schemas": {**WHOLE["components"]["schemas"], "Deep": schema}},
    }
    assert [one.rule for one in found(tree)] in ([], ["default-invalid"])


def test_a_finding_in_a_component_names_every_operation_that_it_reaches() -> None:
    tree = copy.deepcopy(WHOLE)
    tree["components"]["schemas"]["Line"]["properties"] = {"amount": {"type": "decimal"}}
    (finding,) = found(tree)
    assert finding.subject.operations == ("GET /invoices/{id}", "POST /invoices/{id}")
    assert (finding.subject.schema, finding.subject.path) == ("Line", "/amount")


def test_documents_in_other_files_are_judged_too() -> None:
    tree = copy.deepcopy(WHOLE)
    tree["components"]["schemas"]["Line"] = {"$ref": "parts.yaml#/Line"}
    (finding,) = found(tree, parts="Line:\n  type: object\n  properties:\n    count: {type: integer, default: many}\n")
    assert finding.new is not None
    assert (finding.rule, str(finding.new)) == ("default-invalid", "parts.yaml:4:28")
    assert finding.subject.operations == ("GET /invoices/{id}", "POST /invoices/{id}")


def test_the_same_mistake_twice_has_two_fingerprints_which_outlive_a_move() -> None:
    tree = copy.deepcopy(WHOLE)
    parts = tree["components"]["schemas"]["Line"]["allOf"]
    parts[0]["properties"] = {"a": {"type": "int"}}
    parts.append({"properties": {"a": {"type": "int"}}})
    before = {one.fingerprint for one in found(tree)}
    tree["components"]["schemas"] = dict(reversed(tree["components"]["schemas"].items()))
    assert len(before) == 2
    assert {one.fingerprint for one in found(tree)} == before


def test_an_example_of_a_webhook_is_sent_by_the_provider() -> None:
    """What is writeOnly need not be in it, what is readOnly must."""
    tree = copy.deepcopy(WHOLE)
    media = tree["components"]["requestBodies"]["Paid"]["content"]["application/json"]
    media["schema"] = {"$ref": "#/components/schemas/Invoice"}
    assert [one.message for one in found(tree)] == [
        'the example is not what `Invoice` allows: "id" is a required property'
    ]


@pytest.mark.parametrize(
    ("media", "silent"),
    [
        ({"schema": {"type": "object"}, "example": '{"a": 1}'}, True),  # JSON in a text
        ({"schema": {"type": "object"}, "example": None}, True),  # nothing to show
        ({"schema": {"type": "object"}, "examples": {"a": {"externalValue": "a.json"}}}, True),
        ({"schema": {"type": "object"}, "examples": {"a": {"value": []}}}, False),
        ({"schema": {"type": "object"}, "examples": {"bad_request": {"value": []}}}, True),  # meant to be refused
        ({"schema": {"oneOf": [{"type": "integer"}, {"type": "number"}]}, "example": 1}, True),  # the schema's fault
        ({"schema": {"oneOf": [{"type": "integer"}, {"type": "number"}]}, "example": "1"}, False),
        ({"schema": {"type": "string", "nullable": True, "enum": ["a"]}, "examples": {"a": {"value": None}}}, True),
        ({"schema": {"type": "array", "items": {"enum": ["a"]}}, "example": ["b"]}, False),
    ],
)
def test_which_examples_of_a_request_are_told(media: dict[str, Any], silent: bool) -> None:
    tree = copy.deepcopy(WHOLE)
    tree["paths"]["/invoices/{id}"]["post"]["requestBody"]["content"]["application/json"] = media
    assert [one.rule for one in found(tree)] == ([] if silent else ["example-invalid"])


def test_a_shared_example_is_judged_by_a_few_schemas_and_the_rest_is_counted() -> None:
    tree = copy.deepcopy(WHOLE)
    answer = {"$ref": "#/components/examples/invoice"}
    for number in range(25):
        media = {"schema": {"type": "object", "title": str(number)}, "examples": {"a": answer}}
        response = {"description": "Done", "content": {"application/json": media}}
        tree["paths"][f"/{number}"] = {"get": {"responses": {"200": response}}}
    (finding,) = found(tree)
    assert finding.severity is Severity.INFO
    assert finding.message.startswith("6 uses of examples were not judged")


def test_a_callback_that_calls_itself_ends() -> None:
    tree = copy.deepcopy(WHOLE)
    callback = {"{$request.body#/url}": {"post": {"callbacks": {"a": {"$ref": "#/components/callbacks/a"}}}}}
    tree["components"]["callbacks"] = {"a": callback}
    tree["paths"]["/invoices/{id}"]["post"]["callbacks"] = {"a": {"$ref": "#/components/callbacks/a"}}
    assert found(tree) == []


@pytest.mark.parametrize(
    "pattern", [r"^(?<a>x)\k<a>$", r"(a)\1", "[^]", r"^.{1,100000}$", r"\p{L}", "(?<!a)b", r"\/", r"[*]+"]
)
def test_a_pattern_that_ecma_262_has_is_not_told(pattern: str) -> None:
    tree = {**WHOLE, "components": {**WHOLE["components"], "headers": {"A": {"schema": {"pattern": pattern}}}}}
    assert found(tree) == []


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "*", "a{2,1}", r"\A", r"(?>a)", r"\k<a>", r"\2(a)", r"[\w-.]", "(?P<a>b)", "(?i)a", "a++"]
)
def test_a_pattern_that_validators_refuse_is_told(pattern: str) -> None:
    tree = {**WHOLE, "components": {**WHOLE["components"], "headers": {"A": {"schema": {"pattern": pattern}}}}}
    assert [one.rule for one in found(tree)] == ["pattern-invalid"]


def test_published_descriptions_are_judged_quickly(shared_specs: Path) -> None:
    """Thirteen megabytes: about a second where nothing else runs."""
    path = max((shared_specs / "github").iterdir())
    library, document = open_source(str(path))
    contract = Contract(library, document)
    start = time.process_time()
    findings = semantics(contract)
    assert time.process_time() - start < 4
    assert all(finding.rule == "example-invalid" for finding in findings)
