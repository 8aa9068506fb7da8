"""Finds operations that ask for scopes and do not declare what happens without them."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation that asks for scopes and does not declare 403; 404 hides from strangers what is there."""
    if not any(scopes for one in site.operation.security for scopes in one.values()):
        return None
    return expected(site, "asks for scopes", "403", "404")


RULE = Rule(
    id="forbidden-response-missing",
    severity=Severity.INFO,
    summary="Checks that operations with scopes declare the answer 403.",
    rationale=(
        "Whoever has a token without the scope can do nothing but ask for more rights, and must not try again. A client "
        "tells that from an expired token by the status, if it is declared."
    ),
    fix="Declare 403, most simply by a response of the components that all operations refer to.",
    on=Look("operation", habit="{few} of the {count} operations with scopes declare the answer 403"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL},
                    "401": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL},
                    "401": {$ref: "#/components/responses/Problem"}, "404": {$ref: "#/components/responses/Problem"},
                    "429": {$ref: "#/components/responses/Later"}}}
            """),
            because="404 instead of 403 does not tell strangers what there is.",
        ),
    ),
)
