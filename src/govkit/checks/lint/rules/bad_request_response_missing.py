"""Finds operations that take input and do not declare what happens where it is wrong."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation with a body that declares neither 400 nor 422."""
    if site.operation.body is None:
        return None
    return expected(site, "takes a body", "400", "422")


RULE = Rule(
    id="bad-request-response-missing",
    severity=Severity.INFO,
    summary="Checks that operations with a body declare the answer 400 or 422.",
    rationale=(
        "A caller sends a wrong value sooner or later. What the refusal looks like decides whether a person can be told "
        "which field is wrong and why."
    ),
    fix="Declare 400 or 422 with the problem, most simply by a response of the components.",
    on=Look("operation", habit="{few} of the {count} operations with a body declare the answer 400 or 422"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  put: {operationId: putInvoices, ABOUT, requestBody: {required: true, BILL},
                    responses: {"204": {description: Done}, "401": {$ref: "#/components/responses/Problem"},
                      "403": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            finds=("/paths/~1invoices/put/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}/void:
                  post: {operationId: voidInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"},
                      {$ref: "#/components/parameters/Key"}],
                    responses: {"204": {description: Done}, "401": {$ref: "#/components/responses/Problem"},
                      "404": {$ref: "#/components/responses/Problem"},
                      "409": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            because="There is no body that could be wrong.",
        ),
    ),
)
