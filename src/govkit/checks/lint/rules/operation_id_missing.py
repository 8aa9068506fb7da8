"""Finds operations without an operationId."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine:
    """An operation that has no name."""
    if site.operation.id:
        return FINE
    return Hit(f"{code(site.name, 100)} has no `operationId`")


RULE = Rule(
    id="operation-id-missing",
    severity=Severity.WARNING,
    summary="Checks that each operation has an operationId.",
    rationale=(
        "Generated clients name their methods after it, workflows and links call by it, and logs group by it. Without one "
        "each tool makes a name up from method and path, and every tool another one."
    ),
    fix="Give the operation an `operationId`, such as `listInvoices`, and keep it for good.",
    on=Look("operation", habit="{few} of the {count} operations have an `operationId`"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get: {ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices/get",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: listInvoices, ABOUT, parameters: [{$ref: "#/components/parameters/Cursor"}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="It has one.",
        ),
    ),
)
