"""Finds pages that may be of any size."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._paging import kind_of
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | None:
    """A parameter for the size of a page without a maximum."""
    if site.location != "query" or kind_of(site.name) != "size" or not site.types & {"integer", "number"}:
        return None
    if {"maximum", "exclusiveMaximum", "enum", "const"} & site.plain.keys():
        return None
    return Hit(f"by {code(site.name)} a caller may ask for a page of any size")


RULE = Rule(
    id="page-size-unbounded",
    severity=Severity.WARNING,
    summary="Checks that the size of a page has a maximum.",
    rationale=(
        "One caller that asks for a million items at once slows down all others (OWASP API4:2023). Servers mostly have a "
        "limit; where it is not declared, clients meet it as a list that is shorter than asked for."
    ),
    fix="Write the `maximum` that the server keeps to, and a `default`.",
    on=Look("parameter", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters:
                    [{name: page_size, in: query, description: How many., schema: {type: integer, default: 20}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{$ref: "#/components/parameters/Limit"},
                    {name: size, in: query, description: Small or large., schema: {type: string, maxLength: 9}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The limit has a maximum, and a size that is no number is another thing.",
        ),
    ),
)
