"""Finds headers of one's own that say that they are experiments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import ValueSite
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code, joined

_USUAL = re.compile(
    r"x-(?:request-id|correlation-id|rate-?limit.*|forwarded-.*|total-count|trace-id|b3-.*|powered-by|frame-options|"
    r"content-type-options|xss-protection|idempotency-key|hub-signature.*|real-ip)",
    re.IGNORECASE,
)


def check(surface: Surface) -> Iterator[Problem]:
    """The first header with `X-` that is not one of those that are so called everywhere, with all others."""
    sites: list[ValueSite] = [*surface.headers, *(one for one in surface.parameters if one.location == "header")]
    found = {
        one.name: one for one in reversed(sites) if one.name.lower().startswith("x-") and not _USUAL.fullmatch(one.name)
    }
    if found:
        names = list(reversed(found))
        site = found[names[0]]
        text = f"{joined([code(name) for name in names])} {'begins' if len(names) == 1 else 'begin'} with `X-`"
        yield Problem(site.document, site.pointer, text, about=("headers",))


RULE = Rule(
    id="header-prefixed-with-x",
    severity=Severity.INFO,
    summary="Checks that headers do not begin with `X-`.",
    rationale=(
        "The prefix stood for what may become a standard, and then both names had to be known for ever (RFC 6648). New "
        "headers are called without it."
    ),
    fix="Call new headers without the prefix, such as `Billing-Account`; those that are in use stay.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: X-Account, in: header,
                    description: Whose., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, parameters: [{name: X-Request-Id, in: header,
                    description: The request., schema: {type: string, maxLength: 99}}],
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="It is called so everywhere.",
        ),
    ),
)
