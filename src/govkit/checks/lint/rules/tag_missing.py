"""Finds operations that belong to no group."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | Fine:
    """An operation without tags."""
    return FINE if site.raw.get("tags") else Hit(f"{code(site.name, 100)} has no tag")


RULE = Rule(
    id="tag-missing",
    severity=Severity.INFO,
    summary="Checks that each operation has a tag.",
    rationale="References, portals and generated clients group by tags. What has none stands below `default`, unfound.",
    fix="Give the operation the tag of the resource that it is about.",
    on=Look("operation", habit="{few} of the {count} operations have a tag"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, summary: Open invoices,
                    responses: {"200": {description: Done, BILL}, FAILURES}}
                /invoices/late:
                  get: {operationId: getLate, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get",),
        ),
        Example(
            None,
            paths("""
                /invoices/late:
                  get: {operationId: getLate, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="It has one.",
        ),
    ),
)
