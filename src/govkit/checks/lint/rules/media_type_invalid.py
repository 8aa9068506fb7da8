"""Finds keys of `content` that are no media types."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_TYPE = re.compile(r"\s*[\w!#$&^.+*-]+/[\w!#$&^.+*-]+\s*(?:;.*)?", re.ASCII)


def check(site: Site) -> Hit | None:
    """A body of a type that has no slash, or signs that none has."""
    return None if _TYPE.fullmatch(site.name[:200]) else Hit(f"{code(site.name)} is no media type")


RULE = Rule(
    id="media-type-invalid",
    severity=Severity.WARNING,
    summary="Checks that the keys of `content` are media types.",
    rationale="No `Content-Type` is ever equal to it, so that no client and no validator finds the schema below.",
    fix="Write the type that is sent, such as `application/json`.",
    on=Look("media"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content: {json: {}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/content/json",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {"text/csv; header=present": {schema: {type: string}}}}, FAILURES}}
            """),
            because="A type may have parameters.",
        ),
    ),
)
