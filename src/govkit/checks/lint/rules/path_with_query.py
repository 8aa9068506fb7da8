"""Finds paths that hold a query or a fragment."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A path with a question mark or a hash."""
    if "?" in site.name or "#" in site.name:
        return Hit(f"the path {code(site.name, 100)} holds {'a query' if '?' in site.name else 'a fragment'}")
    return None


RULE = Rule(
    id="path-with-query",
    severity=Severity.WARNING,
    summary="Checks that no path holds a query or a fragment.",
    rationale=(
        "What comes after `?` is no part of the path: routers, mocks and generated clients match the path alone, so the "
        "operation is found by nobody, or taken for another. A fragment is never sent at all (RFC 9110, section 7.1)."
    ),
    fix="Describe what is asked for as parameters `in: query`.",
    on=Look("path"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/search?kind=open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1search?kind=open",),
        ),
        Example(
            None,
            paths("""
                /invoices/search:
                  get: {operationId: getOpen, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A parameter of the query is described beside the path.",
        ),
    ),
)
