"""Finds operations with an idempotency key that do not declare what happens where it is used twice."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation that takes an idempotency key and declares neither 409 nor 422."""
    if not any("idempotency" in words(one.name) for one in site.operation.parameters.values()):
        return None
    return expected(site, "takes an idempotency key", "409", "422")


RULE = Rule(
    id="idempotency-conflict-response-missing",
    severity=Severity.INFO,
    summary="Checks that operations with an idempotency key declare the answer 409 or 422.",
    rationale=(
        "A key that comes with another body, or while the first request is still being worked on, is refused (the draft of "
        "the IETF on Idempotency-Key says 422 and 409). Clients that repeat requests meet this, and must not give up there."
    ),
    fix="Declare 409 or 422 with the problem, and say what happens to a key that is used again.",
    on=Look("operation", habit="{few} of the {count} operations with an idempotency key declare the answer 409 or 422"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  post: {operationId: createInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done},
                      "400": {$ref: "#/components/responses/Problem"}, "401": {$ref: "#/components/responses/Problem"},
                      "403": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            finds=("/paths/~1invoices/post/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  post: {operationId: createInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            because="`4XX` speaks for both.",
        ),
    ),
)
