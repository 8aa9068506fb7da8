"""Finds paths with two slashes in a row, or without a slash at their start."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A path that does not begin with a slash, or has nothing between two."""
    if not site.name.startswith("/"):
        return Hit(f"the path {code(site.name, 100)} does not begin with a slash")
    if "//" in site.name:
        return Hit(f"the path {code(site.name, 100)} has nothing between two slashes")
    return None


RULE = Rule(
    id="path-segment-empty",
    severity=Severity.ERROR,
    summary="Checks that each path begins with a slash and has something between two.",
    rationale=(
        "A path is appended to the address of the server as it is (OpenAPI 3.1.1, section 4.8.8). Without a slash the "
        "two run into one word, and empty segments are folded by some proxies and not by others."
    ),
    fix="Write one slash before each segment.",
    on=Look("path"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices//open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1~1open",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="One slash before each segment is how it should be.",
        ),
    ),
)
