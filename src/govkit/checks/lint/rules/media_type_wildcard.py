"""Finds bodies that may be of any type though their schema is that of JSON."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined


def check(site: Site) -> Hit | None:
    """A body of the type `*/*` whose schema is an object or an array."""
    if site.name.strip() not in ("*/*", "application/*"):
        return None
    types = types_of(site.surface.plainness.of(site.document, site.raw.get("schema")))
    return (
        Hit(f"this body is {joined(sorted(types))}, and its type {code(site.name)}")
        if types & {"object", "array"}
        else None
    )


RULE = Rule(
    id="media-type-wildcard",
    severity=Severity.INFO,
    summary="Checks that bodies with a schema of JSON are declared as JSON.",
    rationale=(
        "Some frameworks write `*/*` where nobody said a type. Clients then do not know what to ask for by `Accept`, nor "
        "whether to read the answer as JSON."
    ),
    fix="Write `application/json`.",
    on=Look("media", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {"*/*": {schema: {$ref: "#/components/schemas/Bill"}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/content/*~1*",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {"*/*": {schema: {type: string, format: binary}}}}, FAILURES}}
            """),
            because="A file may be of any type.",
        ),
    ),
)
