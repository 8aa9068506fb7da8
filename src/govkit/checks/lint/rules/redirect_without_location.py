"""Finds answers that send the caller on, and do not say whither."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ResponseSite
from govkit.findings import Example, Rule, Severity

_REDIRECTS = ("301", "302", "303", "307", "308")


def check(site: ResponseSite) -> Hit | Fine | None:
    """An answer of a status that sends on, without the header `Location`."""
    if site.status not in _REDIRECTS:
        return None
    return FINE if "location" in site.response.headers else Hit(f"the answer {site.status} does not declare `Location`")


RULE = Rule(
    id="redirect-without-location",
    severity=Severity.INFO,
    summary="Checks that answers which send the caller on declare the header `Location`.",
    rationale=(
        "Without the header nobody gets on (RFC 9110, section 15.4), and who generates a client from the description does "
        "not read a header that is not declared."
    ),
    fix="Declare the header `Location` at the answer.",
    on=Look("response", habit="{few} of the {count} answers that send the caller on declare `Location`"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"303": {description: It is elsewhere}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/303",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL},
                    "304": {description: Nothing has changed}, FAILURES}}
            """),
            because="304 sends nobody anywhere.",
        ),
    ),
)
