"""Finds operations that will end, and do not say when."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_SAID = re.compile(
    r"20[0-9]{2}-[01][0-9]|sunset|(?:january|february|april|june|july|august|september|october) 20[0-9]{2}", re.I
)


def check(site: OperationSite) -> Hit | Fine | None:
    """A deprecated operation without `x-sunset`, a header `Sunset`, or a day in its description."""
    if not site.operation.deprecated:
        return None
    if any(key.lower().startswith("x-sunset") for key in site.raw):
        return FINE
    if any("sunset" in one.headers for one in site.operation.responses.values()):
        return FINE
    if _SAID.search(str(site.raw.get("description", ""))[:5_000]):
        return FINE
    return Hit(f"{code(site.name, 100)} is deprecated, and does not say until when it works", ("deprecated",))


RULE = Rule(
    id="deprecated-without-sunset",
    severity=Severity.INFO,
    summary="Checks that deprecated operations say until when they work.",
    rationale=(
        "Nobody moves without a day. With the header `Sunset` (RFC 8594) the day reaches those who call, and not only those "
        "who read."
    ),
    fix="Write `x-sunset` with the day, and declare the header `Sunset` at the answers.",
    on=Look("operation", habit="{few} of the {count} deprecated operations say until when they work"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, deprecated: true, x-deprecated-use: getAll,
                    responses: {"200": {description: Done, BILL, headers: {Deprecation: {description: Since when.,
                      schema: {type: string}}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/deprecated",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, deprecated: true, x-sunset: "2027-06-30", x-deprecated-use: getAll,
                    responses: {"200": {description: Done, BILL, headers: {Deprecation: {description: Since when.,
                      schema: {type: string}}}}, FAILURES}}
            """),
            because="The day is there.",
        ),
    ),
)
