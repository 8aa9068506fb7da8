"""Finds failures that are told in a form of their own."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import is_json
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ResponseSite
from govkit.findings import Example, Rule, Severity


def check(site: ResponseSite) -> Hit | Fine | None:
    """A failure with content in JSON that is no `application/problem+json`."""
    names = [name.partition(";")[0] for name in site.response.content]
    if not site.is_error or not any(map(is_json, names)):
        return None
    if "application/problem+json" in names:
        return FINE
    return Hit(f"the answer {site.status} is no `application/problem+json`")


RULE = Rule(
    id="error-not-problem-json",
    severity=Severity.INFO,
    summary="Checks that failures are told as RFC 9457 says, in `application/problem+json`.",
    rationale=(
        "One form for all APIs means one piece of code that reads it: what kind of problem, what happened this time, where "
        "to read more. Each form of its own is learnt, written and tested again by each client."
    ),
    fix="Answer `application/problem+json` with `type`, `title`, `status` and `detail`, beside the old form for a while.",
    on=Look("response", habit="{few} of the {count} failures are told as `application/problem+json`"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "500": {description: Broken, content: {application/json:
                      {schema: {$ref: "#/components/schemas/Problem"}}}}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/500",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "502": {description: Broken, content: {text/html: {schema: {type: string}}}}}}
            """),
            because="A page of a proxy is no JSON of the API.",
        ),
    ),
)
