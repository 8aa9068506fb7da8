"""Finds answers of success whose body is that of a failure."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ResponseSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_ERROR = re.compile(r"(?:error|problem|failure|fault)(?:response|body|payload|details?)?$", re.IGNORECASE)


def check(site: ResponseSite) -> Hit | None:
    """An answer 200 to 204 whose schema is a component that is named as an error, and nothing besides."""
    if not site.status.startswith("2"):
        return None
    for media in site.response.content.values():
        raw = media.schema.value if media.schema is not None else None
        reference = raw.get("$ref") if isinstance(raw, dict) else None
        name = reference.rpartition("/")[2] if isinstance(reference, str) else ""
        if _ERROR.search(name[-100:]):
            return Hit(f"the answer {site.status} is that of success, and its body is {code(name)}")
    return None


RULE = Rule(
    id="success-answers-error",
    severity=Severity.WARNING,
    summary="Checks that failures are not told under a status of success.",
    rationale=(
        "Retries, alerts, caches and gateways look at the status only. A failure that is told as 200 is cached, counted as "
        "a success and never tried again."
    ),
    fix="Answer a status of 400 or more, with the problem as its body.",
    on=Look("response"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, content:
                    {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200",),
        ),
        Example(
            None,
            paths("""
                /problems/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A thing that is called a problem may be asked for.",
        ),
    ),
)
