"""Finds operations that only read by their method and create something by their answer."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | None:
    """A GET or HEAD that declares 201."""
    if site.method in ("GET", "HEAD") and "201" in site.operation.responses:
        return Hit(f"{code(site.name, 100)} only reads, and answers that something was created", ("responses", "201"))
    return None


RULE = Rule(
    id="created-by-get",
    severity=Severity.WARNING,
    summary="Checks that no GET answers 201.",
    rationale=(
        "GET is safe: caches, crawlers and retries send it as often as they like (RFC 9110, section 9.2.1). If it really "
        "creates something, they do too; if it does not, the status is wrong."
    ),
    fix="Answer 200, or make it a POST.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"201": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/201",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  put: {operationId: putInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"},
                      {$ref: "#/components/parameters/Match"}], requestBody: {required: true, BILL},
                    responses: {"201": {description: Done, headers:
                      {Location: {description: Where., schema: {type: string, format: uri-reference}}}}, FAILURES}}
            """),
            because="PUT creates what is not there.",
        ),
    ),
)
