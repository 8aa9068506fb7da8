"""Finds bodies in JSON of which nothing says what is in them."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import is_json
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.findings import Example, Rule, Severity


def check(site: Site) -> Hit | Fine | None:
    """A body in JSON without a schema."""
    if not is_json(site.name):
        return None
    if site.raw.get("schema") not in (None, {}, True) or "itemSchema" in site.raw:
        return FINE
    return Hit("nothing says what is in this body")


RULE = Rule(
    id="media-without-schema",
    severity=Severity.INFO,
    summary="Checks that bodies in JSON have a schema.",
    rationale=(
        "Anything is valid then: nothing is generated for it, nothing is tested by it, and no change of it is ever seen as a "
        "break."
    ),
    fix="Describe the body by a `schema`.",
    on=Look("media", habit="{few} of the {count} bodies in JSON have a schema"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {application/json: {}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/content/application~1json",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {application/pdf: {}}}, FAILURES}}
            """),
            because="A document to print has no schema.",
        ),
    ),
)
