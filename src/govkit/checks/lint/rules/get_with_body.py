"""Finds operations that read and take a body."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import carries
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | None:
    """A GET or HEAD with a body."""
    if site.method in ("GET", "HEAD") and carries(site):
        return Hit(f"{code(site.name, 100)} takes a body", ("requestBody",))
    return None


RULE = Rule(
    id="get-with-body",
    severity=Severity.WARNING,
    summary="Checks that GET and HEAD take no body.",
    rationale=(
        "A body of GET has no meaning (RFC 9110, section 9.3.1): caches answer by the address alone, proxies drop or refuse "
        "it, browsers cannot send it, and in OpenAPI 3.0 it is ignored."
    ),
    fix="Ask by parameters of the query; what is too long for an address is a POST, or QUERY in OpenAPI 3.2.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, requestBody: {required: true, BILL},
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/requestBody",),
        ),
        Example(
            None,
            paths("""
                /invoices/search:
                  post: {operationId: searchInvoices, ABOUT, requestBody: {required: true, BILL},
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A search by POST may have a body.",
        ),
    ),
)
