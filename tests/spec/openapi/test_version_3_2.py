"""OpenAPI 3.2: what it adds is read, compared and judged; what is only written anew is silent."""

from __future__ import annotations

import re
from textwrap import dedent, indent
from typing import Any

import pytest

from govkit.checks.compat import compare_texts
from govkit.errors import InputError
from govkit.findings import Finding, Severity, discover
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics


def document(text: str, version: str = "3.2.0") -> str:
    return f"openapi: {version}\ninfo: {{title: Billing, version: 1.0.0}}\n{dedent(text).strip()}\n"


def path(text: str, root: str = "") -> str:
    return document(f"paths:\n  /invoices:\n{indent(dedent(text).strip(), '    ')}\n{dedent(root)}")


def media(text: str, root: str = "", name: str = "application/jsonl") -> str:
    return path(f"get: {{responses: {{'200': {{description: Done, content: {{{name}: {text}}}}}}}}}", root)


def contract_of(text: str, **files: str) -> Contract:
    library = Library(MemoryFiles({f"{name}.yaml": dedent(content).encode() for name, content in files.items()}))
    contract = Contract(library, library.add(parse(text.encode(), "openapi.yaml")))
    library.check_references(contract.document)
    return contract


def told(old: str, new: str, profile: str = "wire") -> list[str]:
    return sorted(f"{one.severity} {one.rule} {one.subject.path}" for one in compare_texts(old, new, profile))


def loud(old: str, new: str) -> list[Finding]:
    return [one for one in compare_texts(old, new) if one.severity is not Severity.INFO]


DONE = "responses: {'204': {description: Done}}"


def test_the_query_method_and_additional_operations_are_operations() -> None:
    text = path(f"query: {{{DONE}}}\nadditionalOperations: {{COPY: {{{DONE}}}, x-note: {{}}}}\nget: {{{DONE}}}")
    assert list(contract_of(text).operations) == ["GET /invoices", "QUERY /invoices", "COPY /invoices"]
    assert told(text, path(f"get: {{{DONE}}}")) == ["error operation-removed ", "error operation-removed "]
    assert told(path(f"get: {{{DONE}}}"), text) == ["info operation-added ", "info operation-added "]
    before_3_2 = text.replace("3.2.0", "3.1.1")
    assert list(contract_of(before_3_2).operations) == ["GET /invoices"]


@pytest.mark.parametrize("head", ["query:", "additionalOperations:\n  COPY:"])
def test_they_are_compared_and_judged_as_others_are(head: str) -> None:
    def with_limit(limit: str) -> str:
        inside = f"parameters: [{{name: q, in: query, schema: {{type: string, {limit}}}}}]\n{DONE}"
        return path(f"{head}\n{indent(inside, '    ' if 'COPY' in head else '  ')}")

    old, new = with_limit("maxLength: 9"), with_limit("maxLength: 5")
    assert told(old, new) == ["error request-parameter-max-length-decreased /q"]
    (finding,) = semantics(contract_of(with_limit("default: 5")))
    assert (finding.rule, finding.subject.operations) == (
        "default-invalid",
        (f"{'COPY' if 'COPY' in head else 'QUERY'} /invoices",),
    )


def test_the_items_of_a_stream_are_compared() -> None:
    old = media("{itemSchema: {type: object, properties: {kind: {type: string, enum: [a]}}}}")
    new = media("{itemSchema: {type: object, properties: {kind: {type: string, enum: [a, b]}}}}")
    assert told(old, new) == ["warning response-property-enum-value-added /*/kind"]
    (finding,) = compare_texts(old, new)
    assert finding.old is not None
    assert finding.old.pointer == (
        "/paths/~1invoices/get/responses/200/content/application~1jsonl/itemSchema/properties/kind/enum"
    )
    assert finding.witness is not None
    assert finding.witness.value == [{"kind": "b"}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "{schema: {type: array, items: {type: object, maxProperties: 2}}}",
            "{itemSchema: {type: object, maxProperties: 2}}",
        ),
        ("{schema: {type: object, maxProperties: 2}}", "{itemSchema: {type: object, maxProperties: 2}}"),
        (
            "{schema: {type: array, maxItems: 3}, itemSchema: {type: integer}}",
            "{schema: {type: array, maxItems: 3, items: {type: integer}}}",
        ),
    ],
    ids=["as a list", "as its item", "both"],
)
def test_a_stream_may_be_described_as_a_whole_or_by_its_items(old: str, new: str) -> None:
    assert loud(media(old), media(new)) == []
    assert loud(media(new), media(old)) == []


