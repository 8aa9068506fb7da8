"""Finds operations that any token opens, whatever it was granted for."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation by OAuth that asks for no scope of a scheme that offers some."""
    asked = {name: scopes for one in site.operation.security for name, scopes in one.items()}
    offered = [name for name in asked if name in site.surface.scoped]
    if not offered:
        return None
    if any(asked[name] for name in offered):
        return FINE
    return Hit(f"{code(site.name, 100)} asks for no scope of {code(offered[0])}")


RULE = Rule(
    id="oauth-scopes-missing",
    severity=Severity.INFO,
    summary="Checks that operations ask for scopes, where their scheme offers some.",
    rationale=(
        "Any token opens the operation then, also one that was granted for something else: whoever may read a report may "
        "delete an invoice (OWASP API5:2023)."
    ),
    fix="Name the scope that the operation needs.",
    on=Look("operation", habit="{few} of the {count} operations by OAuth ask for a scope"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, security: [{oauth2: []}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get",),
        ),
        Example(
            None,
            paths("""
                /health:
                  get: {operationId: getHealth, ABOUT, security: [], responses: {"204": {description: Done}, FAILURES}}
            """),
            because="What is open needs no scope.",
        ),
    ),
)
