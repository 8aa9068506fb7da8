"""Finds operations that delete and take a body."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import carries
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | None:
    """A DELETE with a body."""
    if site.method == "DELETE" and carries(site):
        return Hit(f"{code(site.name, 100)} takes a body", ("requestBody",))
    return None


RULE = Rule(
    id="delete-with-body",
    severity=Severity.INFO,
    summary="Checks that DELETE takes no body.",
    rationale=(
        "A body of DELETE has no meaning that is generally known, and some servers and proxies refuse it (RFC 9110, section "
        "9.3.5). What is to be deleted is what the address names."
    ),
    fix="Name in the path what is deleted; to delete many at once, offer an action by POST.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}:
                  delete: {operationId: deleteInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1{id}/delete/requestBody",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  delete: {operationId: deleteInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    responses: {"204": {description: Done}, FAILURES}}
            """),
            because="It takes none.",
        ),
    ),
)