def test_a_media_type_may_be_shared() -> None:
    def shared(values: str) -> str:
        root = f"components: {{mediaTypes: {{Invoices: {{schema: {{type: string, enum: [{values}]}}, example: a}}}}}}"
        return media("{$ref: '#/components/mediaTypes/Invoices'}", root, "application/json")

    assert told(shared("a"), shared("a, b")) == ["warning response-property-enum-value-added "]
    (finding,) = semantics(contract_of(shared("b")))
    assert finding.rule == "example-invalid"


def querystring(schema: str, content: str = "{application/x-www-form-urlencoded: {schema: %s}}") -> str:
    return path(f"get: {{parameters: [{{name: all, in: querystring, content: {content % schema}}}], {DONE}}}")


def test_the_whole_query_is_a_payload() -> None:
    old = querystring("{type: object, properties: {q: {type: string, maxLength: 9}}}")
    new = querystring("{type: object, properties: {q: {type: string, maxLength: 5}}}")
    assert told(old, new) == ["error request-parameter-max-length-decreased /querystring/q"]
    assert told(old, new.replace("name: all", "name: every").replace("maxLength: 5", "maxLength: 9")) == []
    assert told(old, path(f"get: {{{DONE}}}")) != []


def test_a_discriminator_falls_back_on_its_default() -> None:
    def union(more: str) -> str:
        return document(f"""
            paths:
              /invoices:
                post:
                  requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Payment'}}}}}}}}
                  {DONE}
            components:
              schemas:
                Payment:
                  oneOf: [{{$ref: '#/components/schemas/Card'}}, {{$ref: '#/components/schemas/Other'}}]
                  discriminator: {{propertyName: kind{more}}}
                Card: {{type: object, required: [kind], properties: {{kind: {{type: string}}, n: {{type: string}}}}}}
                Other: {{type: object, properties: {{kind: {{type: string}}}}}}
        """)

    assert loud(union(""), union(", defaultMapping: Other")) == []
    broken = loud(union(", defaultMapping: Other"), union(""))
    assert [one.severity for one in broken] != []
    assert semantics(contract_of(union(", defaultMapping: Other"))) == []


DEVICE = "https://a.example/d"


def test_schemes_may_be_deprecated_have_devices_and_be_named_by_a_reference() -> None:
    def secured(url: str, more: str = "") -> str:
        flow = f"{{deviceAuthorizationUrl: '{url}', tokenUrl: 'https://a.example/t', scopes: {{}}}}"
        scheme = f"{{type: oauth2, flows: {{deviceAuthorization: {flow}}}{more}}}"
        root = f"components: {{securitySchemes: {{device: {scheme}}}}}"
        return path(f"get: {{security: [{{device: []}}], {DONE}}}", root)

    old = secured(DEVICE)
    more = ", deprecated: true, oauth2MetadataUrl: 'https://a.example/m'"
    assert loud(old, secured(DEVICE, more)) == []
    assert loud(old, secured("https://b.example/d")) != []
    by_reference = old.replace("[{device: []}]", "[{'#/components/securitySchemes/device': []}]")
    assert loud(old, by_reference) == []
    assert semantics(contract_of(by_reference)) == []


