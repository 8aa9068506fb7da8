"""Finds operations that will end, and do not say what to use instead."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_INSTEAD = re.compile(
    r"instead|replace|superseded|in favou?r|successor|migrat|moved|use |see |switch|no longer|\]\(|removed",
    re.IGNORECASE,
)


def check(site: OperationSite) -> Hit | Fine | None:
    """A deprecated operation whose words name no other way."""
    if not site.operation.deprecated:
        return None
    said = f"{site.raw.get('description', '')} {site.raw.get('summary', '')}"
    if any(key.lower().startswith("x-deprecat") for key in site.raw) or _INSTEAD.search(said[:5_000]):
        return FINE
    return Hit(f"{code(site.name, 100)} is deprecated, and does not say what to use instead", ("deprecated",))


RULE = Rule(
    id="deprecated-without-successor",
    severity=Severity.INFO,
    summary="Checks that deprecated operations say what to use instead.",
    rationale="Who is told to leave asks where to go. Whoever finds no answer stays until it breaks.",
    fix="Say in the description what to use instead, or that there is nothing.",
    on=Look("operation", habit="{few} of the {count} deprecated operations say what to use instead"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, deprecated: true, x-sunset: "2027-06-30",
                    responses: {"200": {description: Done, BILL, headers: {Deprecation: {description: Since when.,
                      schema: {type: string}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/deprecated",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, tags: [Invoices], summary: Open invoices,
                    description: "Ask for `/invoices` with a filter instead.", deprecated: true, x-sunset: "2027-06-30",
                    responses: {"200": {description: Done, BILL, headers: {Deprecation: {description: Since when.,
                      schema: {type: string}}}}, FAILURES}}
            """),
            because="The description says it.",
        ),
    ),
)
