"""Finds operations of which nothing says who may call them."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths, whole
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine:
    """An operation for which neither it nor the document has anything under `security`."""
    if "security" in site.raw or "security" in site.surface.contract.root:
        return FINE
    return Hit(f"nothing says who may call {code(site.name, 100)}")


RULE = Rule(
    id="operation-unsecured",
    severity=Severity.WARNING,
    summary="Checks that each operation says how it is secured, or that it is open.",
    rationale=(
        "An operation without a word on security is open by the specification, and nobody can tell whether that is meant "
        "or was forgotten. Gateways and generated clients take it at its word."
    ),
    fix="Write `security` at the root or at the operation; `security: []` says that an operation is open on purpose.",
    on=Look("operation", habit="{few} of the {count} operations say who may call them"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                servers: [{url: "https://api.example.com"}]
                security_: {}
                tags: [{name: Invoices, description: What customers owe.}]
                paths:
                  /invoices/open: {get: {operationId: getOpen, tags: [Invoices], summary: Open invoices,
                    description: Those that nobody paid., responses: {"204": {description: Done}}}}
            """)
            .replace("security_: {}\n", "")
            .replace("security: [{oauth2: [invoices]}]\n", ""),
            finds=("/paths/~1invoices~1open/get",),
        ),
        Example(
            None,
            paths("""
                /health:
                  get: {operationId: getHealth, ABOUT, security: [], responses: {"204": {description: Done}, FAILURES}}
            """),
            because="It says that it is open.",
        ),
    ),
)