NEW_WORDS = """
    $self: https://api.example.com/openapi.yaml
    servers: [{url: 'https://api.example.com', name: production}]
    tags: [{name: a, summary: A, kind: nav}, {name: b, parent: a, kind: badge}]
    paths:
      /invoices:
        post:
          tags: [b]
          parameters:
            - {name: session, in: cookie, style: cookie, schema: {type: string}}
          requestBody:
            content:
              multipart/mixed:
                itemSchema: {type: object}
                prefixEncoding: [{contentType: application/json, headers: {X-A: {schema: {type: string}}}}]
                itemEncoding: {contentType: image/png}
              application/json:
                schema: {$ref: 'https://api.example.com/openapi.yaml#/components/schemas/Invoice'}
                examples:
                  one: {dataValue: {id: a}}
                  two: {serializedValue: '{"id": "a"}'}
          responses:
            '200':
              summary: Fine
              content: {application/json: {schema: {$ref: 'openapi.yaml#/components/schemas/Invoice'}}}
    components:
      schemas:
        Invoice: {type: object, properties: {id: {type: string, xml: {nodeType: attribute}}}}
"""


def test_what_else_is_new_is_read() -> None:
    text = document(NEW_WORDS)
    assert semantics(contract_of(text)) == []
    assert told(text, text, "strict") == []
    wrong = text.replace("dataValue: {id: a}", "dataValue: {id: 5}")
    (finding,) = semantics(contract_of(wrong))
    assert finding.new is not None
    assert (finding.rule, finding.new.pointer) == (
        "example-invalid",
        "/paths/~1invoices/post/requestBody/content/application~1json/examples/one/dataValue",
    )


RULES = discover("govkit.checks.compat.rules")
SIDES = sorted({str(side) for rule in RULES.values() for one in rule.examples for side in (one.before, one.after)})


VERSION = re.compile(r"^openapi: (3\.[01])\S*$", re.MULTILINE)


@pytest.mark.parametrize("side", SIDES, ids=range(len(SIDES)))
def test_a_rewriting_from_one_version_to_the_next_is_silent(side: str) -> None:
    version = VERSION.search(side)
    assert version is not None
    if version[1] == "3.0" and "$ref" in side:
        return  # what stands beside a reference counts from 3.1 on
    later = VERSION.sub("openapi: 3.2.0", side, count=1)
    assert loud(side, later) == []
    assert loud(later, side) == []


@pytest.mark.parametrize("version", ["3.3.0", "4.0.0", "3", "2.0", "3.20.1", "''", "null", "[]"])
def test_other_versions_are_refused_with_their_place(version: str) -> None:
    with pytest.raises(InputError, match=r"is not read; Swagger 2\.0 and OpenAPI 3\.0, 3\.1 and 3\.2 are") as caught:
        contract_of(f"info: {{title: A}}\nopenapi: {version}\npaths: {{}}\n")
    assert str(caught.value.place) == "openapi.yaml:2:1"


ODD: list[Any] = ["null", "5", "[]", "{}", "x", "[null]", "{x: null}", "{$ref: '#/no'}"]


@pytest.mark.parametrize("odd", ODD)
def test_new_members_of_any_type_are_stood(odd: str) -> None:
    for text in (
        path(f"query: {odd}"),
        path(f"additionalOperations: {odd}"),
        path(f"additionalOperations: {{COPY: {odd}}}"),
        media(f"{{itemSchema: {odd}, prefixEncoding: {odd}, itemEncoding: {odd}}}"),
        media(odd),
        querystring(odd),
        querystring("", odd.replace("%", "%%") + "%s"),
        document(f"paths: {{}}\n$self: {odd}\ncomponents: {{mediaTypes: {odd}}}"),
        path(f"get: {{security: [{{'#/x': []}}, {odd}], {DONE}}}"),
    ):
        semantics(contract_of(text))
        assert compare_texts(text, text) == []
