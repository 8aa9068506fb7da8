"""What the rules say of a change: how bad, how sure, and in which words."""

from __future__ import annotations

import pytest

from govkit.checks.compat import compare_texts
from govkit.checks.compat.change import Change
from govkit.checks.compat.examples import (
    operation,
    parameters,
    request_body,
    request_properties,
    response_body,
    response_headers,
    response_properties,
    webhook,
    webhook_body,
)
from govkit.checks.compat.rules import _wording as wording
from govkit.findings import Direction

LINES = "lines: {type: array, items: {$ref: '#/components/schemas/Line'}}"


def only(before: str, after: str, profile: str = "wire") -> tuple[str, str, str]:
    (finding,) = compare_texts(before, after, profile)
    return finding.rule, finding.severity.value, finding.message


@pytest.mark.parametrize(
    ("more", "severity"),
    [("", "warning"), ("additionalProperties: false", "error"), ("additionalProperties: {type: integer}", "error")],
)
def test_a_property_that_the_new_server_refuses_is_an_error_and_one_that_it_ignores_is_not(
    more: str, severity: str
) -> None:
    before = request_properties("id: {type: string}\nmemo: {type: string}", more=more)
    assert only(before, request_properties("id: {type: string}", more=more))[1] == severity


@pytest.mark.parametrize(
    ("status", "severity"), [("202", "warning"), ("302", "warning"), ("409", "info"), ("503", "info")]
)
def test_a_new_success_is_worse_than_a_new_error(status: str, severity: str) -> None:
    before = operation('responses: {"200": {description: Done}}')
    after = operation(f'responses: {{"200": {{description: Done}}, "{status}": {{description: Done}}}}')
    assert only(before, after)[:2] == ("response-status-added", severity)


def test_a_wider_range_of_a_header_is_a_warning_like_that_of_a_property() -> None:
    before, after = (response_headers(f"X-Total: {{schema: {{type: integer, maximum: {n}}}}}") for n in (1, 2))
    assert only(before, after)[:2] == ("response-schema-widened", "warning")


def test_in_the_strict_profile_another_property_in_a_response_breaks_a_closed_object() -> None:
    before = response_properties("id: {type: string}", more="additionalProperties: false")
    after = response_properties("id: {type: string}\nmemo: {type: string}", more="additionalProperties: false")
    assert only(before, after)[:2] == ("response-property-added", "info")
    assert only(before, after, "strict")[:2] == ("response-property-added", "error")


def test_a_default_of_null_means_what_no_default_means() -> None:
    before = request_properties("memo: {type: [string, 'null'], default: null}")
    assert compare_texts(before, request_properties("memo: {type: [string, 'null']}")) == []


