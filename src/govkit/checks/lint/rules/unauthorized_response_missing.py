"""Finds secured operations that do not declare what happens without credentials."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation that asks for credentials and does not declare 401."""
    asked = site.operation.security
    if not asked or {} in asked:
        return None
    return expected(site, "asks for credentials", "401")


RULE = Rule(
    id="unauthorized-response-missing",
    severity=Severity.INFO,
    summary="Checks that secured operations declare the answer 401.",
    rationale=(
        "A token that has expired is the most usual failure of all, and a client has to tell it from others: it gets a new "
        "token and tries again. What the answer looks like is a part of the contract."
    ),
    fix="Declare 401, most simply by a response of the components that all operations refer to.",
    on=Look("operation", habit="{few} of the {count} secured operations declare the answer 401"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL},
                    "403": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
                /health:
                  get: {operationId: getHealth, ABOUT, security: [], responses: {"204": {description: Done},
                    "429": {$ref: "#/components/responses/Later"}}}
            """),
            because="`4XX` speaks for 401 too, and nobody needs credentials for what is open.",
        ),
    ),
)
