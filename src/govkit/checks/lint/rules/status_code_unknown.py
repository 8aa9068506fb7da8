"""Finds statuses that HTTP does not have."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, ResponseSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_KNOWN = frozenset(
    {100, 101, 102, 103, 104, *range(200, 209), 226, *range(300, 309), *range(400, 419), *range(421, 427), 428, 429}
    | {431, 451, 499, *range(500, 509), 510, 511}
)
"""https://www.iana.org/assignments/http-status-codes, and 499, which nginx logs and some APIs took over."""


def check(site: ResponseSite) -> Hit | None:
    """An answer of a status that nobody registered."""
    if not site.status.isdigit() or int(site.status) in _KNOWN:
        return None
    return Hit(f"HTTP has no status {code(site.status)}")


RULE = Rule(
    id="status-code-unknown",
    severity=Severity.WARNING,
    summary="Checks that statuses are registered ones.",
    rationale=(
        "Clients, caches and proxies treat a status that they do not know as the first of its hundred (RFC 9110, section "
        "15), so that what was meant by it gets lost on the way. Outside of 100 to 599 nothing holds at all."
    ),
    fix="Answer the registered status that is nearest, and say the rest in the problem's `type`.",
    on=Look("response"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT,
                    responses: {"200": {description: Done, BILL}, "298": {description: Nearly done}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/298",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT,
                    responses: {"200": {description: Done, BILL}, "4XX": {$ref: "#/components/responses/Problem"},
                      default: {$ref: "#/components/responses/Problem"}}}
            """),
            because="A class of statuses and `default` are words of OpenAPI.",
        ),
    ),
)
