"""Meanings that are easily lost: where a parameter stands, who sends what, what a discriminator decides."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml

from govkit.checks.compat import compare_texts
from govkit.checks.compat.examples import document as whole
from govkit.findings import Direction, Finding, Severity, Verdict
from tests.properties.test_verdicts import document

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE


def between(old: str, new: str, way: Direction, profile: str = "wire") -> list[Finding]:
    """What is found between two schemas, written in YAML, that are used in one direction."""
    return compare_texts(document(yaml.safe_load(old), way), document(yaml.safe_load(new), way), profile)


def worst(findings: list[Finding]) -> Severity | None:
    """The worst severity of some findings, None where there are none."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)


OPEN_TWO = "{type: object, properties: {a: {type: string}, b: {type: string}}, unevaluatedProperties: false}"
OPEN_ONE = "{type: object, properties: {a: {type: string}}, unevaluatedProperties: false}"
READ_ONLY = "{type: object, required: [a], properties: {a: {type: string, readOnly: true}}}"
REQUIRED = "{type: object, required: [a], properties: {a: {type: string}}}"
WRITE_ONLY = "{type: object, required: [a], properties: {a: {type: string, writeOnly: true}}}"
REQUIRED_IN_A_PART = "{allOf: [{type: object, properties: {id: {type: string}}}, {required: [id]}]}"
READ_ONLY_IN_A_PART = REQUIRED_IN_A_PART.replace("{type: string}", "{type: string, readOnly: true}")
OPEN_IN_A_PART = (
    "{type: object, allOf: [{properties: {a: {type: string}}, additionalProperties: true}],"
    " unevaluatedProperties: false}"
)
CLOSED_AROUND = "{type: object, properties: {a: {type: string}}, unevaluatedProperties: false}"
NAMELESS = "{type: object, properties: {a: {type: string}}, required: [x]}"
NAMELESS_MORE = "{type: object, properties: {a: {type: string}, b: {type: string}}, required: [x, b]}"
PAIR_OF_TEXTS = "{type: array, prefixItems: [{type: string}, {type: string}], unevaluatedItems: false}"
ONE_TEXT = "{type: array, prefixItems: [{type: string}], unevaluatedItems: false}"


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        (OPEN_TWO, OPEN_ONE, REQUEST),
        (PAIR_OF_TEXTS, ONE_TEXT, REQUEST),
        (READ_ONLY, REQUIRED, REQUEST),
        (REQUIRED, WRITE_ONLY, RESPONSE),
        (READ_ONLY_IN_A_PART, REQUIRED_IN_A_PART, REQUEST),
        ("{type: object, properties: {p: {type: 'null'}}}", "{type: object, properties: {p: false}}", REQUEST),
        ("{type: array, items: {type: 'null'}}", "{type: array, items: false}", REQUEST),
        ("{type: string, enum: ['2020-02-30']}", "{type: string, format: date}", REQUEST),
        ("{type: string, enum: ['2020-01-01 10:00:00']}", "{type: string, format: date-time}", REQUEST),
        (OPEN_IN_A_PART, CLOSED_AROUND, REQUEST),
        (
            "{type: array, allOf: [{prefixItems: [{type: string}]}, {unevaluatedItems: true}],"
            " unevaluatedItems: false}",
            "{type: array, prefixItems: [{type: string}], unevaluatedItems: false}",
            REQUEST,
        ),
        (
            "{type: number, allOf: [{if: {maximum: 0}}, {then: {minimum: -10}}]}",
            "{type: number, if: {maximum: 0}, then: {minimum: -10}}",
            REQUEST,
        ),
        ("{type: array}", "{type: array, contains: true}", REQUEST),
        ("{type: array, items: {type: string}}", "{type: array, items: {type: string}, contains: {}}", REQUEST),
        ("{const: 0.5}", "{minimum: 1}", REQUEST),
        ("{const: [1, 2, 3]}", "{maxItems: 2}", REQUEST),
        (REQUIRED_IN_A_PART, READ_ONLY_IN_A_PART.replace("readOnly", "writeOnly"), RESPONSE),
        (NAMELESS, NAMELESS_MORE, REQUEST),
        ("true", "false", REQUEST),
        ("{type: array, items: {type: string}}", "{type: array, items: false}", REQUEST),
        ("{type: string}", "{type: string, enum: []}", REQUEST),
        ("{anyOf: [{enum: [a]}, {enum: [b]}]}", "{enum: [a]}", REQUEST),
        (
            "{type: array, prefixItems: [{type: integer}], items: {type: string}}",
            "{type: array, prefixItems: [{type: integer}], items: {type: integer}}",
            REQUEST,
        ),
    ],
)
def test_a_break_is_proven(old: str, new: str, way: Direction) -> None:
    """Each of these pairs has a message that one side refuses."""
    findings = between(old, new, way)
    assert [f for f in findings if f.severity is ERROR and f.verdict is Verdict.PROVEN], findings


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("{enum: []}", "{enum: [a]}", REQUEST),
        (READ_ONLY.replace("required: [a], ", ""), "{type: object}", REQUEST),
        (WRITE_ONLY.replace("string", "integer"), WRITE_ONLY, RESPONSE),
        ("{type: array, items: false}", "{type: array, maxItems: 0}", REQUEST),
    ],
)
def test_what_nobody_sends_breaks_nobody(old: str, new: str, way: Direction) -> None:
    """Each of these pairs is harmless."""
    assert worst(between(old, new, way)) in (INFO, None)


