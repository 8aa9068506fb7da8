"""Finds bodies of which nobody sees what they look like."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import is_json
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.findings import Example, Rule, Severity


def check(site: Site) -> Hit | Fine | None:
    """A body in JSON without an example, there, at its schema or at a property of it."""
    if not is_json(site.name) or "schema" not in site.raw or "parameters" in site.pointer[-4:]:
        return None
    document, raw = site.document, site.raw["schema"]
    plain = site.surface.plainness.of(document, raw)
    members = site.surface.members(document, raw)
    if any(
        word in part for part in (site.raw, plain, *members.values()) for word in ("example", "examples", "default")
    ):
        return FINE
    return Hit("this body is shown by no example") if members else None


RULE = Rule(
    id="example-missing",
    severity=Severity.INFO,
    summary="Checks that bodies are shown by an example.",
    rationale=(
        "People read the example first, and many nothing else. Mocks answer it, tests begin with it; what is drawn at random "
        "instead is valid and makes no sense."
    ),
    fix="Add an example that is real in every field; `example-invalid` watches that it stays valid.",
    on=Look("media", habit="{few} of the {count} bodies are shown by an example"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content: {application/json:
                    {schema: {type: object, properties: {memo: {type: string, description: Words.}}}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/content/application~1json",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content: {application/json:
                    {schema: {type: object, properties: {memo: {type: string, description: Words., example: Thanks}}}}}},
                    FAILURES}}
            """),
            because="An example of a property is one.",
        ),
    ),
)
