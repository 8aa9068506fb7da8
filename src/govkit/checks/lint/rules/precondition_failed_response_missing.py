"""Finds operations with conditions that do not declare what happens where one does not hold."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._answers import expected
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity

_CONDITIONS = frozenset({"header if-match", "header if-unmodified-since"})


def check(site: OperationSite) -> Hit | Fine | None:
    """An operation that takes `If-Match` and does not declare 412."""
    if not _CONDITIONS & site.operation.parameters.keys():
        return None
    return expected(site, "takes a condition", "412", "409")


RULE = Rule(
    id="precondition-failed-response-missing",
    severity=Severity.WARNING,
    summary="Checks that operations with `If-Match` declare the answer 412.",
    rationale=(
        "The condition is there so that nobody overwrites what somebody else has changed meanwhile. The answer that says "
        "so is the point of it: a client reads the record again and asks its user (RFC 9110, section 13.1.1)."
    ),
    fix="Declare 412 with the problem.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /settings:
                  put: {operationId: putSettings, ABOUT, parameters: [{$ref: "#/components/parameters/Match"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done},
                      "400": {$ref: "#/components/responses/Problem"}, "401": {$ref: "#/components/responses/Problem"},
                      "403": {$ref: "#/components/responses/Problem"}, "429": {$ref: "#/components/responses/Later"}}}
            """),
            finds=("/paths/~1settings/put/responses",),
        ),
        Example(
            None,
            paths("""
                /settings:
                  put: {operationId: putSettings, ABOUT, parameters: [{$ref: "#/components/parameters/Match"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            because="`4XX` speaks for 412 too.",
        ),
    ),
)
