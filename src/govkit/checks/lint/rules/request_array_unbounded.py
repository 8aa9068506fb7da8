"""Finds lists in requests that may be of any length."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import answered, sent
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.survey import REQUEST


def check(site: Site) -> Hit | Fine | None:
    """An array that a caller sends, without a largest number of items."""
    if "array" not in types_of(site.raw) or not site.surface.ways.of(site.document, site.pointer) & REQUEST:
        return None
    if {"maxItems", "const"} & site.raw.keys() or "enum" in (site.raw.get("items") or {}):
        return FINE
    return Hit(f"{where(site)} may hold any number of items in a request")


RULE = Rule(
    id="request-array-unbounded",
    severity=Severity.INFO,
    summary="Checks that lists in requests have a largest number of items.",
    rationale=(
        "Each item costs the server something, often a query. One request with a million of them does what a million "
        "requests do, and no limit on requests sees it (OWASP API4:2023)."
    ),
    fix="Write the `maxItems` that the server keeps to.",
    on=Look(
        "schema",
        keys=("type",),
        gather=Gather.OWNER,
        habit="{few} of the {count} lists in requests have a largest number of items",
    ),
    when=check,
    examples=(
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  properties:
                    lines: {type: array, description: For what., items: {type: string, maxLength: 9}}
            """),
            finds=("/components/schemas/Invoice/properties/lines",),
        ),
        Example(
            None,
            answered("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    lines: {type: array, description: For what., items: {type: string, maxLength: 9}}
            """),
            because="What the server answers is its own affair.",
        ),
    ),
)
