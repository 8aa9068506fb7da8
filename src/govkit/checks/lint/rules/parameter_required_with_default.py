"""Finds parameters that must be sent and say what holds where they are not."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | None:
    """A required parameter with a default."""
    if site.raw.get("required") is True and "default" in site.plain and site.location != "path":
        return Hit(f"{code(site.name)} is required, and has a default that never holds")
    return None


RULE = Rule(
    id="parameter-required-with-default",
    severity=Severity.INFO,
    summary="Checks that required parameters have no default.",
    rationale=(
        "A default holds where nothing is sent, which is refused. Some clients fill it in and some leave it to the caller, "
        "and readers do not know whether they have to send it."
    ),
    fix="Make the parameter optional, or remove the default.",
    on=Look("parameter", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: since, in: query, required: true,
                    description: From when., schema: {type: string, format: date, default: "2026-01-01"}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: since, in: query,
                    description: From when., schema: {type: string, format: date, default: "2026-01-01"}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="It may be left out.",
        ),
    ),
)
