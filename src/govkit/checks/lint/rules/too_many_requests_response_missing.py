"""Finds operations that do not declare what happens to callers that come too often."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity


def check(site: OperationSite) -> Hit | Fine:
    """An operation that declares neither 429 nor all failures at once."""
    return expected(site, "may be called too often", "429")


RULE = Rule(
    id="too-many-requests-response-missing",
    severity=Severity.INFO,
    summary="Checks that operations declare the answer 429.",
    rationale=(
        "An API without a limit is brought down by its most eager caller (OWASP API4:2023), and one with a limit that is "
        "declared nowhere is met by clients that try again at once."
    ),
    fix="Declare 429 with `Retry-After`, most simply by a response of the components that all operations refer to.",
    on=Look("operation", habit="{few} of the {count} operations declare the answer 429"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL},
                    "401": {$ref: "#/components/responses/Problem"}, "403": {$ref: "#/components/responses/Problem"}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="It is declared.",
        ),
    ),
)
