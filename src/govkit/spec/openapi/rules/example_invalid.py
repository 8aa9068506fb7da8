"""Finds examples that their schema refuses."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem
from govkit.spec.openapi.rules._refusals import problems
from govkit.spec.openapi.rules._samples import document, schemas


def check(contract: Contract) -> Iterator[Problem]:
    """Every example of a schema, media type, parameter or header that the schema refuses, with the reason."""
    return problems(contract, "example")


RULE = Rule(
    id="example-invalid",
    severity=Severity.WARNING,
    summary="Checks that each example is a value that its schema allows.",
    rationale=(
        "People copy examples before they read schemas, and mocks send them. One of the two is wrong, and often it "
        "is the schema: a null or a missing property in an example is what the server really sends."
    ),
    fix="Correct whichever of the two does not say what the API does.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  properties:
                    issued: {type: string, format: date, example: 31/01/2026}
            """),
            finds=("/components/schemas/Invoice/properties/issued/example",),
        ),
        Example(
            None,
            document("""
                paths:
                  /invoices:
                    post:
                      requestBody:
                        content:
                          application/json:
                            schema: {$ref: "#/components/schemas/Invoice"}
                            example: {memo: Thanks}
                      responses:
                        "201":
                          description: Done
                          content:
                            application/json:
                              schema: {$ref: "#/components/schemas/Invoice"}
                              example: {memo: Thanks}
                components:
                  schemas:
                    Invoice:
                      type: object
                      required: [id, memo]
                      properties:
                        id: {type: string, readOnly: true}
                        memo: {type: string}
            """),
            finds=("/paths/~1invoices/post/responses/201/content/application~1json/example",),
            title="in the response only, because `id` is readOnly",
        ),
        Example(
            None,
            document("""
                paths:
                  /invoices:
                    get:
                      parameters:
                        - {name: limit, in: query, schema: {type: integer}, example: "20"}
                        - {name: ids, in: query, schema: {type: array, items: {type: integer}}, example: "1,2"}
                      responses: {"204": {description: Done}}
            """),
            because="A parameter is sent as text, and its example may be written as it is sent.",
        ),
    ),
)
