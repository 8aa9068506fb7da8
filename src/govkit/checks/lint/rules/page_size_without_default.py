"""Finds pages of which nobody knows how long they are where nothing is asked for."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._paging import kind_of
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ParameterSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: ParameterSite) -> Hit | None:
    """An optional parameter for the size of a page without a default."""
    if site.location != "query" or kind_of(site.name) != "size" or not site.types & {"integer", "number"}:
        return None
    if (
        "default" in site.plain
        or site.raw.get("required") is True
        or "default" in str(site.raw.get("description")).lower()
    ):
        return None
    return Hit(f"how many items a page has without {code(site.name)} is not said")


RULE = Rule(
    id="page-size-without-default",
    severity=Severity.INFO,
    summary="Checks that the size of a page has a default.",
    rationale=(
        "Most callers do not ask for a size. How many requests a list takes them, and when the server may change that "
        "without breaking anybody, depends on what they get then."
    ),
    fix="Write the `default` that the server takes.",
    on=Look("parameter", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters:
                    [{name: page_size, in: query, description: How many., schema: {type: integer, maximum: 20}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: limit, in: query,
                    description: How many (default 20)., schema: {type: integer, maximum: 100}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The description says it.",
        ),
    ),
)
