"""Finds operations of which nothing says what they do."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine:
    """An operation with neither summary nor description."""
    if any(isinstance(site.raw.get(word), str) and site.raw[word].strip() for word in ("summary", "description")):
        return FINE
    return Hit(f"nothing says what {code(site.name, 100)} does")


RULE = Rule(
    id="operation-undescribed",
    severity=Severity.WARNING,
    summary="Checks that each operation says what it does.",
    rationale=(
        "A path tells what it is about, and not what happens: whether an invoice that is deleted is gone or voided, who is "
        "told, what it costs. Who does not find it asks the team, or tries."
    ),
    fix="Write a `summary` of a few words, and in the `description` what happens.",
    on=Look("operation", habit="{few} of the {count} operations say what they do"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, tags: [Invoices], responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, tags: [Invoices], summary: Get open invoices,
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A summary says it.",
        ),
    ),
)
