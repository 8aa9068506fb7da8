"""Finds operations on one thing that do not declare what happens where it is not there."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation with a parameter in its path that declares neither 404 nor 410; a PUT may create what is not there."""
    if "{" not in site.path or (site.method == "PUT" and "201" in site.operation.responses):
        return None
    return expected(site, "names something in its path", "404", "410")


RULE = Rule(
    id="not-found-response-missing",
    severity=Severity.INFO,
    summary="Checks that operations with a parameter in their path declare the answer 404.",
    rationale=(
        "What an identifier names may have been deleted, may belong to somebody else, or may never have been there. Each "
        "caller has to do something about it, and has to know how it learns of it."
    ),
    fix="Declare 404, most simply by a response of the components that all operations refer to.",
    on=Look("operation", habit="{few} of the {count} operations with a parameter in their path declare the answer 404"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}:
                  get: {operationId: getInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    responses: {"200": {description: Done, BILL}, "401": {$ref: "#/components/responses/Problem"},
                      "403": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            finds=("/paths/~1invoices~1{id}/get/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  get: {operationId: getInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    responses: {"200": {description: Done, BILL}, default: {$ref: "#/components/responses/Problem"}}}
            """),
            because="`default` speaks for all that is not declared.",
        ),
    ),
)
