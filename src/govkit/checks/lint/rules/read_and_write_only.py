"""Finds properties that nobody may send."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | None:
    """A property that is both `readOnly` and `writeOnly`."""
    if site.plain.get("readOnly") is True and site.plain.get("writeOnly") is True:
        return Hit(f"{code(site.name)} is `readOnly` and `writeOnly`, so that nobody may send it")
    return None


RULE = Rule(
    id="read-and-write-only",
    severity=Severity.ERROR,
    summary="Checks that no property is both `readOnly` and `writeOnly`.",
    rationale="One says that only the server sends it, the other that only the caller does (OpenAPI 3.0.3 forbids it).",
    fix="Keep the one that is meant.",
    on=Look("property", keys=("writeOnly",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Login:
                  type: object
                  description: Who it is.
                  properties:
                    secret: {type: string, readOnly: true, writeOnly: true, description: A word.}
            """),
            finds=("/components/schemas/Login/properties/secret",),
        ),
        Example(
            None,
            schemas("""
                Login:
                  type: object
                  description: Who it is.
                  properties:
                    secret: {type: string, readOnly: false, writeOnly: true, description: A word.}
            """),
            because="Only the caller sends it.",
        ),
    ),
)