def test_another_operation_id_is_found_in_the_source_profile_only() -> None:
    before, after = operation("operationId: createInvoice"), operation("operationId: draftInvoice")
    assert compare_texts(before, after) == []
    assert only(before, after, "source") == (
        "operation-id-changed",
        "warning",
        "POST /invoices has the operationId `draftInvoice`, before `createInvoice`",
    )


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            request_properties("memo: {type: string, maxLength: 9}"),
            request_properties("memo: {type: string, maxLength: 5}"),
            "`memo` may be at most 5 characters long, before it was 9",
        ),
        (
            request_properties("memo: {type: string}"),
            request_properties("memo: {type: string, minLength: 1}"),
            "`memo` must be at least 1 character long, before there was no limit",
        ),
        (
            response_properties("memo: {type: string, maxLength: 9}"),
            response_properties("memo: {type: string}"),
            "`memo` may be any number of characters long, before it was 9",
        ),
        (
            request_properties("amount: {type: number, maximum: 9}"),
            request_properties("amount: {type: number, exclusiveMaximum: 9}"),
            "`amount` must be less than 9, before at most 9",
        ),
        (
            response_properties("amount: {type: number, minimum: 0}"),
            response_properties("amount: {type: number}"),
            "`amount` may be without lower limit, before at least 0",
        ),
        (
            request_properties("memo: {type: [string, 'null', integer]}"),
            request_properties("memo: {type: [integer, 'null']}"),
            "`memo` must be an integer or null, before an integer, a string or null",
        ),
        (
            request_properties("code: {enum: [a, b, c, d, e, f, g, h]}"),
            request_properties("code: {enum: [h]}"),
            "`code` no longer takes `a`, `b`, `c`, `d`, `e` and 2 more",
        ),
        (
            request_properties("currency: {type: string}"),
            request_properties("currency: {type: string, default: EUR}"),
            "`currency` means `EUR` where it is left out, before nothing",
        ),
        (
            response_properties("tags: {type: array, minItems: 1}"),
            response_properties("tags: {type: array}"),
            "`tags` may hold no items at all, before at least 1",
        ),
        (
            request_properties("sum: {$ref: '#/components/schemas/Sum'}", components="Sum: {type: integer}"),
            request_properties("sum: {$ref: '#/components/schemas/Sum'}", components="Sum: {type: boolean}"),
            "`Sum` must be a boolean, before an integer",
        ),
        (
            request_properties("sum: {type: integer}"),
            request_properties("sum: {$ref: '#/components/schemas/Sum'}", components="Sum: {type: boolean}"),
            "`sum` must be a boolean, before an integer",
        ),
        (
            request_properties(LINES, components="Line: {type: array, items: {type: integer}}"),
            request_properties(LINES, components="Line: {type: array, items: {type: string}}"),
            "an item of `Line` must be a string, before an integer",
        ),
        (
            request_body("{type: array, prefixItems: [{type: string}, {type: string}]}"),
            request_body("{type: array, prefixItems: [{type: string}, {type: integer}]}"),
            "item 2 of the request body must be an integer, before a string",
        ),
        (
            response_body("{type: object, additionalProperties: {type: integer}}"),
            response_body("{type: object, additionalProperties: {type: string}}"),
            "any other property of the body of response 200 may be a string, before an integer",
        ),
        (
            request_body("{type: object, patternProperties: {'^x-': {type: integer}}}"),
            request_body("{type: object, patternProperties: {'^x-': {type: string}}}"),
            "a property of the request body named like `^x-` must be a string, before an integer",
        ),
        (
            webhook_body("{type: object}"),
            webhook_body("{type: array}"),
            "the body of the webhook may be an array, before an object",
        ),
        (
            parameters("- {name: filter, in: query, schema: {type: object, properties: {a: {type: integer}}}}"),
            parameters("- {name: filter, in: query, schema: {type: object, properties: {a: {type: boolean}}}}"),
            "`a` in query parameter `filter` must be a boolean, before an integer",
        ),
        (
            response_headers("X-Total: {schema: {type: integer}}"),
            response_headers("X-Total: {schema: {type: boolean}}"),
            "response header `x-total` may be a boolean, before an integer",
        ),
        (
            webhook("security: [{oauth: [r]}, {}]"),
            webhook("security: [{key: [], oauth: [r]}]"),
            "the webhook `invoice.paid` comes with `key` and `oauth` (r), before with `oauth` (r) or no credentials",
        ),
    ],
)
def test_a_message_says_what_changed_in_words(before: str, after: str, message: str) -> None:
    assert only(before, after)[2] == message


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("EUR", "`EUR`"),
        ("", '`""`'),
        ("true", '`"true"`'),
        ("5", '`"5"`'),
        (5, "`5`"),
        (None, "`null`"),
        ({"a": [1]}, '`{"a": [1]}`'),
        ("tick ` tick", '`"tick \' tick"`'),
        ("two\nlines", '`"two\\nlines"`'),
        ("x" * 61, f"`{'x' * 59}…`"),
    ],
)
def test_a_value_in_a_message_is_short_and_cannot_be_taken_for_another(value: object, shown: str) -> None:
    assert wording.value(value) == shown


KINDS = [
    *wording._SENTENCES,
    *(f"{word}-{way}" for word in ("max-length", "min-length") for way in ("increased", "decreased")),
    *(f"{word}-{way}" for word in ("pattern", "format", "multiple-of") for way in ("added", "removed", "changed")),
    "type-changed",
    "default-changed",
]
KEYWORDS = {"max-length": "maxLength", "min-length": "minLength", "multiple-of": "multipleOf"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_rule_names_is_described_whatever_it_is(kind: str) -> None:
    keyword = KEYWORDS.get(kind.rpartition("-")[0], kind.rpartition("-")[0])
    change = Change(
        kind=kind, element="header", direction=Direction.REQUEST, keyword=keyword, before=["b"], after=["a"], name="0"
    )
    assert "has changed (" not in wording.described(change)


def test_values_of_any_type_are_described() -> None:
    before, after = (response_headers(f"X-Total: {{schema: {{enum: {enum}}}}}") for enum in ("['', 1, a]", "[a]"))
    assert only(before, after)[2] == 'response header `x-total` may no longer be `""` and `1`'


def test_a_keyword_without_words_of_its_own_is_named() -> None:
    change = Change(kind="schema-changed", element="body", direction=Direction.REQUEST, keyword="novel", place="body")
    assert wording.described(change) == "the API has changed (body schema changed)"
