"""Finds headers whose description nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code

_IGNORED = ("accept", "content-type", "authorization")


def check(surface: Surface) -> Iterator[Problem]:
    """Every parameter `Accept`, `Content-Type` or `Authorization`, and every header `Content-Type` of an answer."""
    for site in surface.parameters:
        if site.location == "header" and site.name.lower() in _IGNORED:
            yield Problem(site.document, site.pointer, f"OpenAPI ignores a parameter called {code(site.name)}")
    for header in surface.headers:
        if header.name.lower() == "content-type":
            yield Problem(header.document, header.pointer, f"OpenAPI ignores a header called {code(header.name)}")


RULE = Rule(
    id="header-ignored",
    severity=Severity.INFO,
    summary="Checks that headers are described where they are read.",
    rationale=(
        "What is said by `content` and `security` is not said again as a header (OpenAPI 3.1.1, sections 4.8.12 and 4.8.17): "
        "generators leave it out, or offer it twice."
    ),
    fix="Describe types in `content` and credentials in `security`, and remove the header.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: Authorization, in: header,
                    description: The token., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: Accept-Language, in: header,
                    description: In which language., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="Languages are said nowhere else.",
        ),
    ),
)
