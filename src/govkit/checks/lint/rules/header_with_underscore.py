"""Finds headers with an underscore in their name."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import ValueSite
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every header of requests and answers with an underscore, once by name."""
    sites: list[ValueSite] = [*surface.headers, *(one for one in surface.parameters if one.location == "header")]
    first: dict[str, ValueSite] = {}
    for site in sites:
        if "_" in site.name:
            first.setdefault(site.name, site)
    for name, site in first.items():
        text = f"the header {code(name)} has an underscore, for which many servers drop it"
        yield Problem(site.document, site.pointer, text, about=("headers", name))


RULE = Rule(
    id="header-with-underscore",
    severity=Severity.WARNING,
    summary="Checks that no header has an underscore in its name.",
    rationale=(
        "nginx drops such headers unless it is told otherwise, and gateways turn them into hyphens, since CGI cannot tell "
        "the two apart: the header gets lost on the way, and only in production."
    ),
    fix="Write a hyphen; take the old name as well for a while.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: Trace_Id, in: header,
                    description: The trace., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: trace_id, in: query,
                    description: The trace., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A parameter of the query may have one.",
        ),
    ),
)
