"""Finds failures that are told by their status alone."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ResponseSite
from govkit.findings import Example, Rule, Severity

_PLAIN = ("401", "404", "405", "406", "410", "415", "416", "429")
"""Failures whose status says nearly all."""


def check(site: ResponseSite) -> Hit | Fine | None:
    """A failure without content."""
    if not site.is_error or site.status in _PLAIN or site.operation.method == "HEAD":
        return None
    return FINE if site.response.content else Hit(f"the answer {site.status} says nothing about what went wrong")


RULE = Rule(
    id="error-without-content",
    severity=Severity.INFO,
    summary="Checks that failures have content which says what went wrong.",
    rationale=(
        "400 may be any of twenty fields. Without a word on which one, a person tries them one after the other, and what "
        "ends in a log helps nobody."
    ),
    fix="Describe the content of the failure, best as `application/problem+json`.",
    on=Look("response", habit="{few} of the {count} failures have content which says what went wrong"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "409": {description: It is late}}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/409",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES,
                    "404": {description: Nothing is open}}}
            """),
            because="There is not much more to be said of 404.",
        ),
    ),
)