def test_names_that_look_like_paths_stay_apart() -> None:
    """A property `a/b` is not the property `b` of `a`."""
    old = "{properties: {a/b: {type: string}, a: {properties: {b: {type: string}}}}}"
    findings = between(old, old.replace("string", "integer"), REQUEST)
    assert sorted(finding.subject.path for finding in findings) == ["/a/b", "/a~1b"]


def test_a_union_that_contains_itself_is_no_trap() -> None:
    """Neither recursion nor a search without end."""
    body = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{}}}}}}}}"
    old = whole(paths, components="A: {anyOf: [{$ref: '#/components/schemas/A'}, {type: string}]}")
    assert worst(compare_texts(old, old.replace("string", "integer"))) in (ERROR, WARNING)


def test_one_edit_of_a_branch_is_one_finding() -> None:
    """That the alternatives overlap in another way now is not told as well."""
    old = (
        "{oneOf: [{required: [a], properties: {a: {type: string}}}, {required: [b], properties: {b: {type: string}}}]}"
    )
    new = old.replace("b: {type: string}", "b: {type: integer}")
    assert [finding.rule for finding in between(old, new, REQUEST)] == ["request-property-type-changed"]


def parameters(item: str, operation: str = "") -> str:
    """A document with parameters of a path item and of its operation."""
    return whole(
        dedent(
            f"""\
            paths:
              /a:
                parameters: [{item}]
                get: {{parameters: [{operation}], responses: {{'200': {{description: fine}}}}}}
            """
        )
    )


def test_a_parameter_of_the_path_item_counts_for_its_operations() -> None:
    """Also where the text of the operation itself is what it was."""
    optional, required = (
        "{name: q, in: query, schema: {type: string}}",
        "{name: q, in: query, required: true, schema: {type: string}}",
    )
    findings = compare_texts(parameters(optional), parameters(required))
    assert [finding.rule for finding in findings] == ["request-parameter-became-required"]
    assert compare_texts(parameters(optional), parameters("", optional)) == []


def secured(name: str, scheme: str) -> str:
    """A document with one operation that asks for one scheme."""
    paths = f"paths: {{/a: {{get: {{security: [{{{name}: []}}], responses: {{'200': {{description: fine}}}}}}}}}}"
    return whole(f"{paths}\ncomponents: {{securitySchemes: {{{name}: {scheme}}}}}")


def test_a_security_scheme_is_what_it_says() -> None:
    """Another header locks every client out; another name for the same locks nobody out."""
    old = secured("key", "{type: apiKey, in: header, name: K}")
    moved = compare_texts(old, secured("key", "{type: apiKey, in: header, name: L}"))
    assert [finding.rule for finding in moved] == ["security-scheme-changed"]
    assert compare_texts(old, secured("k", "{type: apiKey, in: header, name: K}")) == []


CAT = "Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}"
DOG = "Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {type: string}}}"
BOTH = "[{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]"
ONE = "[{$ref: '#/components/schemas/Dog'}]"


def pets(way: Direction, branches: str = BOTH, cat: str = CAT, discriminator: str = "{propertyName: kind}") -> str:
    """A document with a union of open objects that only a discriminator tells apart."""
    content = f"content: {{application/json: {{schema: {{oneOf: {branches}, discriminator: {discriminator}}}}}}}"
    if way is REQUEST:
        operation = f"{{requestBody: {{{content}}}, responses: {{}}}}"
    else:
        operation = f"{{responses: {{'200': {{description: fine, {content}}}}}}}"
    return whole(f"paths: {{/a: {{post: {operation}}}}}", components=f"{cat}\n{DOG}")


