"""Finds problems that lack what RFC 9457 gives them."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined

_MEMBERS = ("type", "title", "status", "detail")


def check(site: Site) -> Hit | None:
    """An `application/problem+json` whose schema declares none or only some of the usual members."""
    if site.name.partition(";")[0].strip().lower() != "application/problem+json" or "schema" not in site.raw:
        return None
    members = site.surface.members(site.document, site.raw["schema"])
    missing = [code(name) for name in _MEMBERS if name not in members]
    if not members or not missing:
        return None
    return Hit(f"the problem has no {joined(missing)}", ("schema",))


RULE = Rule(
    id="problem-member-missing",
    severity=Severity.WARNING,
    summary="Checks that problems have `type`, `title`, `status` and `detail`.",
    rationale=(
        "Who reads a media type expects what it stands for: code that knows RFC 9457 looks for the kind in `type`, and for "
        "words to show in `title` and `detail`."
    ),
    fix="Declare the members of RFC 9457, section 3.1, and put what is your own beside them.",
    on=Look("media"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "500": {description: Broken, content: {application/problem+json: {schema: {type: object,
                      properties: {title: {type: string, description: What broke.}}}}}}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/500/content/application~1problem+json/schema",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The usual problem has them.",
        ),
    ),
)
