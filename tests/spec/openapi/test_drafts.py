"""`jsonSchemaDialect` and `$schema`: schemas of older drafts mean what those drafts say."""

from __future__ import annotations

import pytest

from govkit.checks.compat import compare_texts
from govkit.findings import Severity
from govkit.spec.schemas.drafts import Draft, draft_of

DRAFT_4, DRAFT_6, DRAFT_7 = (f"http://json-schema.org/draft-0{number}/schema#" for number in (4, 6, 7))
DRAFT_2019, DRAFT_2020 = (f"https://json-schema.org/draft/{year}/schema" for year in ("2019-09", "2020-12"))


def document(schema: str, dialect: str | None = None) -> str:
    head = f"jsonSchemaDialect: {dialect}\n" if dialect else ""
    return f"""\
openapi: 3.1.0
info: {{title: Billing, version: 1.0.0}}
{head}paths:
  /invoices:
    post:
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses: {{'204': {{description: Done}}}}
components: {{schemas: {{Text: {{type: string}}}}}}
"""


def loud(old: str, new: str) -> list[str]:
    return [one.rule for one in compare_texts(old, new) if one.severity is not Severity.INFO]


SAME = [
    (
        DRAFT_7,
        "{type: array, items: [{type: string}], additionalItems: false}",
        "{type: array, prefixItems: [{type: string}], items: false}",
    ),
    (DRAFT_2019, "{type: array, items: [{type: string}]}", "{type: array, prefixItems: [{type: string}]}"),
    (DRAFT_7, "{type: object, dependencies: {a: [b]}}", "{type: object, dependentRequired: {a: [b]}}"),
    (
        DRAFT_7,
        "{type: object, dependencies: {a: {required: [b]}}}",
        "{type: object, dependentSchemas: {a: {required: [b]}}}",
    ),
    (DRAFT_7, "{$ref: '#/components/schemas/Text', maxLength: 5}", "{type: string}"),
    (DRAFT_2019, "{$ref: '#/components/schemas/Text', maxLength: 5}", "{type: string, maxLength: 5}"),
    (DRAFT_4, "{type: string, const: a}", "{type: string}"),
    (DRAFT_6, "{type: string, if: {const: a}, then: {maxLength: 1}}", "{type: string}"),
    (DRAFT_4, "{type: integer, minimum: 1, exclusiveMinimum: true}", "{type: integer, exclusiveMinimum: 1}"),
]


@pytest.mark.parametrize(("dialect", "older", "today"), SAME)
def test_a_schema_of_an_older_draft_means_what_that_draft_says(dialect: str, older: str, today: str) -> None:
    for before in (document(older, dialect), document(f"{{$schema: '{dialect}', {older[1:]}")):
        assert loud(before, document(today)) == []
        assert loud(document(today), before) == []


def test_what_is_inside_of_a_schema_is_of_its_draft() -> None:
    inside = "{type: object, properties: {list: {type: array, items: [{type: string}]}}}"
    today = "{type: object, properties: {list: {type: array, prefixItems: [{type: string}]}}}"
    assert loud(document(f"{{$schema: '{DRAFT_7}', {inside[1:]}"), document(today)) == []
    assert loud(document(inside), document(today)) != []


def test_drafts_are_known_by_their_uris() -> None:
    assert draft_of(DRAFT_4) is Draft.DRAFT_4
    assert draft_of("https://json-schema.org/draft-07/schema") is Draft.DRAFT_7
    assert draft_of(DRAFT_2019) is Draft.DRAFT_2019_09
    for current in (
        DRAFT_2020,
        "https://spec.openapis.org/oas/3.1/dialect/base",
        "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
    ):
        assert draft_of(current) is Draft.DRAFT_2020_12
    for other in ("https://example.com/x", "", None, 5, "http://json-schema.org/draft-03/schema#"):
        assert draft_of(other) is None
