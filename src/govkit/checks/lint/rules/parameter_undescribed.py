"""Finds parameters of which nothing says what they do."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | Fine:
    """A parameter without a description, there or at its schema."""
    if any(isinstance(part.get("description"), str) and part["description"].strip() for part in (site.raw, site.plain)):
        return FINE
    return Hit(f"nothing says what {code(site.name)} does")


RULE = Rule(
    id="parameter-undescribed",
    severity=Severity.INFO,
    summary="Checks that each parameter is described.",
    rationale=(
        "A name says what a filter is about, and not what it does: whether both ends of a period count, what comes without "
        "it, how two of them go together."
    ),
    fix="Describe it at its declaration; one that many operations share goes into the components.",
    on=Look("parameter", gather=Gather.NAME, habit="{few} of the {count} parameters are described"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: since, in: query,
                    schema: {type: string, format: date}}], responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: since, in: query,
                    schema: {type: string, format: date, description: The first day.}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="Its schema describes it.",
        ),
    ),
)
