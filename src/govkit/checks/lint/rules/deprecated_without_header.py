"""Finds operations that will end, and do not tell their callers."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine | None:
    """A deprecated operation without a header `Deprecation` in its answers of success."""
    if not site.operation.deprecated:
        return None
    if any("deprecation" in one.headers for one in site.operation.responses.values()):
        return FINE
    return Hit(f"{code(site.name, 100)} is deprecated, and declares no header `Deprecation`", ("deprecated",))


RULE = Rule(
    id="deprecated-without-header",
    severity=Severity.INFO,
    summary="Checks that deprecated operations declare the header `Deprecation`.",
    rationale=(
        "The description is read once, when a client is written. The header (RFC 9745) comes with every answer, so that the "
        "log of whoever calls says it for years."
    ),
    fix="Declare the header `Deprecation` at the answers, such as `@1767225600`, and send it.",
    on=Look("operation", habit="{few} of the {count} deprecated operations declare the header `Deprecation`"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, deprecated: true, x-sunset: "2027-06-30", x-deprecated-use: getAll,
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/deprecated",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, deprecated: true, x-sunset: "2027-06-30", x-deprecated-use: getAll,
                    responses: {"200": {description: Done, BILL, headers: {Deprecation: {description: Since when.,
                      schema: {type: string}}}}, FAILURES}}
            """),
            because="The header is declared.",
        ),
    ),
)
