"""Codes of errors: of those that an API lists, the one that says what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.mocks.likeness import code_of, code_of_flaw, listed
from tests.mocks.serving import serving

SNAKE = [
    "tax_service_error", "bad_request", "immutable_subscription", "internal_server_error", "invalid_api_key",
    "invalid_permissions", "invalid_token", "missing_feature", "not_found", "rate_limited", "service_not_available",
    "simultaneous_request", "unauthorized", "validation",
]  # fmt: skip
CAMEL = ["CardDeclined", "InvalidRequestError", "AuthenticationError", "PermissionError", "RateLimitError", "APIError"]
UPPER = [
    "ABORTED",
    "INVALID_ARGUMENT",
    "UNAUTHENTICATED",
    "PERMISSION_DENIED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "INTERNAL",
]


@pytest.mark.parametrize(
    ("status", "known", "expected"),
    [
        (400, SNAKE, "bad_request"), (401, SNAKE, "unauthorized"), (403, SNAKE, "invalid_permissions"),
        (404, SNAKE, "not_found"), (409, SNAKE, "simultaneous_request"), (422, SNAKE, "validation"),
        (429, SNAKE, "rate_limited"), (500, SNAKE, "internal_server_error"), (503, SNAKE, "service_not_available"),
        (400, CAMEL, "InvalidRequestError"), (401, CAMEL, "AuthenticationError"), (403, CAMEL, "PermissionError"),
        (429, CAMEL, "RateLimitError"), (500, CAMEL, "APIError"), (404, CAMEL, None), (418, CAMEL, None),
        (400, UPPER, "INVALID_ARGUMENT"), (401, UPPER, "UNAUTHENTICATED"), (403, UPPER, "PERMISSION_DENIED"),
        (404, UPPER, "NOT_FOUND"), (409, UPPER, "ALREADY_EXISTS"), (500, UPPER, "INTERNAL"), (404, [], None),
        (422, ["fatal", "other"], "other"), (401, ["fatal", "other"], None),
    ],
)  # fmt: skip
def test_a_status_has_the_code_that_says_it(status: int, known: list[str], expected: str | None) -> None:
    assert code_of(status, known) == expected


def test_the_code_of_an_example_stays_where_it_says_the_status() -> None:
    assert code_of(401, SNAKE, "invalid_token") == "invalid_token"
    assert code_of(401, SNAKE, "tax_service_error") == "unauthorized"


def test_wrong_parts_have_a_code_of_their_own_where_there_is_one() -> None:
    assert code_of(400, SNAKE, "bad_request", flawed=True) == "validation"
    assert code_of(400, UPPER, flawed=True) == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("keyword", "known", "expected"),
    [
        ("required", ["invalid", "blank"], "blank"), ("maxLength", ["tooShort", "tooLong"], "tooLong"),
        ("enum", ["inclusion", "invalid"], "inclusion"), ("pattern", ["other", "INVALID_FORMAT"], "INVALID_FORMAT"),
        ("minimum", ["invalid", "missing"], "invalid"), ("type", ["a", "b"], None),
    ],
)  # fmt: skip
def test_a_flaw_has_the_code_that_says_it(keyword: str, known: list[str], expected: str | None) -> None:
    assert code_of_flaw(keyword, known) == expected


def test_of_much_only_what_is_most_alike_is_listed() -> None:
    known = [f"/things/{number}" for number in range(500)]
    assert listed(known, "/thing/77").startswith("/things/77, ")
    assert listed(known, "/thing/77").endswith(", and 495 others")
    assert listed(known, None).count("/things/") == 5
    assert listed(["b", "a"], "c") == "a, b"
    assert listed([], "c") == "none"


API = """\
openapi: 3.1.0
info: {title: Codes, version: 1.0.0}
security: [{key: []}]
paths:
  /things:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        default: {$ref: '#/components/responses/Wrong'}
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        default: {$ref: '#/components/responses/Wrong'}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  responses:
    Wrong:
      description: wrong
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Fault'}
          example: {error: {type: tax_service_error, message: m, params: [{param: a, code: taken}]}}
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
    Fault:
      type: object
      properties:
        error:
          type: object
          required: [type, message]
          properties:
            type: {anyOf: [{enum: [tax_service_error, unauthorized, not_found, validation, bad_request]}, {enum: [x]}]}
            message: {type: string}
            params:
              type: array
              items: {type: object, properties: {param: {type: string}, code: {enum: [taken, missing_field, invalid]}}}
"""


def test_errors_bear_the_code_of_their_status_and_not_that_of_the_example(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(API)
    with serving(str(path)) as served:
        key = {"X-Key": "k"}
        answers = [
            served.client.get("/things/1"),
            served.client.get("/things/none", headers=key),
            served.client.post("/things", json={}, headers=key),
            served.client.post("/things", content=b"{", headers={**key, "Content-Type": "application/json"}),
        ]
    assert [one.json()["error"]["type"] for one in answers] == [
        "unauthorized",
        "not_found",
        "validation",
        "bad_request",
    ]
    assert answers[2].json()["error"]["params"] == [{"param": "name", "code": "missing_field"}]


def test_a_list_of_errors_alone_tells_what_is_wrong_with_the_whole(tmp_path: Path) -> None:
    """There is an item for it, with the code of the status, and no place."""
    path = tmp_path / "listed.yaml"
    schema = """
      type: object
      required: [errors]
      properties:
        type: {type: string}
        errors:
          type: array
          items: {required: [code], properties: {code: {type: string}, message: {type: string}, field: {type: string}}}
    """
    fault = API[API.index("    Fault:") :]
    path.write_text(
        API.replace(fault, f"    Fault:{schema}").replace(
            "{error: {type: tax_service_error, message: m, params: [{param: a, code: taken}]}}",
            "{type: list, errors: [{code: taken, message: m, field: f}]}",
        )
    )
    with serving(str(path)) as served:
        answer = served.client.get("/things/none", headers={"X-Key": "k"})
        wrong = served.client.post("/things", json={}, headers={"X-Key": "k"})
    assert answer.json() == {"type": "list", "errors": [{"code": "not_found", "message": "there is no thing `none`"}]}
    assert wrong.json()["errors"][0]["field"] == "name"