@pytest.mark.parametrize(
    ("old", "new", "request_", "response"),
    [
        ({"branches": BOTH}, {"branches": ONE}, ERROR, INFO),
        ({"branches": ONE}, {"branches": BOTH}, INFO, ERROR),
        ({}, {"cat": CAT.replace("integer", "string")}, ERROR, ERROR),
        (
            {"discriminator": "{propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}"},
            {"discriminator": "{propertyName: kind, mapping: {kitty: '#/components/schemas/Cat'}}"},
            ERROR,
            WARNING,
        ),
        (
            {"discriminator": "{propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}"},
            {"discriminator": "{propertyName: kind, mapping: {cat: Cat}}"},
            None,
            None,
        ),
    ],
)
def test_a_discriminator_decides(
    old: dict[str, str], new: dict[str, str], request_: Severity | None, response: Severity | None
) -> None:
    """Adding a variant to a request breaks nobody, taking one away does; and the other way round in a response."""
    assert worst(compare_texts(pets(REQUEST, **old), pets(REQUEST, **new))) is request_
    assert worst(compare_texts(pets(RESPONSE, **old), pets(RESPONSE, **new))) is response


def test_a_product_of_many_unions_is_bounded() -> None:
    """Thirty unions of ten branches have 10^30 alternatives: they are undecided, and soon."""
    unions = [
        "{oneOf: ["
        + ", ".join(f"{{required: [k], properties: {{k: {{const: {letter}{n}}}}}}}" for n in range(10))
        + "]}"
        for letter in "abcdefghijklmnopqrstuvwxyzABCD"
    ]
    old = f"{{type: object, allOf: [{', '.join(unions)}]}}"
    new = f"{{type: object, minProperties: 2, allOf: [{', '.join(unions)}]}}"
    assert worst(between(old, new, REQUEST)) in (ERROR, WARNING)


def test_a_branch_that_two_unions_share_is_an_alternative_of_both() -> None:
    """No proof of safety may leave it out."""
    union = "anyOf: [{$ref: '#/components/schemas/Text'}, {type: integer}]"
    schema = f"{{allOf: [{{{union}}}, {{{union}}}]}}"
    body = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
    old = whole(
        f"paths: {{/a: {{post: {{{body}, responses: {{}}}}}}}}", components="Text: {type: string, maxLength: 9}"
    )
    new = old.replace("schema: {allOf: [", "schema: {allOf: [{maxLength: 5}, ")
    findings = compare_texts(old, new)
    assert [f for f in findings if f.severity is ERROR and f.verdict is Verdict.PROVEN], findings


CALLING_ITSELF = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    post:
      responses: {"200": {description: ok}}
      callbacks: {again: {$ref: "#/components/callbacks/again"}}
components:
  callbacks:
    again:
      "{$request.body#/url}":
        post:
          requestBody: {content: {application/json: {schema: {type: string, maxLength: %d}}}}
          responses: {"200": {description: ok}}
          callbacks: {again: {$ref: "#/components/callbacks/again"}}
"""


def test_a_callback_may_lead_back_to_itself() -> None:
    """It is compared once; what it sends is a response of the provider."""
    assert not compare_texts(CALLING_ITSELF % 9, CALLING_ITSELF % 9)
    findings = compare_texts(CALLING_ITSELF % 5, CALLING_ITSELF % 9)
    assert {finding.direction for finding in findings} == {RESPONSE}


@pytest.mark.parametrize(
    ("old", "new", "way", "expected"),
    [
        (REQUIRED.replace("required: [a], ", ""), WRITE_ONLY.replace("required: [a], ", ""), RESPONSE, WARNING),
        (REQUIRED.replace("required: [a], ", ""), READ_ONLY.replace("required: [a], ", ""), REQUEST, WARNING),
        (WRITE_ONLY, "{type: object}", RESPONSE, None),
        (READ_ONLY, "{type: object}", REQUEST, None),
        ("{type: object}", WRITE_ONLY, RESPONSE, None),
    ],
)
def test_what_is_not_sent_is_neither_lost_nor_won(
    old: str, new: str, way: Direction, expected: Severity | None
) -> None:
    """A property that becomes read-only is lost to those who sent it; one that nobody sent is missed by nobody."""
    assert worst(between(old, new, way)) is expected


GENERIC = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/L"}}}}, responses: {}}}
components:
  schemas:
    L:
      $id: https://example.com/L
      $ref: list
      $defs:
        item: {$dynamicAnchor: items, type: %s}
        list: {$id: list, type: array, items: {$dynamicRef: "#items"}, $defs: {items: {$dynamicAnchor: items}}}
"""


def test_a_dynamic_reference_of_many_ends_is_not_taken_for_unchanged() -> None:
    """Which of several anchors is meant is not known here; a change of any is undecided, not silent."""
    (finding,) = compare_texts(GENERIC % "string", GENERIC % "integer")
    assert finding.verdict is Verdict.UNPROVEN
    assert not compare_texts(GENERIC % "string", GENERIC % "string")
    anything = GENERIC.replace('{$ref: "#/components/schemas/L"}', "{type: array}")
    assert worst(compare_texts(anything % "string", GENERIC % "string")) is WARNING
