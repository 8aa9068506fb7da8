"""Finds bodies that may be left out though their schema asks for members."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import json_schemas
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | None:
    """A body without `required: true` of which some members are required."""
    body = site.operation.body
    if body is None or body.required or site.method not in ("POST", "PUT", "PATCH"):
        return None
    for document, raw in json_schemas(body.content.values()):
        needed = site.surface.plainness.of(document, raw).get("required")
        if isinstance(needed, list) and needed:
            return Hit(f"the body of {code(site.name, 100)} may be left out, and {code(str(needed[0]))} in it may not")
    return None


RULE = Rule(
    id="request-body-optional",
    severity=Severity.INFO,
    summary="Checks that a body of which some members are required is required itself.",
    rationale=(
        "A body is optional unless it says `required: true` (OpenAPI 3.1.1, section 4.8.13), which is easily forgotten: "
        "generated clients let it be left out, and validators let an empty request pass."
    ),
    fix="Write `required: true`, if the server refuses a request without a body anyway.",
    on=Look(
        "operation", habit="{few} of the {count} bodies of which some members are required are required themselves"
    ),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/search:
                  post: {operationId: searchInvoices, ABOUT, requestBody: {content: {application/json: {schema:
                      {type: object, additionalProperties: false, required: [text],
                        properties: {text: {type: string, maxLength: 99, description: What to look for.}}}}}},
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1search/post",),
        ),
        Example(
            None,
            paths("""
                /invoices/search:
                  post: {operationId: searchInvoices, ABOUT, requestBody: {BILL},
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="No member is required, so that all of them may be left out.",
        ),
    ),
)
