"""Finds JSON with a character set."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import is_json
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A body in JSON whose type has the parameter `charset`."""
    kind, _, rest = site.name.lower().partition(";")
    return (
        Hit(f"{code(site.name)} has a character set, which JSON has not")
        if is_json(kind) and "charset" in rest
        else None
    )


RULE = Rule(
    id="json-with-charset",
    severity=Severity.INFO,
    summary="Checks that JSON is declared without a character set.",
    rationale=(
        "JSON between systems is UTF-8, and its media type has no such parameter (RFC 8259, sections 8.1 and 11). Tools that "
        "compare types letter by letter do not find the schema when it is missing in a message."
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
                    {"application/json; charset=utf-8": {schema: {$ref: "#/components/schemas/Bill"}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/content/application~1json; charset=utf-8",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {"text/csv; charset=utf-8": {schema: {type: string}}}}, FAILURES}}
            """),
            because="Text has character sets.",
        ),
    ),
)
