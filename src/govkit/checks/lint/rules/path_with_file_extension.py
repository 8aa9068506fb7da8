"""Finds paths whose segments say in which format the answer is."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_FORMATS = re.compile(r"\.(?:json|xml|yaml|yml|html?|php|aspx?|jsp|do|action)$", re.IGNORECASE)


def check(site: Site) -> Hit | None:
    """A path whose last segment ends like a file."""
    found = _FORMATS.search(site.name[-200:])
    if found is None or ".well-known" in site.name:
        return None
    return Hit(f"the path {code(site.name, 100)} ends in {code(found[0])}, as if it were a file")


RULE = Rule(
    id="path-with-file-extension",
    severity=Severity.INFO,
    summary="Checks that no path ends like the name of a file.",
    rationale=(
        "What an answer is written in is said by its media type, which caller and server agree on by `Accept`. An ending "
        "ties the address of a thing to one format, or to the technology of the server, for as long as anybody uses it."
    ),
    fix="Leave the ending out, and list the media types of the answer in `content`.",
    on=Look("path"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /report.json:
                  get: {operationId: getReport, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1report.json",),
        ),
        Example(
            None,
            paths("""
                /.well-known/jwks.json:
                  get: {operationId: getKeys, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="Well-known addresses are called as their standards call them.",
        ),
    ),
)
