"""Finds answers that have content though their status says that they have none."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ResponseSite
from govkit.findings import Example, Rule, Severity

_EMPTY = ("204", "205", "304")


def check(site: ResponseSite) -> Hit | None:
    """An answer of a status without content that describes some."""
    if site.status in _EMPTY and site.response.content:
        return Hit(f"an answer of status {site.status} has no content, and some is described", ("content",))
    return None


RULE = Rule(
    id="no-content-with-body",
    severity=Severity.ERROR,
    summary="Checks that answers of the statuses 204, 205 and 304 have no content.",
    rationale=(
        "Servers must not send any, and clients do not read any (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5). Whoever "
        "generated code from the description waits for something that never comes."
    ),
    fix="Take the content out, or answer 200.",
    on=Look("response"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"204": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/204/content",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"204": {description: Done, content: {}}, FAILURES}}
            """),
            because="Nothing is described.",
        ),
    ),
)
