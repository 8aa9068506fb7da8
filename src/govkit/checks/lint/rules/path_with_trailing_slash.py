"""Finds paths that end in a slash."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A path with something before its last slash."""
    if len(site.name) > 1 and site.name.endswith("/"):
        return Hit(f"the path {code(site.name, 100)} ends in a slash")
    return None


RULE = Rule(
    id="path-with-trailing-slash",
    severity=Severity.WARNING,
    summary="Checks that no path ends in a slash.",
    rationale=(
        "With and without the slash are two addresses. Routers differ in whether they answer both, send the caller on, "
        "or answer 404, and the caller finds out at run time."
    ),
    fix="Leave the slash out; where callers use the address already, answer both for a while.",
    on=Look("path"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}/:
                  get: {operationId: getInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1{id}~1",),
        ),
        Example(
            None,
            paths("""
                /:
                  get: {operationId: getStart, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The root is nothing but a slash.",
        ),
    ),
)
