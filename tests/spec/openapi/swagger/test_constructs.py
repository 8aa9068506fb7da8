"""Swagger 2.0, construct by construct: what each edit is judged as, what means the same in 3.0, and where it stands."""

from __future__ import annotations

import json
import time
from textwrap import dedent, indent
from typing import Any

import pytest

from govkit.checks.compat import compare, profile_named
from govkit.errors import InputError
from govkit.findings import Finding, Severity
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics
from govkit.spec.openapi.strictness import strict_findings


def contract_of(text: str, name: str = "api.yaml", **files: str) -> Contract:
    contents = {f"{file}.yaml": dedent(part).encode() for file, part in files.items()}
    library = Library(MemoryFiles(contents))
    document = library.add(parse(text.encode(), name))
    library.check_references(document)
    return Contract(library, document)


def changed(old: Contract, new: Contract) -> list[Finding]:
    return compare(old, new, profile_named("wire"), Severity.WARNING)


def swagger(paths: str, root: str = "") -> str:
    head = "swagger: '2.0'\ninfo: {title: Billing, version: 1.0.0}\n"
    return f"{head}{dedent(root)}\npaths:\n{indent(dedent(paths).strip(), '  ')}\n"


def operation(text: str, root: str = "") -> str:
    inside = indent(dedent(text).strip(), "    ")
    return swagger(f"/invoices:\n  post:\n{inside}\n    responses: {{'204': {{description: Done}}}}", root)


def parameter(text: str, root: str = "") -> str:
    return operation(f"parameters: [{text}]", root)


def response(text: str, root: str = "", more: str = "") -> str:
    extra = indent(more, "    ") + "\n" if more else ""
    return swagger(f"/invoices:\n  post:\n{extra}    responses: {{'200': {{description: Done, {text}}}}}", root)


def body(schema: str, root: str = "") -> str:
    return parameter(f"{{name: body, in: body, schema: {schema}}}", root)


def query(text: str) -> str:
    return parameter(f"{{name: q, in: query, {text}}}")


def form(*fields: str, consumes: str = "[multipart/form-data]") -> str:
    listed = ", ".join(f"{{in: formData, {field}}}" for field in fields)
    return operation(f"consumes: {consumes}\nparameters: [{listed}]")


INVOICE = "definitions: {{Invoice: {{type: object, properties: {{memo: {}}}}}}}"
REF = "{$ref: '#/definitions/Invoice'}"

