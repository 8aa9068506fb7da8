"""Finds answers that ask for patience and do not say for how long."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, ResponseSite
from govkit.findings import Example, Rule, Severity

_WAIT = ("429", "503")
_OWN = re.compile(r"retry|ratelimit-?reset|rate-limit-reset")


def check(site: ResponseSite) -> Hit | Fine | None:
    """An answer of the status 429 or 503 without a header that says when to come back."""
    if site.status not in _WAIT:
        return None
    if any(_OWN.search(name) for name in site.response.headers):
        return FINE
    return Hit(f"the answer of status {site.status} does not say by `Retry-After` when to try again")


RULE = Rule(
    id="retry-after-missing",
    severity=Severity.INFO,
    summary="Checks that the answers 429 and 503 say when to try again.",
    rationale=(
        "Without a time each client guesses one, and those that guess nothing come back at once, all together, which is "
        "what the answer was to prevent (RFC 6585, section 4; RFC 9110, section 10.2.3)."
    ),
    fix="Declare the header `Retry-After` at the answer, and send it.",
    on=Look("response", habit="{few} of the {count} answers 429 and 503 say by `Retry-After` when to try again"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL},
                    "503": {$ref: "#/components/responses/Problem"}, FAILURES}}
            """),
            finds=("/components/responses/Problem",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="The usual answer 429 declares it.",
        ),
    ),
)
