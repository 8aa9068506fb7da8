"""Finds failures that show the inside of the server."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import members_of
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, ResponseSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_INSIDE = frozenset({"stacktrace", "stack trace", "traceback", "exception", "sql", "debug info", "inner exception"})


def check(site: ResponseSite) -> Hit | None:
    """A failure whose body has a member for a stack trace, an exception or SQL."""
    if not site.is_error:
        return None
    for name in members_of(site.surface, site.response.content.values()):
        if " ".join(words(name)) in _INSIDE:
            return Hit(f"the answer {site.status} shows {code(name)}, which is the inside of the server")
    return None


RULE = Rule(
    id="error-leaks-internals",
    severity=Severity.WARNING,
    summary="Checks that failures do not show stack traces, exceptions or SQL.",
    rationale=(
        "They tell an attacker which libraries and tables there are, and no caller what to do (OWASP API8:2023). What the "
        "server's people need stands in their log."
    ),
    fix="Answer an identifier by which the failure is found in the log, and leave the rest there.",
    on=Look("response"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "500": {description: Broken, content: {application/problem+json: {schema:
                      {allOf: [{$ref: "#/components/schemas/Problem"}, {type: object, properties:
                        {stackTrace: {type: string, description: Where it broke.}}}]}}}}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/500",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "500": {description: Broken, content: {application/problem+json: {schema:
                      {allOf: [{$ref: "#/components/schemas/Problem"}, {type: object, properties:
                        {traceId: {type: string, description: Where to look.}}}]}}}}}}
            """),
            because="An identifier shows nothing.",
        ),
    ),
)