CHANGES = {
    "a bound on the parameter itself": (
        query("type: integer, maximum: 9"),
        query("type: integer, maximum: 5"),
        ["error request-parameter-maximum-decreased"],
    ),
    "an exclusive bound, which 2.0 says with a boolean": (
        query("type: integer, minimum: 1"),
        query("type: integer, minimum: 1, exclusiveMinimum: true"),
        ["error request-parameter-minimum-increased"],
    ),
    "the items of a parameter": (
        query("type: array, items: {type: string, enum: [a, b]}"),
        query("type: array, items: {type: string, enum: [a]}"),
        ["error request-parameter-enum-value-removed"],
    ),
    "how a list is written": (
        query("type: array, items: {type: string}"),
        query("type: array, items: {type: string}, collectionFormat: multi"),
        ["error request-parameter-serialization-changed"],
    ),
    "a list by tabs": (
        query("type: array, items: {type: string}, collectionFormat: pipes"),
        query("type: array, items: {type: string}, collectionFormat: tsv"),
        ["error request-parameter-serialization-changed"],
    ),
    "how a list in a list is written": (
        query("type: array, items: {type: array, items: {type: string}, collectionFormat: pipes}"),
        query("type: array, items: {type: array, items: {type: string}, collectionFormat: ssv}"),
        ["error request-parameter-serialization-changed"],
    ),
    "a parameter that must be sent": (
        query("type: string"),
        query("type: string, required: true"),
        ["error request-parameter-became-required"],
    ),
    "a shared parameter": (
        parameter("{$ref: '#/parameters/Q'}", "parameters: {Q: {name: q, in: query, type: string, maxLength: 9}}"),
        parameter("{$ref: '#/parameters/Q'}", "parameters: {Q: {name: q, in: query, type: string, maxLength: 5}}"),
        ["error request-parameter-max-length-decreased"],
    ),
    "a shared body": (
        parameter("{$ref: '#/parameters/B'}", "parameters: {B: {name: b, in: body, schema: {maxProperties: 9}}}"),
        parameter("{$ref: '#/parameters/B'}", "parameters: {B: {name: b, in: body, schema: {maxProperties: 5}}}"),
        ["error request-property-max-properties-decreased"],
    ),
    "a body that must be sent": (
        parameter("{name: b, in: body, schema: {type: object}}"),
        parameter("{name: b, in: body, required: true, schema: {type: object}}"),
        ["error request-body-became-required"],
    ),
    "the name of a body, which nobody sees": (
        parameter("{name: a, in: body, schema: {type: object}}"),
        parameter("{name: b, in: body, schema: {type: object}}"),
        [],
    ),
    "a field of a form": (
        form("name: note, type: string"),
        form("name: note, type: string, maxLength: 5"),
        ["error request-property-max-length-decreased"],
    ),
    "a field of a form that must be sent": (
        form("name: note, type: string", "name: id, type: string, required: true"),
        form("name: note, type: string, required: true", "name: id, type: string, required: true"),
        ["error request-property-became-required"],
    ),
    "a file that becomes a number": (
        form("name: f, type: file"),
        form("name: f, type: integer"),
        ["error request-property-type-changed"],
    ),
    "a body by reference": (
        body(REF, INVOICE.format("{type: string, maxLength: 9}")),
        body(REF, INVOICE.format("{type: string, maxLength: 5}")),
        ["error request-property-max-length-decreased"],
    ),
    "x-nullable": (
        body(REF, INVOICE.format("{type: string, x-nullable: true}")),
        body(REF, INVOICE.format("{type: string}")),
        ["error request-property-became-not-nullable"],
    ),
    "readOnly, which is not sent": (
        body("{type: object, properties: {id: {type: string, readOnly: true}}}"),
        body("{type: object, required: [id], properties: {id: {type: string, readOnly: true}}}"),
        [],
    ),
    "a response by reference": (
        response("schema: {$ref: '#/definitions/Invoice'}", INVOICE.format("{type: string, enum: [a]}")),
        response("schema: {$ref: '#/definitions/Invoice'}", INVOICE.format("{type: string, enum: [a, b]}")),
        ["warning response-property-enum-value-added"],
    ),
    "a header": (
        response("headers: {X-Rate: {type: integer}}"),
        response("headers: {X-Rate: {type: string}}"),
        ["error response-header-type-changed"],
    ),
    "what an operation consumes": (
        operation("consumes: [application/json, application/xml]\nparameters: [{name: b, in: body, schema: {}}]"),
        operation("consumes: [application/json]\nparameters: [{name: b, in: body, schema: {}}]"),
        ["error request-media-type-removed"],
    ),
    "what the whole API produces": (
        response("schema: {type: string}", "produces: [application/json, text/plain]"),
        response("schema: {type: string}", "produces: [application/json]"),
        ["error response-media-type-removed"],
    ),
    "what the API produces, where the operation says it too": (
        response("schema: {type: string}", "produces: [text/html]", "produces: [application/json]"),
        response("schema: {type: string}", "produces: [text/xml]", "produces: [application/json]"),
        [],
    ),
    "a key in another place": (
        operation("security: [{k: []}]", "securityDefinitions: {k: {type: apiKey, in: header, name: K}}"),
        operation("security: [{k: []}]", "securityDefinitions: {k: {type: apiKey, in: query, name: K}}"),
        ["error security-scheme-changed"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_an_edit_is_judged_by_the_rules_of_3_0(old: str, new: str, expected: list[str]) -> None:
    found = changed(contract_of(old), contract_of(new))
    assert sorted(f"{one.severity} {one.rule}" for one in found) == expected
    for one in found:
        assert one.old is not None
        assert one.new is not None
        for place, text in ((one.old, old), (one.new, new)):
            stands = parse(text.encode(), "api.yaml")
            assert place.pointer is not None
            way = tuple(part.replace("~1", "/").replace("~0", "~") for part in place.pointer.split("/")[1:])
            assert stands.place(stands.node(way).pointer) == place, "the place is one of the 2.0 text"


def openapi(paths: str, root: str = "") -> str:
    return swagger(paths, root).replace("swagger: '2.0'", "openapi: 3.0.3", 1)


def openapi_operation(text: str, root: str = "") -> str:
    return operation(text, root).replace("swagger: '2.0'", "openapi: 3.0.3", 1)


FLOW = "authorizationUrl: 'https://a.example/a', tokenUrl: 'https://a.example/t', scopes: {read: Read}"
SAME = {
    "lists in a query": (
        parameter("{name: q, in: query, type: array, items: {type: string}}"),
        openapi_operation(
            "parameters: [{name: q, in: query, explode: false, schema: {type: array, items: {type: string}}}]"
        ),
    ),
    "repeated members of a query": (
        parameter("{name: q, in: query, type: array, items: {type: string}, collectionFormat: multi}"),
        openapi_operation("parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}]"),
    ),
    "lists by spaces and bars": (
        parameter("{name: q, in: query, type: array, items: {type: string}, collectionFormat: ssv}"),
        openapi_operation(
            "parameters: [{name: q, in: query, style: spaceDelimited, explode: false, "
            "schema: {type: array, items: {type: string}}}]"
        ),
    ),
    "lists in a header": (
        parameter("{name: q, in: header, type: array, items: {type: string}}"),
        openapi_operation("parameters: [{name: q, in: header, schema: {type: array, items: {type: string}}}]"),
    ),
    "a form with a file": (
        form("name: f, type: file, required: true", "name: n, type: integer, maximum: 5"),
        openapi_operation("""
            requestBody:
              required: true
              content:
                multipart/form-data:
                  schema:
                    type: object
                    required: [f]
                    properties: {f: {type: string, format: binary}, n: {type: integer, maximum: 5}}
        """),
    ),
    "a form without a word on what is consumed": (
        parameter("{name: n, in: formData, type: string}"),
        openapi_operation("""
            requestBody:
              content:
                application/x-www-form-urlencoded: {schema: {type: object, properties: {n: {type: string}}}}
        """),
    ),
    "a body without a word on what is consumed": (
        body("{type: object, maxProperties: 3}"),
        openapi_operation("requestBody: {content: {application/json: {schema: {type: object, maxProperties: 3}}}}"),
    ),
    "an empty list of what is produced": (
        response("schema: {type: string}", "produces: [text/xml]", "produces: []"),
        openapi("""
            /invoices:
              post: {responses: {'200': {description: Done, content: {application/json: {schema: {type: string}}}}}}
        """),
    ),
    "a download": (
        response("schema: {type: file}", "", "produces: [application/pdf]"),
        openapi("""
            /invoices:
              post:
                responses:
                  '200':
                    description: Done
                    content: {application/pdf: {schema: {type: string, format: binary}}}
        """),
    ),
    "basic authentication": (
        operation("security: [{b: []}]", "securityDefinitions: {b: {type: basic}}"),
        openapi_operation("security: [{b: []}]", "components: {securitySchemes: {b: {type: http, scheme: basic}}}"),
    ),
    **{
        f"the flow {lower}": (
            operation(
                "security: [{o: [read]}]", f"securityDefinitions: {{o: {{type: oauth2, flow: {lower}, {FLOW}}}}}"
            ),
            openapi_operation(
                "security: [{o: [read]}]",
                f"components: {{securitySchemes: {{o: {{type: oauth2, flows: {{{upper}: {{{FLOW}}}}}}}}}}}",
            ),
        )
        for lower, upper in (
            ("implicit", "implicit"),
            ("password", "password"),
            ("application", "clientCredentials"),
            ("accessCode", "authorizationCode"),
        )
    },
}


@pytest.mark.parametrize(("lower", "upper"), SAME.values(), ids=SAME)
def test_what_means_the_same_in_3_0_is_silent(lower: str, upper: str) -> None:
    old, new = contract_of(lower), contract_of(upper)
    assert [one for one in changed(old, new) if one.severity is not Severity.INFO] == []
    assert [one for one in changed(new, old) if one.severity is not Severity.INFO] == []


def test_servers_are_made_of_schemes_host_and_base_path_and_stand_there() -> None:
    text = operation("schemes: [wss]", "host: api.example.com\nbasePath: /v1/\nschemes: [https, http]")
    contract = contract_of(text)
    assert contract.root["servers"] == [{"url": "https://api.example.com/v1"}, {"url": "http://api.example.com/v1"}]
    assert contract.root["paths"]["/invoices"]["post"]["servers"] == [{"url": "wss://api.example.com/v1"}]
    assert contract.document.place(("servers", 1, "url")).pointer == "/schemes/1"
    own = contract.document.place(("paths", "/invoices", "post", "servers", 0))
    assert own.pointer == "/paths/~1invoices/post/schemes/0"
    assert contract_of(operation("summary: x", "basePath: /v1")).root["servers"] == [{"url": "/v1"}]
    assert contract_of(operation("summary: x", "host: a.example")).root["servers"] == [{"url": "//a.example"}]
    assert "servers" not in contract_of(operation("summary: x")).root


def test_a_parameter_of_an_operation_stands_before_that_of_its_path_item_also_as_a_body() -> None:
    text = swagger("""
        /invoices:
          parameters:
            - {name: all, in: body, schema: {type: string}}
            - {name: q, in: query, type: string}
          get: {responses: {'204': {description: Done}}}
          post:
            parameters:
              - {name: own, in: body, required: true, schema: {type: integer}}
              - {name: q, in: query, type: integer}
            responses: {'204': {description: Done}}
          put:
            parameters: [{name: note, in: formData, type: string}]
            responses: {'204': {description: Done}}
    """)
    operations = contract_of(text).operations
    shared, own, fields = (operations[f"{method} /invoices"].body for method in ("GET", "POST", "PUT"))
    assert shared is not None
    assert shared.content["application/json"].node.value["schema"] == {"type": "string"}
    assert own is not None
    assert own.content["application/json"].node.value["schema"] == {"type": "integer"}
    assert own.node.place().pointer == "/paths/~1invoices/post/parameters/0"
    assert fields is not None
    assert list(fields.content) == ["application/x-www-form-urlencoded"]
    assert operations["POST /invoices"].parameters["query q"].node.value["schema"] == {"type": "integer"}
    assert operations["GET /invoices"].parameters["query q"].node.place().pointer == "/paths/~1invoices/parameters/1"


FILES = {
    "paths": """
        invoices:
          parameters: [{$ref: 'parts.yaml#/parameters/Q'}]
          post:
            parameters:
              - {name: body, in: body, schema: {$ref: 'parts.yaml#/definitions/Invoice'}}
            responses: {default: {$ref: 'parts.yaml#/responses/Error'}}
    """,
    "parts": """
        swagger: '2.0'
        info: {title: Parts, version: 1.0.0}
        produces: [text/html]
        parameters: {Q: {name: q, in: query, type: string, maxLength: MOST}}
        responses:
          Error:
            description: No
            schema: {$ref: '#/definitions/Error'}
        definitions:
          Invoice: {type: object, properties: {line: {$ref: 'line.yaml'}}}
          Error: {type: object, properties: {code: {type: string, enum: [CODES]}}}
    """,
    "line": """
        type: object
        discriminator: kind
        properties:
          kind: {type: string, x-nullable: NULLS}
          parent: {$ref: 'api.yaml#/definitions/Parent'}
    """,
}
MULTIPLE = """\
swagger: 2.0
info: {title: Billing, version: 1.0.0}
paths:
  /invoices: {$ref: 'paths.yaml#/invoices'}
definitions:
  Parent: {type: object, properties: {id: {type: string, maxLength: MOST}}}
"""


def multiple(most: str, codes: str, nulls: str) -> Contract:
    def filled(text: str) -> str:
        return text.replace("MOST", most).replace("CODES", codes).replace("NULLS", nulls)

    return contract_of(filled(MULTIPLE), "api.yaml", **{name: filled(text) for name, text in FILES.items()})


def test_references_into_other_files_are_followed_and_places_stay_there() -> None:
    found = changed(multiple("9", "a", "true"), multiple("5", "a, b", "false"))
    assert sorted((one.rule, str(one.old.file), str(one.new.pointer)) for one in found if one.old and one.new) == [
        ("request-parameter-max-length-decreased", "parts.yaml", "/parameters/Q/maxLength"),
        ("request-property-became-not-nullable", "line.yaml", "/properties/kind/x-nullable"),
        ("request-property-max-length-decreased", "api.yaml", "/definitions/Parent/properties/id/maxLength"),
        ("response-property-enum-value-added", "parts.yaml", "/definitions/Error/properties/code/enum"),
    ]
    assert changed(multiple("9", "a", "true"), multiple("9", "a", "true")) == []
    assert semantics(multiple("9", "a", "true")) == []


def test_a_response_of_another_file_has_the_media_types_of_the_operation() -> None:
    answer = multiple("9", "a", "true").operations["POST /invoices"].responses["default"]
    assert list(answer.content) == ["application/json"]


ELSEWHERE = """\
swagger: "2.0"
info: {title: Billing, version: 1.0.0}
x-schemas: {Memo: {type: string, maxLength: MOST, x-nullable: true}}
paths:
  /invoices:
    post:
      parameters: [{name: b, in: body, schema: {type: object, properties: {memo: {$ref: '#/x-schemas/Memo'}}}}]
      responses: {'204': {description: Done}}
  /drafts:
    post:
      parameters: [{name: b, in: body, schema: {$ref: '#/paths/~1invoices/post/parameters/0/schema'}}]
      responses: {'204': {description: Done}}
"""


def test_references_to_places_that_3_0_has_elsewhere_are_followed() -> None:
    old, new = (contract_of(ELSEWHERE.replace("MOST", most)) for most in ("9", "5"))
    (finding,) = changed(old, new)
    assert finding.subject.operations == ("POST /drafts", "POST /invoices")
    assert finding.new is not None
    assert finding.new.pointer == "/x-schemas/Memo/maxLength"
    assert semantics(old) == []


@pytest.mark.parametrize("written", ["'2.0'", "2.0", '"2.0"', "2"])
def test_the_version_may_be_written_as_a_number(written: str) -> None:
    assert contract_of(f"swagger: {written}\ninfo: {{title: A, version: '1'}}\npaths: {{}}\n").version == "2.0"


@pytest.mark.parametrize("written", ["1.2", "'1.2'", "3.0.0", "2.1", "true", "[]", "null", "''"])
def test_other_versions_are_refused_with_their_place(written: str) -> None:
    with pytest.raises(InputError, match=r"is not read; Swagger 2\.0 and OpenAPI 3\.0") as caught:
        contract_of(f"info: {{title: A, version: '1'}}\nswagger: {written}\npaths: {{}}\n")
    assert str(caught.value.place) == "api.yaml:2:1"


WRONG = {
    "dangling-reference": (
        body("{$ref: '#/definitions/Invoise'}", INVOICE.format("{}")),
        "/paths/~1invoices/post/parameters/0/schema/$ref",
        "`#/definitions/Invoise` leads nowhere; `Invoice` is close",
    ),
    "security-scheme-undefined": (
        operation("security: [{k: []}]"),
        "/paths/~1invoices/post/security/0/k",
        "not defined in `securityDefinitions`",
    ),
    "default-invalid": (query("type: integer, default: many"), "/paths/~1invoices/post/parameters/0/default", "many"),
    "example-invalid": (
        response("schema: {type: integer}, examples: {application/json: many}"),
        "/paths/~1invoices/post/responses/200/examples/application~1json",
        "many",
    ),
    "unknown-type": (query("type: int"), "/paths/~1invoices/post/parameters/0/type", "`integer`"),
    "pattern-invalid": (form("name: n, type: string, pattern: '['"), "/paths/~1invoices/post/parameters/0/pattern", ""),
    "path-parameter-unused": (
        parameter("{name: id, in: path, required: true, type: string}"),
        "/paths/~1invoices/post/parameters/0",
        "`id`",
    ),
    "duplicate-key": (
        body(REF, INVOICE.format("{}, memo: {}")),
        "/definitions/Invoice/properties/memo",
        "stands in `/definitions/Invoice/properties` twice",
    ),
}


@pytest.mark.parametrize(("rule", "case"), WRONG.items(), ids=WRONG)
def test_the_rules_about_one_document_speak_of_2_0(rule: str, case: tuple[str, str, str]) -> None:
    text, pointer, words = case
    (finding,) = semantics(contract_of(text))
    assert (finding.rule, finding.new and finding.new.pointer) == (rule, pointer)
    assert words in finding.message
    assert finding.subject.operations == ("POST /invoices",)


def test_the_strict_pass_judges_the_text_of_2_0() -> None:
    assert strict_findings(contract_of(operation("summary: x"))) == []
    (finding,) = strict_findings(contract_of(operation("parameters: [{name: q, in: query}]")))
    assert finding.new is not None
    assert finding.new.pointer == "/paths/~1invoices/post/parameters/0"


ODD: list[Any] = [None, True, 5, "x", [], {}, [None], [{}], {"x": None}, {"$ref": 5}, {"$ref": "#/definitions/No"}]
KEYS = (
    *("paths", "definitions", "parameters", "responses", "securityDefinitions", "consumes", "produces", "schemes"),
    *("host", "basePath", "security", "info"),
)


@pytest.mark.parametrize("key", KEYS)
def test_sections_of_any_type_are_stood(key: str) -> None:
    for odd in [*ODD, *({"x": value} for value in ODD)]:
        tree = {"swagger": "2.0", "info": {}, "paths": {"/a": {"get": {"responses": {}}}}, key: odd}
        semantics(contract_of(json.dumps(tree), "api.json"))


@pytest.mark.parametrize("key", ["parameters", "responses", "consumes", "produces", "schemes", "security"])
def test_members_of_operations_of_any_type_are_stood(key: str) -> None:
    for odd in [*ODD, *({"200": value} for value in ODD), *([value] for value in ODD)]:
        for tree in ({"get": {key: odd}}, {key: odd, "get": {"responses": {}}}, odd):
            text = json.dumps({"swagger": "2.0", "paths": {"/a": tree}})
            semantics(contract_of(text, "api.json"))


@pytest.mark.parametrize("place", ["body", "formData", "query"])
def test_members_of_parameters_of_any_type_are_stood(place: str) -> None:
    for key in ("name", "schema", "type", "items", "required", "collectionFormat", "x-nullable", "enum"):
        for odd in ODD:
            given = {"name": "a", "in": place, "type": "array", key: odd}
            tree = {"swagger": "2.0", "paths": {"/a": {"get": {"parameters": [given], "responses": {}}}}}
            semantics(contract_of(json.dumps(tree), "api.json"))


def test_a_schema_that_is_shared_by_aliases_is_converted_once() -> None:
    lines = ["swagger: '2.0'", "paths: {}", "definitions:", "  S0: &s0 {type: object, x-nullable: true}"]
    for level in range(1, 18):
        lines.append(f"  S{level}: &s{level} {{properties: {{a: *s{level - 1}, b: *s{level - 1}}}}}")
    begun = time.process_time()
    contract_of("\n".join(lines))
    assert time.process_time() - begun < 5
